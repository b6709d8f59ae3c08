#include "checkers/checks/wrong-error-check/evaluate.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/Builtins.h"

namespace lintel::checkers::checks::wrong_error_check {

using namespace clang;
using llvm::APSInt;

namespace {

APSInt truth(bool value, const Expr *expr, const ASTContext &context) {
  return convert(APSInt::get(value), expr->getType(), context).value_or(APSInt::get(value));
}

std::optional<APSInt> calculate(const BinaryOperator *operation, const APSInt &left, const APSInt &right,
                                const ASTContext &context) {
  if (operation->isComparisonOp()) {
    // The usual conversions are in the tree, except between a pointer and a constant.
    APSInt a = left, b = right;
    if (a.getBitWidth() != b.getBitWidth() || a.isSigned() != b.isSigned()) {
      const unsigned width = std::max(a.getBitWidth(), b.getBitWidth());
      a = a.extOrTrunc(width);
      b = b.extOrTrunc(width);
      a.setIsUnsigned(true);
      b.setIsUnsigned(true);
    }
    switch (operation->getOpcode()) {
    case BO_LT: return truth(a < b, operation, context);
    case BO_GT: return truth(a > b, operation, context);
    case BO_LE: return truth(a <= b, operation, context);
    case BO_GE: return truth(a >= b, operation, context);
    case BO_EQ: return truth(a == b, operation, context);
    case BO_NE: return truth(a != b, operation, context);
    default: return std::nullopt;
    }
  }
  if (left.getBitWidth() != right.getBitWidth() || left.isSigned() != right.isSigned()) return std::nullopt;
  switch (operation->getOpcode()) {
  case BO_Add: return left + right;
  case BO_Sub: return left - right;
  case BO_And: return left & right;
  case BO_Or: return left | right;
  case BO_Xor: return left ^ right;
  default: return std::nullopt;
  }
}

} // namespace

std::optional<APSInt> convert(const APSInt &value, QualType type, const ASTContext &context) {
  type = type.getCanonicalType().getNonReferenceType();
  if (type->isDependentType()) return std::nullopt;
  if (type->isBooleanType()) return APSInt(llvm::APInt(context.getIntWidth(type), value != 0), true);
  if (!type->isIntegralOrEnumerationType() && !type->isAnyPointerType()) return std::nullopt;
  if (type->isEnumeralType() && type->isIncompleteType()) return std::nullopt;
  const unsigned width = type->isAnyPointerType() ? context.getTypeSize(type) : context.getIntWidth(type);
  APSInt result = value.extOrTrunc(width);
  result.setIsUnsigned(type->isAnyPointerType() || type->isUnsignedIntegerOrEnumerationType());
  return result;
}

std::optional<APSInt> constantOf(const Expr *expr, const ASTContext &context) {
  if (expr->isValueDependent() || expr->isTypeDependent()) return std::nullopt;
  Expr::EvalResult result;
  if (!expr->EvaluateAsRValue(result, context)) return std::nullopt;
  if (result.Val.isInt()) return convert(result.Val.getInt(), expr->getType(), context);
  if (!result.Val.isLValue() || result.Val.getLValueBase()) return std::nullopt;
  const std::int64_t address = result.Val.isNullPointer() ? 0 : result.Val.getLValueOffset().getQuantity();
  return convert(APSInt::get(address), expr->getType(), context);
}

std::optional<APSInt> evaluate(const Expr *expr, const Expr *subject, const APSInt &value, const ASTContext &context) {
  if (expr == subject) return convert(value, expr->getType(), context);
  if (const auto *paren = dyn_cast<ParenExpr>(expr)) return evaluate(paren->getSubExpr(), subject, value, context);
  if (const auto *full = dyn_cast<FullExpr>(expr)) return evaluate(full->getSubExpr(), subject, value, context);
  if (const auto *cast = dyn_cast<CastExpr>(expr)) {
    if (const auto inner = evaluate(cast->getSubExpr(), subject, value, context))
      return convert(*inner, cast->getType(), context);
    return constantOf(expr, context);
  }
  if (const auto *unary = dyn_cast<UnaryOperator>(expr)) {
    const auto inner = evaluate(unary->getSubExpr(), subject, value, context);
    if (!inner) return std::nullopt;
    switch (unary->getOpcode()) {
    case UO_LNot: return truth(*inner == 0, expr, context);
    case UO_Minus: return -*inner;
    case UO_Not: return ~*inner;
    case UO_Plus:
    case UO_Extension: return inner;
    default: return std::nullopt;
    }
  }
  if (const auto *binary = dyn_cast<BinaryOperator>(expr)) {
    if (binary->getOpcode() == BO_Comma) return evaluate(binary->getRHS(), subject, value, context);
    const auto right = evaluate(binary->getRHS(), subject, value, context);
    if (!right) return std::nullopt;
    if (binary->getOpcode() == BO_Assign) return convert(*right, binary->getLHS()->getType(), context);
    const auto left = evaluate(binary->getLHS(), subject, value, context);
    return left ? calculate(binary, *left, *right, context) : std::nullopt;
  }
  if (const auto *call = dyn_cast<CallExpr>(expr); call && call->getBuiltinCallee() == Builtin::BI__builtin_expect) {
    const auto inner = evaluate(call->getArg(0), subject, value, context);
    return inner ? convert(*inner, call->getType(), context) : std::nullopt;
  }
  return constantOf(expr, context);
}

} // namespace lintel::checkers::checks::wrong_error_check
