#include "checkers/checks/error-discarded/discards.h"

#include "checkers/analysis/names.h"

#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/SmallVector.h"

namespace lintel::checkers::checks::error_discarded {

using namespace clang;

namespace {

// What happens to the value of the statement at hand.
struct Fate {
  bool dropped = false;
  const Expr *explicitly = nullptr;
  SourceLocation place;
};

Fate droppedAt(SourceLocation place) { return {true, nullptr, place}; }

bool isStdIgnore(const Expr *expression) {
  const auto *reference = dyn_cast<DeclRefExpr>(expression->IgnoreParenImpCasts());
  return reference && simpleName(reference->getDecl()) == "ignore" && isInStd(reference->getDecl());
}

class Walker {
public:
  Walker(OnDiscard onDiscard, OnUse onUse) : onDiscard(onDiscard), onUse(onUse) {}

  void visit(const Stmt *statement, const Fate &fate = {}) {
    if (!statement) return;
    path.push_back(statement);
    if (const auto *expression = dyn_cast<Expr>(statement))
      visitExpression(expression, fate);
    else
      visitStatement(statement, fate);
    path.pop_back();
  }

private:
  void visitStatement(const Stmt *statement, const Fate &fate) {
    const Fate drop = droppedAt(statement->getBeginLoc());
    if (const auto *compound = dyn_cast<CompoundStmt>(statement)) {
      visitBlock(compound, drop);
    } else if (const auto *branch = dyn_cast<IfStmt>(statement)) {
      visit(branch->getInit(), drop);
      visit(branch->getConditionVariableDeclStmt());
      visit(branch->getCond());
      visit(branch->getThen(), drop);
      visit(branch->getElse(), drop);
    } else if (const auto *loop = dyn_cast<ForStmt>(statement)) {
      visit(loop->getInit(), drop);
      visit(loop->getConditionVariableDeclStmt());
      visit(loop->getCond());
      visit(loop->getInc(), drop);
      visit(loop->getBody(), drop);
    } else if (const auto *loop = dyn_cast<CXXForRangeStmt>(statement)) {
      visit(loop->getInit(), drop);
      visit(loop->getRangeStmt());
      visit(loop->getBody(), drop);
    } else if (const auto *loop = dyn_cast<WhileStmt>(statement)) {
      visit(loop->getConditionVariableDeclStmt());
      visit(loop->getCond());
      visit(loop->getBody(), drop);
    } else if (const auto *loop = dyn_cast<DoStmt>(statement)) {
      visit(loop->getBody(), drop);
      visit(loop->getCond());
    } else if (const auto *choice = dyn_cast<SwitchStmt>(statement)) {
      visit(choice->getInit(), drop);
      visit(choice->getConditionVariableDeclStmt());
      visit(choice->getCond());
      visit(choice->getBody(), drop);
    } else if (const auto *choice = dyn_cast<SwitchCase>(statement)) {
      visit(choice->getSubStmt(), fate.dropped ? fate : Fate());
    } else if (isa<LabelStmt, AttributedStmt>(statement)) {
      for (const Stmt *child : statement->children()) visit(child, fate);
    } else if (const auto *coroutine = dyn_cast<CoroutineBodyStmt>(statement)) {
      visit(coroutine->getBody());
    } else if (const auto *finish = dyn_cast<CoreturnStmt>(statement)) {
      visit(finish->getOperand());
    } else {
      for (const Stmt *child : statement->children()) visit(child);
    }
  }

  // The last statement of a statement expression is its value; it shares the expression's fate.
  void visitBlock(const CompoundStmt *block, const Fate &drop, const Stmt *value = nullptr,
                  const Fate &valueFate = {}) {
    for (const Stmt *child : block->body()) visit(child, child == value ? valueFate : drop);
  }

