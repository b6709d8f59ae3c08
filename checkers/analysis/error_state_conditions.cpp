#include "checkers/analysis/error_state_conditions.h"

#include "checkers/analysis/error_state_exits.h"
#include "checkers/analysis/names.h"

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/FoldingSet.h"
#include "llvm/ADT/STLExtras.h"

namespace lintel::checkers {

using namespace clang;

namespace {

constexpr std::size_t kMaxFacts = 12;

const Expr *plainCondition(const Expr *condition, bool &outcome) {
  for (;;) {
    condition = condition->IgnoreParenImpCasts();
    const auto *negation = dyn_cast<UnaryOperator>(condition);
    if (!negation || negation->getOpcode() != UO_LNot) return condition;
    outcome = !outcome;
    condition = negation->getSubExpr();
  }
}

// Nothing but reads of variables and members, constants, and operators over them.
bool isStable(const Stmt *stmt) {
  if (!isa<DeclRefExpr, MemberExpr, CXXThisExpr, CastExpr, ParenExpr, IntegerLiteral, CharacterLiteral,
           CXXBoolLiteralExpr, CXXNullPtrLiteralExpr, BinaryOperator, UnaryOperator, ArraySubscriptExpr, ConstantExpr,
           GNUNullExpr>(stmt))
    return false;
  if (const auto *binary = dyn_cast<BinaryOperator>(stmt); binary && binary->isAssignmentOp()) return false;
  if (const auto *unary = dyn_cast<UnaryOperator>(stmt); unary && unary->isIncrementDecrementOp()) return false;
  return llvm::all_of(stmt->children(), [](const Stmt *child) { return child && isStable(child); });
}

bool mentions(const Stmt *stmt, const ValueDecl *variable) {
  if (!stmt) return false;
  if (const auto *reference = dyn_cast<DeclRefExpr>(stmt); reference && reference->getDecl() == variable) return true;
  return llvm::any_of(stmt->children(), [&](const Stmt *child) { return mentions(child, variable); });
}

bool isZero(const Expr *value, const ASTContext &context) {
  Expr::EvalResult number;
  return !value->isValueDependent() && value->getType()->isIntegralOrEnumerationType() &&
         value->EvaluateAsInt(number, context) && number.Val.getInt() == 0;
}

Failed whenTrue(bool outcome, Failed failed) { return outcome ? failed : Failed::No; }
Failed whenFalse(bool outcome, Failed failed) { return outcome ? Failed::No : failed; }

Failed valueTells(const Expr *value, bool isNonzero, llvm::function_ref<bool(const ValueDecl *)> isCode) {
  const QualType type = value->getType();
  if (type->isAnyPointerType()) return whenFalse(isNonzero, Failed::Perhaps);
  if (const auto *assignment = dyn_cast<BinaryOperator>(value); assignment && assignment->getOpcode() == BO_Assign)
    value = assignment->getLHS()->IgnoreParenImpCasts();
  if (const auto *reference = dyn_cast<DeclRefExpr>(value))
    return isCode(reference->getDecl())                                       ? whenTrue(isNonzero, Failed::Yes)
           : isNamedLikeError(reference->getDecl()) && !type->isBooleanType() ? whenTrue(isNonzero, Failed::Perhaps)
                                                                              : Failed::No;
  if (!isa<CallExpr>(value)) return Failed::No;
  if (type->isBooleanType()) return whenFalse(isNonzero, Failed::Perhaps);
  return type->isIntegralOrEnumerationType() ? whenTrue(isNonzero, Failed::Perhaps) : Failed::No;
}

} // namespace

bool isNamedLikeError(const ValueDecl *variable) {
  const StringRef name = simpleName(variable);
  constexpr StringRef kWords[] = {"err", "error", "rc", "ret", "res", "result", "rv", "status", "code", "failed"};
  return llvm::any_of(kWords, [&](StringRef word) { return hasWord(name, word); });
}

std::optional<Fact> factOf(const Expr *condition, bool outcome, const ASTContext &context) {
  condition = plainCondition(condition, outcome);
  if (condition->isValueDependent() || !isStable(condition)) return std::nullopt;
  llvm::FoldingSetNodeID id;
  if (const auto *comparison = dyn_cast<BinaryOperator>(condition);
      comparison && comparison->isEqualityOp() && isZero(comparison->getRHS(), context)) {
    // "x != 0" asks the same as "x", and "x == 0" the opposite.
    if (comparison->getOpcode() == BO_EQ) outcome = !outcome;
    comparison->getLHS()->IgnoreParenImpCasts()->Profile(id, context, true);
  } else if (comparison && comparison->getOpcode() == BO_NE) {
    outcome = !outcome;
    comparison->getLHS()->Profile(id, context, true);
    comparison->getRHS()->Profile(id, context, true);
    id.AddInteger(unsigned(BO_EQ));
  } else if (comparison && comparison->getOpcode() == BO_EQ) {
    comparison->getLHS()->Profile(id, context, true);
    comparison->getRHS()->Profile(id, context, true);
    id.AddInteger(unsigned(BO_EQ));
  } else {
    condition->Profile(id, context, true);
  }
  return Fact{id.ComputeHash(), outcome, condition};
}

void addFact(Facts &facts, const Fact &fact) {
  if (facts.size() < kMaxFacts && llvm::none_of(facts, [&](const Fact &other) { return other.key == fact.key; }))
    facts.push_back(fact);
}

bool contradicts(const Facts &facts, const Fact &fact) {
  return llvm::any_of(facts, [&](const Fact &other) { return other.key == fact.key && other.holds != fact.holds; });
}

void forget(Facts &facts, const ValueDecl *variable) {
  llvm::erase_if(facts, [&](const Fact &fact) { return mentions(fact.condition, variable); });
}

bool intersect(Facts &into, const Facts &from) {
  const std::size_t before = into.size();
  llvm::erase_if(into, [&](const Fact &fact) {
    return llvm::none_of(from, [&](const Fact &other) { return other.key == fact.key && other.holds == fact.holds; });
  });
  return into.size() != before;
}

Failed failureToldBy(const Expr *condition, bool outcome, llvm::function_ref<bool(const ValueDecl *)> isCode,
                     const ASTContext &context) {
  condition = plainCondition(condition, outcome);
  if (const std::optional<bool> failed = testsFailure(condition, context))
    return *failed == outcome ? Failed::Yes : Failed::No;
  const auto *comparison = dyn_cast<BinaryOperator>(condition);
  if (comparison && comparison->isEqualityOp()) {
    const Expr *left = comparison->getLHS()->IgnoreParenImpCasts();
    const Expr *right = comparison->getRHS();
    if (isZero(right, context) || isNullPointerConstant(right, context))
      return valueTells(left, outcome == (comparison->getOpcode() == BO_NE), isCode);
    return Failed::No;
  }
  return valueTells(condition, outcome, isCode);
}

} // namespace lintel::checkers
