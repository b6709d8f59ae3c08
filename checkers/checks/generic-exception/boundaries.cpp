#include "checkers/checks/generic-exception/boundaries.h"

#include "checkers/analysis/names.h"
#include "checkers/analysis/parents.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"

namespace lintel::checkers::checks::generic_exception {

using namespace clang;

namespace {

bool isNoexcept(const FunctionDecl *function) {
  const auto *type = function->getType()->getAs<FunctionProtoType>();
  return type && !isUnresolvedExceptionSpec(type->getExceptionSpecType()) && type->isNothrow();
}

// The names by which frameworks start a thread or a task through a virtual function.
bool isEntryByName(const CXXMethodDecl *method) {
  const StringRef name = simpleName(method);
  return method->isVirtual() && (name == "run" || name == "Run" || name == "main" || name == "Main");
}

// tryParse, try_lock: the name promises an answer where others throw.
bool promisesAnswer(const FunctionDecl *function) {
  const StringRef name = simpleName(function);
  return name.starts_with("try") && !function->getReturnType()->isVoidType() && snakeCase(name).starts_with("try_");
}

// Every function whose name is used other than to call it.
class Finder : public RecursiveASTVisitor<Finder> {
public:
  explicit Finder(llvm::DenseSet<const FunctionDecl *> &found) : found(found) {}

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool TraverseDecl(Decl *decl) {
    if (decl && !isa<TranslationUnitDecl>(decl) && isInSystemHeader(decl)) return true;
    return RecursiveASTVisitor::TraverseDecl(decl);
  }
  bool VisitCallExpr(CallExpr *call) {
    if (const auto *name = dyn_cast<DeclRefExpr>(call->getCallee()->IgnoreParenImpCasts())) called.insert(name);
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *name) {
    if (const auto *function = dyn_cast<FunctionDecl>(name->getDecl()); function && !called.contains(name))
      found.insert(function->getCanonicalDecl());
    return true;
  }

private:
  llvm::DenseSet<const FunctionDecl *> &found;
  llvm::DenseSet<const DeclRefExpr *> called; // a call is visited before its callee
};

bool isLambdaHandedOver(const CXXMethodDecl *callOperator, ASTContext &context) {
  auto node = parentOf(*callOperator->getParent(), context);
  // A lambda is called here when it stands at a call's own place, or in a variable of its own.
  for (;;) {
    if (node) node = parentOf(*node, context);
    if (!node) return true;
    if (const auto *variable = node->get<VarDecl>())
      return !variable->getType()->getAsCXXRecordDecl() || !variable->getType()->getAsCXXRecordDecl()->isLambda();
    if (const auto *call = node->get<CXXOperatorCallExpr>()) return call->getOperator() != OO_Call;
    if (node->get<CallExpr>() || node->get<ReturnStmt>()) return true;
    if (node->get<Stmt>() && !node->get<Expr>()) return false;
    if (node->get<Decl>()) return true;
  }
}

} // namespace

bool Boundaries::isHandedOver(const FunctionDecl *function, ASTContext &context) {
  if (!searched_) {
    searched_ = true;
    Finder(handedOver_).TraverseAST(context);
  }
  return handedOver_.contains(function->getCanonicalDecl());
}

bool Boundaries::holds(const FunctionDecl *function, ASTContext &context) {
  if (!function) return true; // an initialiser of a global variable
  if (function->isMain() || function->isExternC() || isNoexcept(function) || isa<CXXDestructorDecl>(function) ||
      promisesAnswer(function))
    return true;
  if (const auto *method = dyn_cast<CXXMethodDecl>(function)) {
    if (isEntryByName(method)) return true;
    if (method->getParent()->isLambda()) return isLambdaHandedOver(method, context);
  }
  return isHandedOver(function, context);
}

} // namespace lintel::checkers::checks::generic_exception
