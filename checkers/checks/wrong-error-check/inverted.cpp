#include "checkers/checks/wrong-error-check/inverted.h"

#include "checkers/analysis/error_state_exits.h"
#include "checkers/analysis/handlers.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/result_numbers.h"

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <string>

namespace lintel::checkers::checks::wrong_error_check {

using namespace clang;

namespace {

bool isOneOf(StringRef name, std::initializer_list<StringRef> names) { return llvm::is_contained(names, name); }

bool isErrnoCall(const Stmt *part) {
  const auto *call = dyn_cast<CallExpr>(part);
  return call && isOneOf(simpleName(call->getDirectCallee()),
                         {"__errno_location", "__error", "__errno", "_errno", "___errno", "GetLastError"});
}

std::string lowerText(const StringLiteral *literal) {
  std::string text;
  for (unsigned i = 0; i < literal->getLength(); ++i) {
    const std::uint32_t unit = literal->getCodeUnit(i);
    text += unit < 0x80 ? llvm::toLower(static_cast<char>(unit)) : '?';
  }
  return text;
}

bool hasWholeWord(StringRef text, StringRef word) {
  const auto isPart = [](char c) { return llvm::isAlnum(c) || c == '_'; };
  for (std::size_t at = text.find(word); at != StringRef::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !isPart(text[at - 1])) && (end == text.size() || !isPart(text[end]))) return true;
  }
  return false;
}

// What a branch does about the outcome, as far as it runs in any case.
struct Says {
  bool readsErrno = false;   // errno means something after a failure only
  bool complains = false;    // writes to the stream for errors, or throws
  bool leaves = false;       // in a way that tells of a failure
  bool namesFailure = false; // a text says that this function failed
  bool wordsFailure = false; // a text says that something failed

  bool isSuspect() const { return readsErrno || complains || namesFailure; }
};

class Reader {
public:
  Reader(const Expr *condition, StringRef function, const ASTContext &context)
      : condition(condition), function(function.lower()), context(context) {}

  Says read(llvm::ArrayRef<const Stmt *> statements) {
    for (const Stmt *statement : statements)
      if (!run(statement)) break;
    return says;
  }

private:
  // False: what comes next may speak of something else.
  bool run(const Stmt *statement) {
    if (const auto *block = dyn_cast<CompoundStmt>(statement))
      return llvm::all_of(block->body(), [&](const Stmt *child) { return run(child); });
    if (const auto *label = dyn_cast<LabelStmt>(statement)) return run(label->getSubStmt());
    if (const auto *loop = dyn_cast<DoStmt>(statement)) return run(loop->getBody()); // a macro's do { } while (0)
    if (const auto *jump = dyn_cast<GotoStmt>(statement); jump && jump->getLabel()->getStmt() && !hasJumped) {
      hasJumped = says.leaves = true;
      return run(jump->getLabel()->getStmt()), false;
    }
    if (!isa<Expr, DeclStmt, ReturnStmt, GotoStmt, NullStmt>(statement)) return false;
    bool goesOn = true;
    forEachPart(statement, [&](const Stmt *part) { return goesOn = goesOn && see(part), goesOn && descends(part); });
    if (goesOn && leavesWithFailure(statement, {true, condition}, context)) says.leaves = true;
    return goesOn && !isa<ReturnStmt>(statement);
  }

  static bool descends(const Stmt *part) {
    const auto *operation = dyn_cast<BinaryOperator>(part);
    return !isa<AbstractConditionalOperator>(part) && !(operation && operation->isLogicalOp());
  }

  bool see(const Stmt *part) {
    if (const auto *operation = dyn_cast<BinaryOperator>(part); operation && operation->isAssignmentOp())
      return !anyPart(operation->getLHS(), isErrnoCall) && !keepsResult(operation->getRHS());
    if (const auto *declaration = dyn_cast<DeclStmt>(part))
      return llvm::none_of(declaration->decls(), [](const Decl *declared) {
        const auto *variable = dyn_cast<VarDecl>(declared);
        return variable && variable->getInit() && keepsResult(variable->getInit());
      });
    if (const auto *text = dyn_cast<StringLiteral>(part)) {
      readText(text);
    } else if (const auto *reference = dyn_cast<DeclRefExpr>(part)) {
      says.complains |= isOneOf(simpleName(reference->getDecl()), {"stderr", "__stderrp", "cerr", "wcerr"});
    } else if (const auto *call = dyn_cast<CallExpr>(part)) {
      const FunctionDecl *callee = call->getDirectCallee();
      says.readsErrno |= isErrnoCall(call) || (callee && isInSystemHeader(callee) &&
                                               isOneOf(simpleName(callee), {"perror", "err", "verr", "warn", "vwarn"}));
    } else if (isa<CXXThrowExpr>(part)) {
      says.complains = true;
    }
    return true;
  }

