// What conversions and arithmetic make of ranges.
#include "checkers/analysis/range_evaluator.h"

namespace lintel::checkers {

using namespace clang;

RangedValue RangeEvaluator::cast(const CastExpr *cast, Into into) {
  const Expr *inner = cast->getSubExpr();
  switch (cast->getCastKind()) {
  case CK_ArrayToPointerDecay: {
    RangedValue value;
    if (const auto target = place(inner)) value.pointee = pointedBy(target->id);
    return value;
  }
  case CK_IntegralCast:
  case CK_FloatingToIntegral:
  case CK_FloatingCast: return converted(cast, evaluate(inner), cast->getType());
  case CK_IntegralToFloating:
  case CK_LValueToRValue:
  case CK_NoOp:
  case CK_BitCast:
  case CK_FunctionToPointerDecay:
  case CK_LValueBitCast:
  case CK_DerivedToBase:
  case CK_UncheckedDerivedToBase:
  case CK_ConstructorConversion:
  case CK_UserDefinedConversion: return evaluate(inner, into);
  case CK_IntegralToBoolean:
  case CK_FloatingToBoolean:
  case CK_PointerToBoolean: {
    evaluate(inner);
    RangedValue value;
    value.all = {0, 1};
    return value;
  }
  default: evaluate(inner); return {};
  }
}

// Reports the conversion at site when what arrives there does not fit.
void RangeEvaluator::judge(const Expr *site, const RangedValue &value, const Interval &fitting) {
  if (!collecting_ || asking_) return;
  const Interval outside = value.uncapped(fitting);
  const bool never = value.fixed && !value.isWild() && !fitting.overlaps(value.all);
  if (fitting.contains(outside) && !never) return;
  const auto found = facts_.bySite.find(site);
  if (found != facts_.bySite.end())
    unit_.report({function_, &facts_.conversions[found->second], &facts_, value, never ? value.all : outside, never});
}

// Judges the conversion, and says what it makes of the value.
RangedValue RangeEvaluator::converted(const Expr *site, RangedValue value, QualType to) {
  const auto fitting = rangeOf(to, unit_.context);
  if (!fitting) return {};
  if (!to->isRealFloatingType()) {
    value.all = truncated(value.all);
    value.wild = truncated(value.wild);
  }
  judge(site, value, *fitting);
  if (fitting->contains(value.all)) return value;
  // What does not fit was reported; from here on the conversion counts as mended.
  RangedValue result;
  result.all = *fitting;
  if (!value.isWild() || value.cappedAbove || value.cappedBelow) return result;
  result.wild = meet(value.wild, *fitting);
  result.trace = result.isWild() ? value.trace : nullptr;
  return result;
}

RangedValue RangeEvaluator::arithmetic(BinaryOperatorKind kind, const RangedValue &a, const RangedValue &b,
                                       QualType type) {
  const auto range = rangeOf(type, unit_.context);
  if (!range) { // an offset from a pointer stays within the same array
    RangedValue value;
    if (type->isPointerType()) value.pointee = a.pointee ? a.pointee : b.pointee;
    return value;
  }
  const bool whole = !type->isRealFloatingType();
  const auto apply = [&](const Interval &x, const Interval &y) -> Interval {
    switch (kind) {
    case BO_Add: return plus(x, y);
    case BO_Sub: return plus(x, negated(y));
    case BO_Mul: return times(x, y);
    case BO_Div: return dividedBy(x, y, whole);
    case BO_Rem: return remainder(x, y);
    case BO_And: return bitAnd(x, y);
    case BO_Or:
    case BO_Xor: return bitOr(x, y);
    case BO_Shl: return shiftedLeft(x, y);
    case BO_Shr: return shiftedRight(x, y);
    default: return Interval::everything();
    }
  };
  RangedValue value;
  value.all = apply(a.all, b.all);
  const bool wraps = !range->contains(value.all) && type->isUnsignedIntegerType();
  value.fixed = a.fixed && b.fixed && range->contains(value.all);
  if (value.fixed) value.trace = a.trace ? a.trace : b.trace;
  // Nothing is said about sums with numbers of the program that are not known.
  const auto isUnknown = [](const RangedValue &v) { return !v.isWild() && !v.fixed; };
  const bool narrows = kind == BO_Rem || kind == BO_And || kind == BO_Shr || kind == BO_Div;
  // Nor of differences of two numbers from outside, which are often known to be ordered.
  const bool isDifference = kind == BO_Sub && a.isWild() && b.isWild();
  if ((a.isWild() || b.isWild()) && !isDifference && (narrows || (!isUnknown(a) && !isUnknown(b)))) {
    // A sum over the rounds of a loop is of two numbers from outside; what else the variable may hold is not known.
    const bool isSum = kind == BO_Add && a.isWild() && b.isWild();
    value.wild =
        isSum ? hull(hull(a.wild, b.wild), apply(a.wild, b.wild))
              : hull(a.isWild() ? apply(a.wild, b.all) : Interval(), b.isWild() ? apply(a.all, b.wild) : Interval());
    value.trace = a.isWild() ? a.trace : b.trace;
    const bool swaps = kind == BO_Sub;
    value.cappedAbove = a.cappedAbove || (swaps ? b.cappedBelow : b.cappedAbove);
    value.cappedBelow = a.cappedBelow || (swaps ? b.cappedAbove : b.cappedBelow);
    // n - 1 of an unsigned n wraps for 0 only; whoever cares tests for it.
    if (wraps && value.wild.low < range->low) value.tame();
  }
  if (!range->contains(value.all)) value.all = wraps ? *range : meet(value.all, *range);
  if (value.all.isEmpty()) value.all = *range;
  if (value.isWild() && !range->contains(value.wild)) value.wild = wraps ? *range : meet(value.wild, *range);
  return value;
}

} // namespace lintel::checkers
