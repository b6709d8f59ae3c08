#include "checkers/analysis/unit_constants.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"

namespace lintel::checkers {

using namespace clang;

namespace {

constexpr unsigned kMaxDepth = 8;

// Every use of a variable other than reading its value writes it, as far as anyone can tell.
class UseFinder : public RecursiveASTVisitor<UseFinder> {
public:
  explicit UseFinder(llvm::DenseSet<const VarDecl *> &written) : written_(written) {}
  bool shouldVisitTemplateInstantiations() const { return true; }

  bool VisitImplicitCastExpr(ImplicitCastExpr *cast) {
    if (cast->getCastKind() != CK_LValueToRValue) return true;
    if (const auto *reference = dyn_cast<DeclRefExpr>(cast->getSubExpr()->IgnoreParens())) reads_.insert(reference);
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *reference) {
    const auto *variable = dyn_cast<VarDecl>(reference->getDecl());
    if (variable && !isa<ParmVarDecl>(variable) && !reads_.contains(reference))
      written_.insert(variable->getCanonicalDecl());
    return true;
  }

private:
  llvm::DenseSet<const DeclRefExpr *> reads_; // a cast is visited before its operand
  llvm::DenseSet<const VarDecl *> &written_;
};

// The expression of the only statement of a body: { return expr; }
const Expr *onlyReturned(const FunctionDecl *function) {
  const FunctionDecl *definition = nullptr;
  if (!function->hasBody(definition) || definition->isDependentContext()) return nullptr;
  const auto *body = dyn_cast<CompoundStmt>(definition->getBody());
  if (!body || body->size() != 1) return nullptr;
  const auto *result = dyn_cast<ReturnStmt>(body->body_front());
  return result ? result->getRetValue() : nullptr;
}

// What is read through a pointer or from a parameter, by itself or compared with something, is no constant: most
// conditions are of this kind, and Clang's evaluation takes longer to find out.
bool asksWhatIsStored(const Expr *expr) {
  expr = expr->IgnoreParens();
  if (const auto *operation = dyn_cast<UnaryOperator>(expr); operation && operation->getOpcode() == UO_LNot)
    return asksWhatIsStored(operation->getSubExpr());
  if (const auto *operation = dyn_cast<BinaryOperator>(expr); operation && operation->isComparisonOp())
    return asksWhatIsStored(operation->getLHS()) || asksWhatIsStored(operation->getRHS());
  const auto *cast = dyn_cast<ImplicitCastExpr>(expr);
  if (!cast) return false;
  if (cast->getCastKind() != CK_LValueToRValue) return asksWhatIsStored(cast->getSubExpr());
  const Expr *place = cast->getSubExpr()->IgnoreParens();
  if (const auto *reference = dyn_cast<DeclRefExpr>(place))
    return isa<ParmVarDecl>(reference->getDecl()) && !reference->getType()->isReferenceType();
  const auto *member = dyn_cast<MemberExpr>(place);
  if (!member || !member->isArrow() || !isa<FieldDecl>(member->getMemberDecl())) return false;
  const auto *reference = dyn_cast<DeclRefExpr>(member->getBase()->IgnoreParenImpCasts());
  const auto *pointer = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
  return pointer ? pointer->getType()->isPointerType() && !pointer->getType().isConstQualified()
                 : asksWhatIsStored(member->getBase());
}

} // namespace

std::optional<llvm::APSInt> UnitConstants::integer(const Expr *expr) { return compute(expr, 0); }

std::optional<bool> UnitConstants::truth(const Expr *expr) {
  if (!expr || expr->isValueDependent() || asksWhatIsStored(expr)) return std::nullopt;
  bool value = false;
  if (expr->EvaluateAsBooleanCondition(value, context_)) return value;
  const auto found = compute(expr, 0);
  return found ? std::optional(found->getBoolValue()) : std::nullopt;
}

std::optional<llvm::APSInt> UnitConstants::compute(const Expr *expr, unsigned depth) {
  if (!expr || depth > kMaxDepth || expr->isValueDependent() || !expr->getType()->isIntegralOrEnumerationType())
    return std::nullopt;
  Expr::EvalResult folded;
  if (expr->EvaluateAsInt(folded, context_)) return folded.Val.getInt();
  const Expr *inner = expr->IgnoreParenImpCasts();
  if (const auto *reference = dyn_cast<DeclRefExpr>(inner)) {
    const auto *variable = dyn_cast<VarDecl>(reference->getDecl());
    return variable ? ofVariable(variable, depth) : std::nullopt;
  }
  if (const auto *call = dyn_cast<CallExpr>(inner)) {
    const FunctionDecl *callee = call->getDirectCallee();
    return callee && call->getNumArgs() == 0 ? ofCall(callee, depth) : std::nullopt;
  }
  if (const auto *operation = dyn_cast<UnaryOperator>(inner); operation && operation->getOpcode() == UO_LNot) {
    const auto operand = compute(operation->getSubExpr(), depth + 1);
    return operand ? std::optional(llvm::APSInt::get(operand->getBoolValue() ? 0 : 1)) : std::nullopt;
  }
  const auto *operation = dyn_cast<BinaryOperator>(inner);
  if (!operation || !operation->isComparisonOp() || operation->getOpcode() == BO_Cmp) return std::nullopt;
  const auto left = compute(operation->getLHS(), depth + 1);
  const auto right = left ? compute(operation->getRHS(), depth + 1) : std::nullopt;
  if (!right) return std::nullopt;
  const int order = llvm::APSInt::compareValues(*left, *right);
  bool holds = false;
  switch (operation->getOpcode()) {
  case BO_LT: holds = order < 0; break;
  case BO_GT: holds = order > 0; break;
  case BO_LE: holds = order <= 0; break;
  case BO_GE: holds = order >= 0; break;
  case BO_EQ: holds = order == 0; break;
  default: holds = order != 0;
  }
  return llvm::APSInt::get(holds ? 1 : 0);
}

std::optional<llvm::APSInt> UnitConstants::ofVariable(const VarDecl *variable, unsigned depth) {
  const VarDecl *definition = variable->getInitializingDeclaration();
  if (!definition || definition->getType().isVolatileQualified()) return std::nullopt;
  const auto [known, isNew] = known_.try_emplace(definition); // ends the recursion of one that depends on itself
  if (!isNew) return known->second;
  const auto value = compute(definition->getInit(), depth + 1);
  // Asked last: it takes a look at the whole unit, and most variables do not begin with a constant.
  return value && isNeverWritten(variable) ? known_[definition] = value : std::nullopt;
}

std::optional<llvm::APSInt> UnitConstants::ofCall(const FunctionDecl *function, unsigned depth) {
  if (function->isWeak() || (isa<CXXMethodDecl>(function) && cast<CXXMethodDecl>(function)->isVirtual()))
    return std::nullopt;
  const FunctionDecl *key = function->getCanonicalDecl();
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  known_[key] = std::nullopt;
  const Expr *result = onlyReturned(function);
  const auto value = result ? compute(result, depth + 1) : std::nullopt;
  known_[key] = value;
  return value;
}

bool UnitConstants::isNeverWritten(const VarDecl *variable) {
  if (isa<ParmVarDecl>(variable) || variable->isExternallyVisible()) return false;
  findWritten();
  return !written_.contains(variable->getCanonicalDecl());
}

void UnitConstants::findWritten() {
  if (std::exchange(searched_, true)) return;
  UseFinder finder(written_);
  finder.TraverseAST(context_);
}

} // namespace lintel::checkers