  // errno, from here on, is of that call.
  static bool keepsResult(const Expr *value) {
    return anyPart(value, [](const Stmt *part) { return isa<CallExpr>(part) && !isErrnoCall(part); });
  }

  void readText(const StringLiteral *literal) {
    const std::string text = lowerText(literal);
    const bool ofFailure = llvm::any_of(
        std::initializer_list<StringRef>{"fail", "error", "cannot", "can't", "could not", "couldn't", "unable"},
        [&](StringRef word) { return StringRef(text).contains(word); });
    says.wordsFailure |= ofFailure;
    says.namesFailure |= ofFailure && hasWholeWord(text, function);
  }

  const Expr *condition;
  const std::string function;
  const ASTContext &context;
  bool hasJumped = false;
  Says says;
};

llvm::SmallVector<const Stmt *, 8> statementsOf(const Stmt *branch) {
  return branch ? llvm::SmallVector<const Stmt *, 8>{branch} : llvm::SmallVector<const Stmt *, 8>{};
}

llvm::SmallVector<const Stmt *, 8> statementsBehind(const Decision &decision) {
  llvm::SmallVector<const Stmt *, 8> rest;
  if (!decision.block) return rest;
  const auto *at = llvm::find(decision.block->body(), decision.branch);
  if (at != decision.block->body_end()) rest.append(at + 1, decision.block->body_end());
  return rest;
}

// All that success says is that it is done. Calls that ask something, such as whether a file exists or
// a lock is free, may be made in the hope of a "no".
bool onlyActs(const Outcomes &outcomes, StringRef function) {
  return outcomes.usual == std::vector<std::int64_t>{0} && !isQuestion(function);
}

std::optional<std::int64_t> returned(const Stmt *statement, const ASTContext &context) {
  if (const auto *block = dyn_cast_or_null<CompoundStmt>(statement); block && block->size() == 1)
    statement = block->body_front();
  const auto *finish = dyn_cast_or_null<ReturnStmt>(statement);
  Expr::EvalResult result;
  if (!finish || !finish->getRetValue() || finish->getRetValue()->isValueDependent() ||
      !finish->getRetValue()->EvaluateAsInt(result, context) || result.Val.getInt().getSignificantBits() > 64)
    return std::nullopt;
  return result.Val.getInt().getExtValue();
}

// "if (lock(m) == 0) return -1; ...; return 0;", or the result of the work.
bool returnsTheWrongWay(const Decision &decision, const Stmt *success, const ASTContext &context) {
  if (success != decision.branch->getThen() || decision.branch->getElse() || !decision.block) return false;
  const auto early = returned(success, context);
  const auto *last = dyn_cast<ReturnStmt>(decision.block->body_back());
  return early && *early < 0 && last && last->getRetValue() && returned(last, context).value_or(0) >= 0;
}

} // namespace

Decision decisionOn(llvm::ArrayRef<const Stmt *> path) {
  for (std::size_t i = path.size(); i-- > 0;) {
    if (const auto *branch = dyn_cast<IfStmt>(path[i]))
      return {branch, i > 0 ? dyn_cast<CompoundStmt>(path[i - 1]) : nullptr};
    if (!isa<Expr>(path[i])) break;
  }
  return {};
}

bool isInverted(const Tested &tested, const Outcomes &outcomes, const ASTContext &context) {
  if (tested.tests.size() != 1 || outcomes.onlyImpossible) return false;
  Test test = tested.tests.front();
  const Decision decision = test.decision;
  const StringRef function = simpleName(tested.call->getDirectCallee());
  if (!decision.branch || function.empty()) return false;
  test.expr = decision.branch->getCond();
  std::optional<std::int64_t> onSuccess;
  for (const std::int64_t value : outcomes.usual) {
    const auto one = answer(test, tested.call, value, context);
    if (!one || (onSuccess && onSuccess != one)) return false;
    onSuccess = one;
  }
  for (const std::int64_t value : outcomes.failures)
    if (const auto one = answer(test, tested.call, value, context); !one || one == onSuccess) return false;

  const Stmt *success = *onSuccess ? decision.branch->getThen() : decision.branch->getElse();
  const Stmt *failure = *onSuccess ? decision.branch->getElse() : decision.branch->getThen();
  if (!success) return false;
  const auto read = [&](llvm::ArrayRef<const Stmt *> statements) {
    return Reader(test.expr, function, context).read(statements);
  };
  if (read(failure ? statementsOf(failure) : statementsBehind(decision)).isSuspect()) return false;
  const Says says = read(statementsOf(success));
  if (says.readsErrno || says.namesFailure) return true;
  return onlyActs(outcomes, function) &&
         ((says.complains && (says.leaves || says.wordsFailure)) || returnsTheWrongWay(decision, success, context));
}

} // namespace lintel::checkers::checks::wrong_error_check
