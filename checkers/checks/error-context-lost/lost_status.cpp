#include "checkers/checks/error-context-lost/lost_status.h"

#include "checkers/analysis/failure_tests.h"
#include "checkers/analysis/handlers.h"
#include "checkers/analysis/names.h"

#include "clang/AST/ExprCXX.h"

namespace lintel::checkers::checks::error_context_lost {

using namespace clang;

namespace {

// The variable or field that an error object is, or nullptr for what nobody can name again.
const ValueDecl *declarationOf(const Expr *object) {
  object = object->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  if (const auto *reference = dyn_cast<DeclRefExpr>(object)) return reference->getDecl();
  if (const auto *member = dyn_cast<MemberExpr>(object)) return member->getMemberDecl();
  return nullptr;
}

bool isMentioned(const ValueDecl *object, const Stmt *branch) {
  return anyPart(branch, [&](const Stmt *part) {
    if (const auto *member = dyn_cast<MemberExpr>(part)) return member->getMemberDecl() == object;
    if (const auto *lambda = dyn_cast<LambdaExpr>(part)) return isMentioned(object, lambda->getBody());
    const auto *reference = dyn_cast<DeclRefExpr>(part);
    return reference && reference->getDecl() == object;
  });
}

bool makesErrors(llvm::StringRef name) {
  return name.ends_with("Error") || name.ends_with("_error") || name.starts_with("make_") || name.starts_with("make") ||
         name == "unexpected" || name == "fail" || name == "failure";
}

bool meansSuccess(llvm::StringRef name) {
  const std::string lower = name.lower();
  return lower == "ok" || lower == "okstatus" || lower == "success";
}

// Written out at the place, as in "Status::Internal(...)", "std::unexpected(...)" or "absl::InternalError(...)". What
// another operation returns may be its own failure, and is left alone.
bool isNewError(const Expr *value, const ErrorSubjects &subjects, const ASTContext &context) {
  value = value->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  if (value->isTypeDependent()) return false;
  const CXXRecordDecl *record = value->getType()->getAsCXXRecordDecl();
  const bool wrapsError = simpleName(record) == "unexpected" || simpleName(record) == "unexpected_type";
  const std::optional<ErrorSubject> subject = subjects.errorType(value->getType(), context);
  if (!wrapsError && (!subject || !subject->type)) return false;
  if (const auto *call = dyn_cast<CallExpr>(value)) {
    const FunctionDecl *callee = call->getDirectCallee();
    const llvm::StringRef name = simpleName(callee);
    if (!callee || meansSuccess(name)) return false;
    const auto *method = dyn_cast<CXXMethodDecl>(callee);
    if (method)
      return method->isStatic() && record && method->getParent()->getCanonicalDecl() == record->getCanonicalDecl();
    return makesErrors(name);
  }
  if (const auto *construction = dyn_cast<CXXConstructExpr>(value)) return construction->getNumArgs() > 0;
  if (const auto *construction = dyn_cast<CXXUnresolvedConstructExpr>(value)) return construction->getNumArgs() > 0;
  if (const auto *cast = dyn_cast<CXXFunctionalCastExpr>(value)) return !isa<CXXDefaultArgExpr>(cast->getSubExpr());
  return false;
}

const Stmt *branchOf(const IfStmt &branch, bool outcome) { return outcome ? branch.getThen() : branch.getElse(); }

} // namespace

bool mayLoseStatus(const IfStmt &branch) {
  const auto leaves = [](const Stmt *stmt) {
    if (const auto *finish = dyn_cast<ReturnStmt>(stmt))
      return finish->getRetValue() && finish->getRetValue()->getType()->isRecordType();
    const auto *expression = dyn_cast<Expr>(stmt);
    return expression && isa<CXXThrowExpr>(expression->IgnoreImplicit());
  };
  const auto contains = [&](const Stmt *stmt) {
    if (!stmt) return false;
    if (const auto *block = dyn_cast<CompoundStmt>(stmt))
      return llvm::any_of(block->body(), [&](const Stmt *part) { return leaves(part); });
    return leaves(stmt);
  };
  return contains(branch.getThen()) || contains(branch.getElse());
}

llvm::SmallVector<LostStatus, 1> findLostStatus(const IfStmt &branch, const ErrorSubjects &subjects,
                                                const ASTContext &context) {
  llvm::SmallVector<LostStatus, 1> lost;
  const FailureTests tests(subjects, nullptr, context);
  for (const bool outcome : {true, false}) {
    const Stmt *body = branchOf(branch, outcome);
    const std::optional<FailureTest> test = body ? tests.find(branch.getCond(), outcome) : std::nullopt;
    const ValueDecl *object = test && test->object ? declarationOf(test->object) : nullptr;
    if (!object || isMentioned(object, body)) continue;
    const auto inspect = [&](const Stmt *stmt) {
      if (const auto *finish = dyn_cast<ReturnStmt>(stmt)) {
        if (finish->getRetValue() && isNewError(finish->getRetValue(), subjects, context))
          lost.push_back({finish->getRetValue(), test->object, test->what, false});
      } else if (const auto *expression = dyn_cast<Expr>(stmt)) {
        const auto *thrown = dyn_cast<CXXThrowExpr>(expression->IgnoreImplicit());
        if (thrown && thrown->getSubExpr() && thrown->getSubExpr()->getType()->isRecordType())
          lost.push_back({thrown, test->object, test->what, true});
      }
    };
    if (const auto *block = dyn_cast<CompoundStmt>(body))
      for (const Stmt *stmt : block->body()) inspect(stmt);
    else
      inspect(body);
  }
  return lost;
}

} // namespace lintel::checkers::checks::error_context_lost
