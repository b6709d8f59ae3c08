#include "checkers/analysis/error_state_returns.h"

#include "checkers/analysis/error_state_stores.h"
#include "checkers/analysis/function_graph.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

namespace lintel::checkers {

using namespace clang;

namespace {

constexpr unsigned kDeepestCalls = 6;
constexpr unsigned kDeepestValues = 8;

// What a function returns, and what it gives to its local variables. Anything else that may write a variable is
// kept as a value that is not known.
class Values : public RecursiveASTVisitor<Values> {
public:
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitReturnStmt(ReturnStmt *stmt) {
    if (stmt->getRetValue()) returned.push_back(stmt->getRetValue());
    return true;
  }
  bool VisitVarDecl(VarDecl *variable) {
    if (variable->getInit()) given[variable].push_back(variable->getInit());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *operation) {
    if (const VarDecl *variable = target(operation->getLHS()); variable && operation->isAssignmentOp())
      given[variable].push_back(operation->getOpcode() == BO_Assign ? operation->getRHS() : nullptr);
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *operation) {
    if (!operation->isIncrementDecrementOp() && operation->getOpcode() != UO_AddrOf) return true;
    if (const VarDecl *variable = target(operation->getSubExpr())) given[variable].push_back(nullptr);
    return true;
  }

  llvm::SmallVector<const Expr *, 8> returned;
  llvm::DenseMap<const VarDecl *, llvm::SmallVector<const Expr *, 4>> given; // nullptr: something else

private:
  static const VarDecl *target(const Expr *expr) {
    const auto *reference = dyn_cast<DeclRefExpr>(expr->IgnoreParens());
    return reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
  }
};

enum class Tells { Nothing, Failure, Other };

class Judge {
public:
  Judge(const Values &values, llvm::function_ref<bool(const CallExpr *)> isError, const ASTContext &context)
      : values_(values), isError_(isError), context_(context) {}

  bool isCut = false; // some value was too far away to be judged

  Tells ofValue(const Expr *value, unsigned depth = 0) {
    isCut |= depth > kDeepestValues;
    if (!value || depth > kDeepestValues || value->isValueDependent()) return Tells::Other;
    if (Expr::EvalResult number;
        value->getType()->isIntegralOrEnumerationType() && value->EvaluateAsInt(number, context_)) {
      if (number.Val.getInt() == 0) return Tells::Nothing;
      return number.Val.getInt().isNegative() ? Tells::Failure : Tells::Other;
    }
    const Expr *plain = plainValue(value);
    if (const auto *comma = dyn_cast<BinaryOperator>(plain); comma && comma->getOpcode() == BO_Comma)
      return ofValue(comma->getRHS(), depth + 1);
    if (const auto *assignment = dyn_cast<BinaryOperator>(plain); assignment && assignment->getOpcode() == BO_Assign)
      return ofValue(assignment->getRHS(), depth + 1);
    if (const auto *choice = dyn_cast<ConditionalOperator>(plain))
      return both(ofValue(choice->getTrueExpr(), depth + 1), ofValue(choice->getFalseExpr(), depth + 1));
    if (const auto *call = dyn_cast<CallExpr>(plain)) return isError_(call) ? Tells::Failure : Tells::Other;
    const auto *reference = dyn_cast<DeclRefExpr>(plain);
    const auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
    return variable && isFollowed(variable) && !isa<ParmVarDecl>(variable) ? ofVariable(variable, depth) : Tells::Other;
  }

  static Tells both(Tells a, Tells b) {
    if (a == Tells::Other || b == Tells::Other) return Tells::Other;
    return a == Tells::Failure ? a : b;
  }

private:
  Tells ofVariable(const VarDecl *variable, unsigned depth) {
    const auto found = values_.given.find(variable);
    if (found == values_.given.end() || !seen_.insert(variable).second) return Tells::Nothing;
    Tells all = Tells::Nothing;
    for (const Expr *value : found->second) all = both(all, ofValue(value, depth + 1));
    if (all == Tells::Other) seen_.erase(variable);
    return all;
  }

  const Values &values_;
  llvm::function_ref<bool(const CallExpr *)> isError_;
  const ASTContext &context_;
  llvm::DenseSet<const VarDecl *> seen_; // judged, or being judged
};

} // namespace

bool ErrorReturns::tellsErrors(const FunctionDecl *function, IsError isError, const ASTContext &context) {
  const QualType result = function->getReturnType();
  if (!result->isSignedIntegerType() || result->isBooleanType() || function->isWeak()) return false;
  if (const auto *method = dyn_cast<CXXMethodDecl>(function); method && method->isVirtual()) return false;
  const FunctionDecl *key = function->getCanonicalDecl();
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  if (depth_ >= kDeepestCalls) {
    FunctionGraphs::of(function->getASTContext()).giveUp(function);
    return false;
  }
  known_[key] = false; // ends the recursion of a function that calls itself
  ++depth_;
  const bool tells = compute(function, isError, context);
  --depth_;
  return known_[key] = tells;
}

bool ErrorReturns::compute(const FunctionDecl *function, IsError isError, const ASTContext &context) {
  const FunctionDecl *definition = nullptr;
  if (!function->hasBody(definition) || definition->isDependentContext()) return false;
  Values values;
  values.TraverseStmt(definition->getBody());
  Judge judge(values, isError, context);
  Tells all = values.returned.empty() ? Tells::Other : Tells::Nothing;
  for (const Expr *value : values.returned) all = Judge::both(all, judge.ofValue(value));
  if (judge.isCut) FunctionGraphs::of(definition->getASTContext()).giveUp(definition);
  return all == Tells::Failure;
}

} // namespace lintel::checkers
