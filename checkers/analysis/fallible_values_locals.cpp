#include "checkers/analysis/fallible_values_locals.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"

namespace lintel::checkers::fallible {

using namespace clang;

namespace {

const VarDecl *variableOf(const Expr *expr) {
  const auto *reference = dyn_cast<DeclRefExpr>(expr->IgnoreParens());
  const auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
  return variable ? variable->getCanonicalDecl() : nullptr;
}

} // namespace

class Locals::Scan : public RecursiveASTVisitor<Scan> {
public:
  explicit Scan(Locals &locals) : locals_(locals) {}
  bool shouldVisitTemplateInstantiations() const { return true; }

  bool VisitVarDecl(VarDecl *variable) {
    if (const Expr *value = variable->getInit(); value && !isa<ParmVarDecl>(variable)) {
      give(variable->getCanonicalDecl(), value);
      if (variable->getType()->isReferenceType()) expose(value);
    }
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *operation) {
    if (!operation->isAssignmentOp()) return true;
    const VarDecl *variable = variableOf(operation->getLHS());
    if (variable) give(variable, operation->isCompoundAssignmentOp() ? nullptr : operation->getRHS());
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *operation) {
    if (operation->getOpcode() == UO_AddrOf) expose(operation->getSubExpr());
    if (const VarDecl *variable = variableOf(operation->getSubExpr()); variable && operation->isIncrementDecrementOp())
      give(variable, nullptr);
    return true;
  }
  bool VisitCallExpr(CallExpr *call) {
    for (const Expr *argument : call->arguments())
      if (argument->isGLValue()) expose(argument);
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *construction) {
    for (const Expr *argument : construction->arguments())
      if (argument->isGLValue()) expose(argument);
    return true;
  }
  bool VisitLambdaExpr(LambdaExpr *lambda) {
    for (const LambdaCapture &capture : lambda->captures())
      if (capture.capturesVariable() && capture.getCaptureKind() == LCK_ByRef)
        if (const auto *variable = dyn_cast<VarDecl>(capture.getCapturedVar()))
          locals_.exposed_.insert(variable->getCanonicalDecl());
    return true;
  }

private:
  void give(const VarDecl *variable, const Expr *value) {
    Given &given = locals_.given_[variable];
    ++given.times;
    given.value = value;
  }
  void expose(const Expr *expr) {
    if (const VarDecl *variable = variableOf(expr)) locals_.exposed_.insert(variable);
  }
  Locals &locals_;
};

Locals::Locals(const FunctionDecl *function) { Scan(*this).TraverseStmt(function->getBody()); }

const Expr *Locals::onlyValue(const VarDecl *variable) const {
  const auto found = given_.find(variable->getCanonicalDecl());
  if (found == given_.end() || found->second.times != 1 || isa<ParmVarDecl>(variable)) return nullptr;
  return isExposed(variable) && !variable->getType()->isReferenceType() ? nullptr : found->second.value;
}

} // namespace lintel::checkers::fallible
