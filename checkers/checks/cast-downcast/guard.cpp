#include "checkers/checks/cast-downcast/guard.h"

#include "checkers/analysis/descend.h"
#include "checkers/analysis/dominating_tests.h"
#include "checkers/analysis/names.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/DenseSet.h"

namespace lintel::checkers::checks::cast_downcast {

using namespace clang;

namespace {

bool namesTag(StringRef name) { return hasWord(name, "kind") || hasWord(name, "type") || hasWord(name, "tag"); }

// A number or an enumeration that is named for what an object is.
bool isTag(const ValueDecl *declaration) {
  const auto *function = dyn_cast<FunctionDecl>(declaration);
  const QualType type = function ? function->getReturnType() : declaration->getType();
  if (!type->isIntegralOrEnumerationType() || type->isBooleanType()) return false;
  const auto *enumeration = type->getAs<EnumType>();
  return namesTag(simpleName(declaration)) || (enumeration && namesTag(simpleName(enumeration->getDecl())));
}

// The variable, or this (nullptr with isThis), that an expression starts from: p in p->next().get().
struct Root {
  const ValueDecl *variable = nullptr;
  bool isThis = false;
  bool isOwnMember = false; // the variable is a member of this
  explicit operator bool() const { return variable || isThis; }
};

Root rootOf(const Expr *expr) {
  while (expr) {
    expr = expr->IgnoreParenCasts()->IgnoreImplicit();
    if (const auto *reference = dyn_cast<DeclRefExpr>(expr)) return {reference->getDecl()};
    if (isa<CXXThisExpr>(expr)) return {nullptr, true};
    if (const auto *member = dyn_cast<MemberExpr>(expr)) {
      if (isa<CXXThisExpr>(member->getBase()->IgnoreParenImpCasts())) return {member->getMemberDecl(), false, true};
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

// The object itself; of the result of a call also what the call was made with: whoever asks that, as in
// `if (field->isMessage()) use(static_cast<Message *>(find(field)));`, knows what comes back.
llvm::SmallVector<Root, 4> rootsOf(const Expr *expr) {
  llvm::SmallVector<Root, 4> roots;
  if (const Root root = rootOf(expr)) roots.push_back(root);
  if (const auto *call = dyn_cast<CallExpr>(expr->IgnoreParenCasts()->IgnoreImplicit()))
    for (const Expr *argument : call->arguments())
      if (const Root root = rootOf(argument); root.variable) roots.push_back(root);
  return roots;
}

// Knows the variables that keep an answer of the root, and which conditions ask for one.
class GuardFinder : public RecursiveASTVisitor<GuardFinder> {
public:
  explicit GuardFinder(llvm::ArrayRef<Root> roots) : roots_(roots) {}

  bool VisitVarDecl(VarDecl *variable) {
    if (variable->hasInit() && isLookedAt(variable->getInit())) tied_.insert(variable);
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *operation) {
    if (operation->getOpcode() == BO_Assign)
      if (const auto *left = dyn_cast<DeclRefExpr>(operation->getLHS()->IgnoreParens());
          left && isLookedAt(operation->getRHS()))
        tied_.insert(left->getDecl());
    return true;
  }
  bool asks(const Expr *condition) const { return isLookedAt(condition) || mentionsTied(condition); }

private:
  bool isRoot(const Expr *expr) const {
    const Root other = rootOf(expr);
    return llvm::any_of(roots_,
                        [&](const Root &root) { return root.isThis ? other.isThis : other.variable == root.variable; });
  }

  // p->kind, p->isA(), isa<T>(p), dynamic_cast<T *>(p), typeid(*p): anything but p itself.
  bool isLookedAt(const Stmt *stmt) const {
    return descend(stmt, [&](const Stmt *part) {
      const auto *member = dyn_cast<MemberExpr>(part);
      const bool isOfThis = member && isa<CXXThisExpr>(member->getBase()->IgnoreParenImpCasts());
      // A member of this is the object itself, if not asked further.
      const auto isMeant = [&](const Root &root) {
        return root.isThis || (root.isOwnMember && isTag(member->getMemberDecl()));
      };
      if (isOfThis && llvm::none_of(roots_, isMeant)) return Descend::Past;
      return isOfThis || looks(part) ? Descend::Stop : Descend::Into;
    });
  }

  bool looks(const Stmt *stmt) const {
    if (const auto *member = dyn_cast<MemberExpr>(stmt)) return isRoot(member->getBase());
    if (const auto *dynamic = dyn_cast<CXXDynamicCastExpr>(stmt)) return isRoot(dynamic->getSubExpr());
    if (const auto *type = dyn_cast<CXXTypeidExpr>(stmt))
      return !type->isTypeOperand() && isRoot(type->getExprOperand());
    const auto *call = dyn_cast<CallExpr>(stmt);
    return call && !isa<CXXOperatorCallExpr>(call) &&
           llvm::any_of(call->arguments(), [&](const Expr *argument) { return isRoot(argument); });
  }

  bool mentionsTied(const Stmt *stmt) const {
    return holdsAny(stmt, [&](const Stmt *part) {
      const auto *reference = dyn_cast<DeclRefExpr>(part);
      return reference && tied_.contains(reference->getDecl());
    });
  }

  llvm::ArrayRef<Root> roots_;
  llvm::DenseSet<const ValueDecl *> tied_; // variables that hold what the object said about itself
};

bool hasOwnTag(const CXXRecordDecl *record) {
  const auto isAccessor = [](const CXXMethodDecl *method) {
    return method->isConst() && method->param_empty() && isTag(method);
  };
  return llvm::any_of(record->fields(), isTag) || llvm::any_of(record->methods(), isAccessor);
}

} // namespace

bool carriesTag(const CXXRecordDecl *record) {
  return hasOwnTag(record) || !record->forallBases([](const CXXRecordDecl *base) { return !hasOwnTag(base); });
}

bool isGuarded(const CastExpr *cast, const FunctionDecl *function, ASTContext &context) {
  const auto roots = rootsOf(cast->getSubExpr());
  if (roots.empty() || !function->getBody()) return false;
  GuardFinder finder(roots);
  finder.TraverseStmt(function->getBody());
  const FunctionGraph *graph = FunctionGraphs::of(context).graph(function);
  if (!graph) return true;
  return isDecidedBy(*graph, cast, [&](const Expr *condition) { return finder.asks(condition); }).value_or(true);
}

} // namespace lintel::checkers::checks::cast_downcast
