#include "checkers/checks/unbounded-pagination/fix.h"

#include "checkers/analysis/names.h"

#include "clang/AST/Expr.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

namespace lintel::checkers::checks::unbounded_pagination {

using namespace clang;

namespace {

constexpr llvm::StringRef kUsualName = "kMaxPageSize";

// The declaration of a qualified or global name that is visible at location.
const ValueDecl *findConstant(llvm::StringRef name, SourceLocation location, const ASTContext &context) {
  const DeclContext *scope = context.getTranslationUnitDecl();
  llvm::SmallVector<llvm::StringRef, 4> parts;
  name.split(parts, "::", -1, false);
  for (size_t i = 0; i < parts.size(); ++i) {
    const auto found = context.Idents.find(parts[i]);
    if (found == context.Idents.end()) return nullptr;
    const DeclContext *next = nullptr;
    for (const NamedDecl *decl : scope->lookup(DeclarationName(found->second))) {
      if (i + 1 < parts.size())
        next = next ? next : llvm::dyn_cast<DeclContext>(decl);
      else if (const auto *value = llvm::dyn_cast<ValueDecl>(decl);
               value && context.getSourceManager().isBeforeInTranslationUnit(value->getLocation(), location))
        return value;
    }
    if (!next) return nullptr;
    scope = next;
  }
  return nullptr;
}

bool isMacro(llvm::StringRef name, const ASTContext &context) {
  const auto found = context.Idents.find(name);
  return found != context.Idents.end() && found->second->hasMacroDefinition();
}

bool isSimple(const Expr *expr) {
  expr = expr->IgnoreParenImpCasts();
  if (const auto *member = llvm::dyn_cast<MemberExpr>(expr)) return isSimple(member->getBase());
  return llvm::isa<DeclRefExpr, CXXThisExpr>(expr);
}

} // namespace

std::optional<ClampFix> clampFix(const Sink &sink, llvm::StringRef constant, const std::set<FileID> &filesWithAlgorithm,
                                 const ASTContext &context) {
  const Expr *value = sink.value->IgnoreParenImpCasts();
  const QualType type = value->getType().getNonReferenceType().getCanonicalType().getUnqualifiedType();
  if (!type->isIntegerType() || type->isBooleanType() || type->isEnumeralType()) return std::nullopt;
  const SourceManager &sources = context.getSourceManager();
  const SourceRange range = value->getSourceRange();
  if (range.getBegin().isMacroID() || range.getEnd().isMacroID()) return std::nullopt;
  const CharSourceRange characters = CharSourceRange::getTokenRange(range);
  const std::string spelled = Lexer::getSourceText(characters, sources, context.getLangOpts()).str();
  if (spelled.empty()) return std::nullopt;

  const llvm::StringRef name = constant.empty() ? kUsualName : constant;
  const ValueDecl *declared = constant.empty() ? nullptr : findConstant(constant, range.getBegin(), context);
  const bool visible = declared || (!constant.empty() && isMacro(constant, context));
  ClampFix fix;
  if (context.getLangOpts().CPlusPlus) {
    const bool sameType =
        declared && declared->getType().getNonReferenceType().getCanonicalType().getUnqualifiedType() == type;
    const std::string argument = sameType ? "" : "<" + type.getAsString(context.getPrintingPolicy()) + ">";
    fix.text = "std::min" + argument + "(" + spelled + ", " + name.str() + ")";
    fix.safe = visible && filesWithAlgorithm.contains(sources.getFileID(range.getBegin()));
  } else {
    if (!isSimple(value)) return std::nullopt; // it would be evaluated twice
    fix.text = "(" + spelled + " > " + name.str() + " ? " + name.str() + " : " + spelled + ")";
    fix.safe = visible;
  }
  fix.hint = FixItHint::CreateReplacement(characters, fix.text);
  return fix;
}

} // namespace lintel::checkers::checks::unbounded_pagination
