#include "checkers/checks/cast-truncation/exemptions.h"

namespace lintel::checkers::checks::cast_truncation {

using namespace clang;

namespace {

bool isConstant(const Expr *expr, ASTContext &context) {
  Expr::EvalResult result;
  return expr->getType()->isIntegralOrEnumerationType() ? expr->EvaluateAsInt(result, context)
                                                        : expr->isEvaluatable(context);
}

// A number that is taken to pieces, byte by byte: buffer[0] = (uint8_t)n; buffer[1] = (uint8_t)(n >> 8);
bool isPiece(const RangeFinding &finding, unsigned width) {
  const ValueDecl *whole = namedBy(finding.conversion->operand);
  return width <= 16 && whole && finding.facts->shifted.contains(whole);
}

// The byte of a character, whichever way char is signed. -1 beside bytes is EOF, which is none.
bool isByte(const RangeFinding &finding) {
  const Interval &range = finding.range;
  if (finding.certain) return false;
  if (range.low >= 0 || range.high <= 127) return range.low >= -128 && range.high <= 255;
  const bool isUnsigned = finding.conversion->fitting.low == 0;
  return finding.conversion->isExplicit && (isUnsigned || range.low != -1) && range.low >= -128 && range.high <= 255;
}

// short s = (short)n; if (s != n) return; tests whether it fitted.
bool isComparedWithOriginal(const RangeFinding &finding) {
  const ValueDecl *original = namedBy(finding.conversion->operand);
  return finding.conversion->into && original && finding.facts->equated.contains({finding.conversion->into, original});
}

// switch (width) { case 1: put8(n); break; case 2: put16(n); }: the tag says which type is wide enough.
bool isChosenByTag(const RangeFinding &finding) {
  const ValueDecl *named = namedBy(finding.conversion->operand);
  return named && !finding.certain && finding.facts->tagged.contains(named);
}

// What is -1 stays recognisable, and whoever stores it looks for it, or for too large a number.
bool isTestedAfterwards(const RangeFinding &finding) {
  const Conversion &conversion = *finding.conversion;
  if (!conversion.into || conversion.fitting.low < 0 || finding.range.high > conversion.fitting.high) return false;
  return finding.facts->testedAbove.contains(conversion.into) ||
         (finding.range.low == -1 && finding.facts->comparedToMinusOne.contains(conversion.into));
}

} // namespace

bool isMeant(const RangeFinding &finding, ASTContext &context) {
  const Conversion &conversion = *finding.conversion;
  const bool sizes = conversion.use == ConversionUse::Size;
  const bool isUnsigned = conversion.fitting.low == 0;
  const unsigned width = context.getTypeSize(conversion.to);
  if (!sizes && isConstant(conversion.operand, context)) return true;
  if (isBitOperation(conversion.operand) || isPiece(finding, width)) return true;
  if (isComparedWithOriginal(finding) || isChosenByTag(finding)) return true;
  if (finding.certain) return !sizes && isUnsigned && finding.range == Interval::only(-1); // a sentinel
  if (finding.value.trace && finding.value.trace->origin == Origin::Random && isUnsigned) return true;
  return (width == 8 && isByte(finding)) || isTestedAfterwards(finding);
}

} // namespace lintel::checkers::checks::cast_truncation
