#include "checkers/checks/wrong-error-check/uses.h"

#include "checkers/checks/wrong-error-check/evaluate.h"

#include "checkers/analysis/names.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/Builtins.h"

namespace lintel::checkers::checks::wrong_error_check {

using namespace clang;

namespace {

const Expr *conditionOf(const Stmt *statement) {
  if (const auto *branch = dyn_cast<IfStmt>(statement)) return branch->getCond();
  if (const auto *loop = dyn_cast<WhileStmt>(statement)) return loop->getCond();
  if (const auto *loop = dyn_cast<DoStmt>(statement)) return loop->getCond();
  if (const auto *loop = dyn_cast<ForStmt>(statement)) return loop->getCond();
  return nullptr;
}

const VarDecl *localVariable(const Expr *expr) {
  const auto *reference = dyn_cast<DeclRefExpr>(expr->IgnoreParens());
  const auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
  return variable && variable->hasLocalStorage() && !variable->getType()->isReferenceType() ? variable : nullptr;
}

// The system's functions work with what they are given; they do not ask whether it is a failure.
bool mayTest(const FunctionDecl *callee) {
  return !callee || !isInSystemHeader(callee) || callee->isNoReturn() || isa<CXXMethodDecl>(callee);
}

class Climber {
public:
  Climber(llvm::ArrayRef<const Stmt *> path, const ASTContext &context) : path(path), context(context) {}

  Use climb() {
    value = cast<Expr>(path.back());
    for (std::size_t i = path.size() - 1; i-- > 0;)
      if (!step(path[i])) break;
    return use;
  }

private:
  // False: the value goes no further than parent.
  bool step(const Stmt *parent) {
    if (const auto *expr = dyn_cast<Expr>(parent)) return stepInto(expr);
    if (const auto *choice = dyn_cast<SwitchStmt>(parent)) {
      if (choice->getCond() == value) use.choice = choice, use.test = value;
    } else if (const auto *declaration = dyn_cast<DeclStmt>(parent)) {
      for (const Decl *declared : declaration->decls())
        if (const auto *variable = dyn_cast<VarDecl>(declared); variable && variable->getInit() == value) {
          if (variable->hasLocalStorage() && !variable->getType()->isReferenceType())
            use.variable = variable, use.stored = value, use.definition = parent;
          else
            use.escapes = use.handedOn = true;
        }
    } else if (isa<ReturnStmt, CoreturnStmt>(parent)) {
      use.handedOn = true;
    } else if (conditionOf(parent) == value) {
      use.test = value;
    }
    return false;
  }

  bool stepInto(const Expr *parent) {
    if (const auto *cast = dyn_cast<CastExpr>(parent)) {
      if (cast->getCastKind() == CK_ToVoid) return false;
      return go(parent);
    }
    if (isa<ParenExpr, FullExpr>(parent)) return go(parent);
    if (const auto *unary = dyn_cast<UnaryOperator>(parent)) return intoUnary(unary);
    if (const auto *binary = dyn_cast<BinaryOperator>(parent)) return intoBinary(binary);
    if (const auto *choice = dyn_cast<AbstractConditionalOperator>(parent)) {
      if (choice->getCond() == value && !isa<BinaryConditionalOperator>(choice))
        use.test = value;
      else
        use.handedOn = true;
      return false;
    }
    if (const auto *call = dyn_cast<CallExpr>(parent)) {
      if (call->getBuiltinCallee() == Builtin::BI__builtin_expect && call->getArg(0) == value) return go(parent);
      use.passed = true;
      use.handedOn = value->isLValue() || mayTest(call->getDirectCallee());
      if (value->isLValue()) use.escapes = true; // by reference
      return false;
    }
    use.handedOn = true;
    if (value->isLValue()) use.escapes = true;
    return false;
  }

  bool intoUnary(const UnaryOperator *unary) {
    switch (unary->getOpcode()) {
    case UO_LNot: use.test = unary; return false;
    case UO_Minus:
    case UO_Plus:
    case UO_Not:
    case UO_Extension: return go(unary);
    case UO_AddrOf: use.escapes = true; [[fallthrough]];
    default: use.handedOn = true; return false;
    }
  }

  bool intoBinary(const BinaryOperator *binary) {
    const bool isLeft = binary->getLHS() == value;
    const Expr *other = isLeft ? binary->getRHS() : binary->getLHS();
    if (binary->isLogicalOp()) {
      use.test = value;
      return false;
    }
    if (binary->getOpcode() == BO_Comma) return isLeft ? false : go(binary);
    if (binary->getOpcode() == BO_Assign) {
      if (isLeft) return false; // written; its value is the stored one
      if (const VarDecl *variable = localVariable(other)) {
        if (!use.variable)
          use.variable = variable, use.stored = value, use.definition = binary;
        else
          use.handedOn = true;
      } else {
        if (!use.keptIn) use.keptIn = other;
        use.handedOn = true;
      }
      return go(binary);
    }
    const bool constant = constantOf(other, context).has_value();
    if (binary->isComparisonOp()) {
      if (constant)
        use.test = binary;
      else
        use.comparedWithVariable = true;
      return false;
    }
    if (constant && !binary->isAssignmentOp()) return go(binary);
    use.handedOn = true;
    return false;
  }

  bool go(const Expr *parent) {
    value = parent;
    return true;
  }

  llvm::ArrayRef<const Stmt *> path;
  const ASTContext &context;
  const Expr *value = nullptr;
  Use use;
};

class Walker {
public:
  explicit Walker(llvm::function_ref<void(llvm::ArrayRef<const Stmt *>)> visit) : visit(visit) {}

  void walk(const Stmt *statement) {
    if (!statement) return;
    path.push_back(statement);
    if (isa<CallExpr, DeclRefExpr, MemberExpr, ArraySubscriptExpr>(statement)) visit(path);
    if (const auto *lambda = dyn_cast<LambdaExpr>(statement)) {
      for (const Expr *capture : lambda->capture_inits()) walk(capture);
    } else if (const auto *selection = dyn_cast<GenericSelectionExpr>(statement)) {
      if (!selection->isResultDependent()) walk(selection->getResultExpr());
    } else if (!isa<UnaryExprOrTypeTraitExpr>(statement)) {
      for (const Stmt *child : statement->children()) walk(child);
    }
    path.pop_back();
  }

private:
  llvm::function_ref<void(llvm::ArrayRef<const Stmt *>)> visit;
  std::vector<const Stmt *> path;
};

} // namespace

Use useOf(llvm::ArrayRef<const Stmt *> path, const ASTContext &context) { return Climber(path, context).climb(); }

void forEachValue(const Stmt *body, llvm::function_ref<void(llvm::ArrayRef<const Stmt *>)> visit) {
  Walker(visit).walk(body);
}

} // namespace lintel::checkers::checks::wrong_error_check
