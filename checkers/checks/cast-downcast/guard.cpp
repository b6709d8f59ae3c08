#include "checkers/checks/cast-downcast/guard.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseSet.h"

namespace lintel::checkers::checks::cast_downcast {

using namespace clang;

namespace {

// The variable, or this (nullptr with isThis), that an expression starts from: p in p->next().get().
struct Root {
  const ValueDecl *variable = nullptr;
  bool isThis = false;
  explicit operator bool() const { return variable || isThis; }
};

Root rootOf(const Expr *expr) {
  for (unsigned steps = 0; expr && steps < 32; ++steps) {
    expr = expr->IgnoreParenCasts()->IgnoreImplicit();
    if (const auto *reference = dyn_cast<DeclRefExpr>(expr)) return {reference->getDecl(), false};
    if (isa<CXXThisExpr>(expr)) return {nullptr, true};
    if (const auto *member = dyn_cast<MemberExpr>(expr)) {
      if (isa<CXXThisExpr>(member->getBase()->IgnoreParenImpCasts())) return {member->getMemberDecl(), false};
      expr = member->getBase();
    } else if (const auto *unary = dyn_cast<UnaryOperator>(expr))
      expr = unary->getSubExpr();
    else if (const auto *call = dyn_cast<CXXMemberCallExpr>(expr))
      expr = call->getImplicitObjectArgument();
    else if (const auto *call = dyn_cast<CXXOperatorCallExpr>(expr); call && call->getNumArgs() > 0)
      expr = call->getArg(0);
    else if (const auto *call = dyn_cast<CallExpr>(expr); call && call->getNumArgs() > 0)
      expr = call->getArg(0);
    else if (const auto *element = dyn_cast<ArraySubscriptExpr>(expr))
      expr = element->getBase();
    else
      return {};
  }
  return {};
}

// Finds conditions in front of the cast in which the root is asked for something.
class GuardFinder : public RecursiveASTVisitor<GuardFinder> {
public:
  GuardFinder(Root root, SourceLocation before, const SourceManager &sources)
      : root_(root), before_(before), sources_(sources) {}

  bool found() const { return found_; }

  bool VisitVarDecl(VarDecl *variable) {
    if (variable->hasInit() && isLookedAt(variable->getInit(), 0)) tied_.insert(variable);
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *operation) {
    if (operation->isLogicalOp()) look(operation->getLHS());
    if (operation->getOpcode() == BO_Assign)
      if (const auto *left = dyn_cast<DeclRefExpr>(operation->getLHS()->IgnoreParens());
          left && isLookedAt(operation->getRHS(), 0))
        tied_.insert(left->getDecl());
    return true;
  }
  bool VisitIfStmt(IfStmt *branch) {
    look(branch->getCond());
    return true;
  }
  bool VisitWhileStmt(WhileStmt *loop) {
    look(loop->getCond());
    return true;
  }
  bool VisitForStmt(ForStmt *loop) {
    look(loop->getCond());
    return true;
  }
  bool VisitSwitchStmt(SwitchStmt *choice) {
    look(choice->getCond());
    return true;
  }
  bool VisitAbstractConditionalOperator(AbstractConditionalOperator *choice) {
    look(choice->getCond());
    return true;
  }

private:
  void look(const Expr *condition) {
    if (!condition || found_ || !sources_.isBeforeInTranslationUnit(condition->getBeginLoc(), before_)) return;
    found_ = isLookedAt(condition, 0) || mentionsTied(condition, 0);
  }

  bool isRoot(const Expr *expr) const {
    const Root other = rootOf(expr);
    return root_.isThis ? other.isThis : other.variable == root_.variable;
  }

  // p->kind, p->isA(), isa<T>(p), dynamic_cast<T *>(p), typeid(*p): anything but p itself.
  bool isLookedAt(const Stmt *stmt, unsigned depth) const {
    if (!stmt || depth > 24) return false;
    if (const auto *member = dyn_cast<MemberExpr>(stmt)) {
      if (isa<CXXThisExpr>(member->getBase()->IgnoreParenImpCasts()))
        return root_.isThis; // a member of this is the object itself, if not asked further
      if (isRoot(member->getBase())) return true;
    } else if (const auto *dynamic = dyn_cast<CXXDynamicCastExpr>(stmt)) {
      if (isRoot(dynamic->getSubExpr())) return true;
    } else if (const auto *type = dyn_cast<CXXTypeidExpr>(stmt); type && !type->isTypeOperand()) {
      if (isRoot(type->getExprOperand())) return true;
    } else if (const auto *call = dyn_cast<CallExpr>(stmt)) {
      for (const Expr *argument : call->arguments())
        if (isRoot(argument) && !isa<CXXOperatorCallExpr>(call)) return true;
    }
    for (const Stmt *child : stmt->children())
      if (isLookedAt(child, depth + 1)) return true;
    return false;
  }

  bool mentionsTied(const Stmt *stmt, unsigned depth) const {
    if (!stmt || depth > 24) return false;
    if (const auto *reference = dyn_cast<DeclRefExpr>(stmt)) return tied_.contains(reference->getDecl());
    return llvm::any_of(stmt->children(), [&](const Stmt *child) { return mentionsTied(child, depth + 1); });
  }

  Root root_;
  SourceLocation before_;
  const SourceManager &sources_;
  llvm::DenseSet<const ValueDecl *> tied_; // variables that hold what the object said about itself
  bool found_ = false;
};

} // namespace

bool isGuarded(const CastExpr *cast, const FunctionDecl *function, const ASTContext &context) {
  const Root root = rootOf(cast->getSubExpr());
  if (!root || !function->getBody()) return false;
  GuardFinder finder(root, cast->getBeginLoc(), context.getSourceManager());
  finder.TraverseStmt(function->getBody());
  return finder.found();
}

} // namespace lintel::checkers::checks::cast_downcast
