#include "checkers/checks/wrong-error-check/inverted.h"

#include "checkers/analysis/names.h"
#include "checkers/checks/wrong-error-check/evaluate.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <string>

namespace lintel::checkers::checks::wrong_error_check {

using namespace clang;

namespace {

bool hasWordIn(StringRef text, StringRef word) {
  const auto isPart = [](char c) { return llvm::isAlnum(c) || c == '_'; };
  for (std::size_t at = text.find(word); at != StringRef::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !isPart(text[at - 1])) && (end == text.size() || !isPart(text[end]))) return true;
  }
  return false;
}

// A text says that the function failed: it names the function and has a word for failure.
bool saysFailed(const Expr *argument, StringRef function) {
  const auto *literal = dyn_cast<StringLiteral>(argument->IgnoreParenImpCasts());
  if (!literal || literal->getCharByteWidth() != 1) return false;
  const std::string text = literal->getString().lower();
  if (!hasWordIn(text, function.lower())) return false;
  return llvm::any_of(std::initializer_list<StringRef>{"fail", "error", "cannot", "can't", "could not", "unable"},
                      [&](StringRef word) { return StringRef(text).contains(word); });
}

bool reportsFailure(const Stmt *branch, StringRef function) {
  if (!branch) return false;
  llvm::SmallVector<const Stmt *, 4> statements;
  if (const auto *block = dyn_cast<CompoundStmt>(branch))
    statements.append(block->body_begin(), block->body_end());
  else
    statements.push_back(branch);
  for (const Stmt *statement : statements) {
    const auto *expr = dyn_cast<Expr>(statement);
    const auto *call = expr ? dyn_cast<CallExpr>(expr->IgnoreParenCasts()) : nullptr;
    if (!call) continue;
    if (simpleName(call->getDirectCallee()) == "perror") return true;
    for (const Expr *argument : call->arguments())
      if (saysFailed(argument, function)) return true;
  }
  return false;
}

} // namespace

const IfStmt *invertedBranch(const Tested &tested, const Outcomes &outcomes, llvm::ArrayRef<const Stmt *> path,
                             const ASTContext &context) {
  if (tested.tests.size() != 1 || outcomes.onlyImpossible) return nullptr;
  const IfStmt *branch = nullptr;
  for (const Stmt *statement : llvm::reverse(path))
    if ((branch = dyn_cast<IfStmt>(statement)) || !isa<Expr>(statement)) break;
  const StringRef function = simpleName(tested.call->getDirectCallee());
  if (!branch || function.empty()) return nullptr;
  const auto holds = [&](std::int64_t value) -> std::optional<bool> {
    const auto start = convert(llvm::APSInt::get(value), tested.call->getType(), context);
    const auto result = start ? evaluate(branch->getCond(), tested.call, *start, context) : std::nullopt;
    return result ? std::optional(*result != 0) : std::nullopt;
  };
  std::optional<bool> onSuccess;
  for (const std::int64_t value : outcomes.usual) {
    const auto one = holds(value);
    if (!one || (onSuccess && *onSuccess != *one)) return nullptr;
    onSuccess = one;
  }
  for (const std::int64_t value : outcomes.failures)
    if (const auto one = holds(value); !one || *one == onSuccess) return nullptr;
  const Stmt *success = *onSuccess ? branch->getThen() : branch->getElse();
  const Stmt *failure = *onSuccess ? branch->getElse() : branch->getThen();
  return reportsFailure(success, function) && !reportsFailure(failure, function) ? branch : nullptr;
}

} // namespace lintel::checkers::checks::wrong_error_check
