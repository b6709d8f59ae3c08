#include "checkers/checks/wrong-error-check/places.h"

#include "checkers/checks/wrong-error-check/evaluate.h"

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/FoldingSet.h"
#include "llvm/ADT/STLExtras.h"

namespace lintel::checkers::checks::wrong_error_check {

using namespace clang;

namespace {

bool isSame(const Expr *a, const Expr *b, const ASTContext &context) {
  llvm::FoldingSetNodeID first, second;
  a->Profile(first, context, true);
  b->Profile(second, context, true);
  return first == second;
}

bool callsSomething(const Stmt *stmt) {
  return isa<CallExpr>(stmt) ||
         llvm::any_of(stmt->children(), [](const Stmt *child) { return child && callsSomething(child); });
}

bool leaves(const Stmt *branch) {
  if (const auto *block = dyn_cast<CompoundStmt>(branch)) return !block->body_empty() && leaves(block->body_back());
  if (const auto *call = dyn_cast<CallExpr>(branch))
    return call->getDirectCallee() && call->getDirectCallee()->isNoReturn();
  return isa<ReturnStmt, GotoStmt, BreakStmt, ContinueStmt, CXXThrowExpr, CoreturnStmt>(branch);
}

// The if behind the statement that stores the result, when its branch leaves.
const IfStmt *nextCheck(llvm::ArrayRef<const Stmt *> path) {
  for (std::size_t i = path.size() - 1; i-- > 0;) {
    const auto *block = dyn_cast<CompoundStmt>(path[i]);
    if (!block) continue;
    const auto at = llvm::find(block->body(), path[i + 1]);
    if (at == block->body_end() || at + 1 == block->body_end() || !isa<Expr>(path[i + 1])) return nullptr;
    const auto *check = dyn_cast<IfStmt>(*(at + 1));
    return check && leaves(check->getThen()) ? check : nullptr;
  }
  return nullptr;
}

const BinaryOperator *assignmentAbove(llvm::ArrayRef<const Stmt *> path) {
  for (const Stmt *parent : llvm::drop_begin(llvm::reverse(path))) {
    if (const auto *binary = dyn_cast<BinaryOperator>(parent)) return binary;
    if (!isa<ParenExpr>(parent)) return nullptr;
  }
  return nullptr;
}

} // namespace

void testsOfPlace(const Expr *place, llvm::ArrayRef<const Stmt *> path, Tested &tested, const Stmt *body,
                  const ASTContext &context) {
  if (callsSomething(place)) return;
  const IfStmt *check = tested.tests.empty() ? nextCheck(path) : nullptr;
  if (!check && tested.tests.empty()) return;
  const Expr *stored = nullptr;
  bool unclear = false;
  std::vector<Test> tests;
  forEachValue(body, [&](llvm::ArrayRef<const Stmt *> mention) {
    const auto *expr = dyn_cast<Expr>(mention.back());
    if (isa<CallExpr>(expr) || !isSame(expr, place->IgnoreParens(), context)) return;
    const BinaryOperator *assignment = assignmentAbove(mention);
    if (assignment && assignment->isAssignmentOp() && assignment->getLHS()->IgnoreParens() == expr) {
      if (expr == place->IgnoreParens())
        stored = assignment->getRHS();
      else
        unclear |= assignment->isCompoundAssignmentOp() || !constantOf(assignment->getRHS(), context);
      return;
    }
    const Use use = useOf(mention, context);
    unclear |= use.comparedWithVariable || use.handedOn || use.escapes || use.variable;
    if (!use.test) return;
    const bool isCheck = check && llvm::is_contained(mention, check) && llvm::is_contained(mention, check->getCond());
    unclear |= !isCheck;
    Test test;
    test.expr = use.test;
    test.choice = use.choice;
    test.subject = expr;
    test.kept = place->getType();
    tests.push_back(test);
  });
  if (unclear || !stored) return;
  for (Test &test : tests) {
    test.stored = stored;
    tested.tests.push_back(test);
  }
  tested.handedOn = false;
}

} // namespace lintel::checkers::checks::wrong_error_check
