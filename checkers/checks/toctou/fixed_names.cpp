#include "checkers/checks/toctou/fixed_names.h"

#include "checkers/analysis/names.h"
#include "checkers/checks/toctou/paths.h"

#include "llvm/ADT/STLExtras.h"

namespace lintel::checkers::checks::toctou {

using namespace clang;

namespace {

// What everybody on the machine can find out, or count up to.
bool isGuessable(const Expr *argument) {
  argument = argument->IgnoreParenCasts();
  if (isa<StringLiteral, IntegerLiteral, CharacterLiteral>(argument)) return true;
  const auto *call = dyn_cast<CallExpr>(argument);
  const llvm::StringRef name = simpleName(call ? call->getDirectCallee() : nullptr);
  return llvm::is_contained({"getpid", "getppid", "getuid", "geteuid", "getgid", "getegid", "time", "clock"}, name);
}

std::string textOf(const Expr *expr) {
  const auto *text = dyn_cast<StringLiteral>(samePath(expr));
  return text && text->getCharByteWidth() == 1 ? text->getString().str() : "";
}

// The argument of a function that writes a name into a buffer: its text or format; arguments for it follow.
std::optional<unsigned> sourceOf(llvm::StringRef name) {
  if (name == "sprintf" || name == "strcpy" || name == "stpcpy" || name == "strncpy" || name == "strlcpy") return 1;
  return name == "snprintf" ? std::optional(2U) : std::nullopt;
}

} // namespace

void FixedNames::see(const CallExpr *call) {
  const FunctionDecl *callee = call->getDirectCallee();
  const std::optional<unsigned> source = sourceOf(simpleName(callee));
  for (unsigned i = 0; i < call->getNumArgs(); ++i) {
    const auto *reference = dyn_cast<DeclRefExpr>(call->getArg(i)->IgnoreParenImpCasts());
    const auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
    if (!variable || !variable->getType()->isArrayType()) continue;
    if (call->getArg(i)->getType()->isPointerType() && call->getArg(i)->getType()->getPointeeType().isConstQualified())
      continue; // read only
    std::string &text = written_[variable];
    text.clear();
    if (i != 0 || !source || *source >= call->getNumArgs()) continue;
    const bool isFormat = simpleName(callee).ends_with("printf");
    const auto rest = llvm::drop_begin(call->arguments(), *source + 1);
    if (!isFormat || llvm::all_of(rest, isGuessable)) text = textOf(call->getArg(*source));
  }
}

std::optional<std::string> FixedNames::of(const VarDecl *variable) const {
  if (const auto known = written_.find(variable); known != written_.end())
    return known->second.empty() ? std::nullopt : std::optional(known->second);
  const QualType type = variable->getType();
  const bool isFixed = type.isConstQualified() || type->isArrayType() || type->isRecordType();
  if (!isFixed || isa<ParmVarDecl>(variable) || !variable->getInit()) return std::nullopt;
  const std::string text = textOf(variable->getInit());
  return text.empty() ? std::nullopt : std::optional(text);
}

} // namespace lintel::checkers::checks::toctou