  void visitExpression(const Expr *expression, const Fate &fate) {
    if (const auto *call = dyn_cast<CallExpr>(expression)) return visitCall(call, fate);
    if (const auto *operation = dyn_cast<BinaryOperator>(expression)) return visitBinary(operation, fate);
    if (const auto *cast = dyn_cast<CastExpr>(expression)) {
      if (cast->getCastKind() != CK_ToVoid || isa<ImplicitCastExpr>(cast)) return visit(cast->getSubExpr(), fate);
      return visit(cast->getSubExpr(), {true, cast, cast->getBeginLoc()});
    }
    if (const auto *choice = dyn_cast<ConditionalOperator>(expression)) {
      visit(choice->getCond());
      visit(choice->getTrueExpr(), fate);
      return visit(choice->getFalseExpr(), fate);
    }
    if (const auto *choice = dyn_cast<BinaryConditionalOperator>(expression)) {
      visit(choice->getCommon());
      return visit(choice->getFalseExpr(), fate);
    }
    if (const auto *choice = dyn_cast<GenericSelectionExpr>(expression))
      return visit(choice->isResultDependent() ? nullptr : choice->getResultExpr(), fate);
    if (const auto *choice = dyn_cast<ChooseExpr>(expression))
      return visit(choice->isConditionDependent() ? nullptr : choice->getChosenSubExpr(), fate);
    if (const auto *block = dyn_cast<StmtExpr>(expression)) {
      const CompoundStmt *body = block->getSubStmt();
      path.push_back(body);
      visitBlock(body, droppedAt(body->getBeginLoc()), body->body_empty() ? nullptr : body->body_back(), fate);
      path.pop_back();
      return;
    }
    if (isa<CoroutineSuspendExpr, DependentCoawaitExpr>(expression)) {
      if (fate.dropped) report(expression, fate);
      if (const auto *suspend = dyn_cast<CoroutineSuspendExpr>(expression)) visit(suspend->getOperand());
      return;
    }
    if (const auto *lambda = dyn_cast<LambdaExpr>(expression)) {
      for (const Expr *init : lambda->capture_inits()) visit(init);
      return;
    }
    if (isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr, CXXTypeidExpr, RequiresExpr>(expression)) return;
    const bool passesOn = isa<ParenExpr, FullExpr, CXXBindTemporaryExpr, MaterializeTemporaryExpr>(expression) ||
                          isTransparentUnary(expression);
    for (const Stmt *child : expression->children()) visit(child, passesOn ? fate : Fate());
  }

  // "!f();" looks at nothing that anybody sees.
  static bool isTransparentUnary(const Expr *expression) {
    const auto *unary = dyn_cast<UnaryOperator>(expression);
    if (!unary) return false;
    switch (unary->getOpcode()) {
    case UO_Plus:
    case UO_Minus:
    case UO_Not:
    case UO_LNot:
    case UO_Extension: return true;
    default: return false;
    }
  }

  void visitBinary(const BinaryOperator *operation, const Fate &fate) {
    switch (operation->getOpcode()) {
    case BO_Comma: return visitSequence(operation, fate);
    case BO_LAnd:
    case BO_LOr: // the left decides; the right is the value
      visit(operation->getLHS());
      visit(operation->getRHS(), fate);
      return;
    default: visit(operation->getLHS()); visit(operation->getRHS());
    }
  }

  // "a, b, c": each part but the last is dropped. The parts stand side by side in the path, however many there are.
  void visitSequence(const BinaryOperator *sequence, const Fate &fate) {
    llvm::SmallVector<std::pair<const Expr *, Fate>, 4> parts; // from the last to the first
    Fate next = fate;
    const Expr *rest = sequence;
    for (const auto *operation = sequence; operation && operation->getOpcode() == BO_Comma;
         operation = dyn_cast<BinaryOperator>(rest)) {
      parts.emplace_back(operation->getRHS(), next);
      next = droppedAt(operation->getOperatorLoc());
      rest = operation->getLHS();
    }
    visit(rest, next);
    for (const auto &[part, itsFate] : llvm::reverse(parts)) visit(part, itsFate);
  }

  void visitCall(const CallExpr *call, const Fate &fate) {
    if (const auto *assignment = dyn_cast<CXXOperatorCallExpr>(call);
        assignment && assignment->getOperator() == OO_Equal && isStdIgnore(assignment->getArg(0)))
      return visit(assignment->getArg(1), {true, call, call->getBeginLoc()});
    if (fate.dropped)
      report(call, fate);
    else if (onUse)
      onUse(call);
    for (const Stmt *child : call->children()) visit(child);
  }

  void report(const Expr *call, const Fate &fate) {
    if (onDiscard) onDiscard({call, fate.explicitly, fate.place, path});
  }

  OnDiscard onDiscard;
  OnUse onUse;
  llvm::SmallVector<const Stmt *, 32> path;
};

} // namespace

void walk(const Stmt *body, OnDiscard onDiscard, OnUse onUse) { Walker(onDiscard, onUse).visit(body); }

} // namespace lintel::checkers::checks::error_discarded
