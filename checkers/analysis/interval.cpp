#include "checkers/analysis/interval.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace lintel::checkers {

namespace {

using Number = Interval::Number;
constexpr Number kInfinity = std::numeric_limits<Number>::infinity();
constexpr Number kTwo63 = 9223372036854775808.0L;
constexpr Number kTwo64 = 18446744073709551616.0L;

Interval hullOf(std::initializer_list<Number> numbers) {
  Interval result = {kInfinity, -kInfinity};
  for (const Number number : numbers) {
    const Number value = std::isnan(number) ? 0 : number; // infinity times zero
    result.low = std::min(result.low, value);
    result.high = std::max(result.high, value);
  }
  return result;
}

// All ones up to the highest bit of value, which is not negative.
Number onesUpTo(Number value) {
  Number ones = 1;
  while (ones <= value && ones < kTwo64) ones *= 2;
  return value < 0 ? 0 : ones - 1;
}

Interval shifted(const Interval &a, const Interval &b, bool left) {
  if (a.isEmpty() || b.isEmpty()) return {};
  if (b.low < 0 || b.high > 63) return left ? Interval::everything() : hull(a, Interval::only(a.low < 0 ? -1 : 0));
  const Number least = std::ldexp(Number(1), static_cast<int>(b.low));
  const Number most = std::ldexp(Number(1), static_cast<int>(b.high));
  if (left) return times(a, {least, most});
  const Interval result = hullOf({a.low / least, a.low / most, a.high / least, a.high / most});
  return {std::floor(result.low), std::floor(result.high)};
}

} // namespace

Interval Interval::everything() { return {-kInfinity, kInfinity}; }

Interval Interval::of(const llvm::APSInt &value) {
  if (value.isSigned() ? value.isSignedIntN(64) : value.isIntN(64))
    return value.isSigned() ? only(static_cast<Number>(value.getSExtValue()))
                            : only(static_cast<Number>(value.getZExtValue()));
  return everything();
}

Interval hull(const Interval &a, const Interval &b) {
  if (a.isEmpty()) return b;
  if (b.isEmpty()) return a;
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

Interval meet(const Interval &a, const Interval &b) {
  const Interval both = {std::max(a.low, b.low), std::min(a.high, b.high)};
  return a.isEmpty() || b.isEmpty() || both.isEmpty() ? Interval() : both;
}

Interval plus(const Interval &a, const Interval &b) {
  if (a.isEmpty() || b.isEmpty()) return {};
  const Interval sum = {a.low + b.low, a.high + b.high};
  return std::isnan(sum.low) || std::isnan(sum.high) ? Interval::everything() : sum;
}

Interval negated(const Interval &a) { return a.isEmpty() ? a : Interval{-a.high, -a.low}; }

Interval times(const Interval &a, const Interval &b) {
  if (a.isEmpty() || b.isEmpty()) return {};
  return hullOf({a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high});
}

Interval dividedBy(const Interval &a, const Interval &b, bool whole) {
  if (a.isEmpty() || b.isEmpty()) return {};
  if (b.low <= 0 && b.high >= 0) {
    // A whole divisor other than zero makes nothing larger.
    const Number most = std::max(std::fabs(a.low), std::fabs(a.high));
    if (!whole) return Interval::everything();
    return b.low < 0 ? Interval{-most, most} : hull(a, Interval::only(0));
  }
  const Interval result = hullOf({a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high});
  return whole ? truncated(result) : result;
}

Interval remainder(const Interval &a, const Interval &b) {
  if (a.isEmpty() || b.isEmpty()) return {};
  const Number most = std::max(std::fabs(b.low), std::fabs(b.high)) - 1;
  return {a.low < 0 ? std::max(a.low, -most) : 0, a.high > 0 ? std::min(a.high, most) : 0};
}

Interval bitAnd(const Interval &a, const Interval &b) {
  if (a.isEmpty() || b.isEmpty()) return {};
  if (a.isSingle() && b.isSingle() && std::fabs(a.low) < kTwo63 && std::fabs(b.low) < kTwo63)
    return Interval::only(static_cast<Number>(static_cast<long long>(a.low) & static_cast<long long>(b.low)));
  if (a.low >= 0 && b.low >= 0) return {0, std::min(a.high, b.high)};
  if (a.low >= 0) return {0, a.high};
  if (b.low >= 0) return {0, b.high};
  return {-kTwo63, std::max(a.high, b.high)};
}

Interval bitOr(const Interval &a, const Interval &b) {
  if (a.isEmpty() || b.isEmpty()) return {};
  if (a.low >= 0 && b.low >= 0) return {0, onesUpTo(std::max(a.high, b.high))};
  return Interval::everything();
}

Interval shiftedLeft(const Interval &a, const Interval &b) { return shifted(a, b, true); }
Interval shiftedRight(const Interval &a, const Interval &b) { return shifted(a, b, false); }

Interval truncated(const Interval &a) {
  // Beyond 64 bits all numbers are whole; the library's function costs as much as all else around it.
  const auto whole = [](Number n) { return n >= -kTwo63 && n < kTwo63 ? Number(static_cast<long long>(n)) : n; };
  return a.isEmpty() ? a : Interval{whole(a.low), whole(a.high)};
}

Interval widened(const Interval &before, const Interval &next, bool eager) {
  static constexpr std::array<Number, 6> limits = {0, 127, 255, 65535, 2147483647.0L, 4294967295.0L};
  if (before.isEmpty() || next.isEmpty()) return hull(before, next);
  Interval result = before;
  if (next.high > before.high) {
    const auto *limit = std::find_if(limits.begin(), limits.end(), [&](Number n) { return n >= next.high; });
    result.high = eager || limit == limits.end() ? kInfinity : *limit;
  }
  if (next.low < before.low) {
    const auto *limit =
        std::find_if(limits.begin(), limits.end(), [&](Number n) { return (n == 0 ? 0 : -n - 1) <= next.low; });
    result.low = eager || limit == limits.end() ? -kInfinity : (*limit == 0 ? 0 : -*limit - 1);
  }
  return result;
}

std::optional<Interval> rangeOf(clang::QualType type, const clang::ASTContext &context) {
  if (type.isNull() || type->isDependentType()) return std::nullopt;
  type = type.getCanonicalType().getUnqualifiedType();
  if (!llvm::isa<clang::BuiltinType, clang::EnumType, clang::BitIntType>(type.getTypePtr())) return std::nullopt;
  if (const auto *enumeration = type->getAsEnumDecl()) {
    if (enumeration->getIntegerType().isNull()) return std::nullopt;
    type = enumeration->getIntegerType().getCanonicalType();
  }
  if (type->isBooleanType()) return Interval{0, 1};
  if (type->isSpecificBuiltinType(clang::BuiltinType::Float)) return Interval{-FLT_MAX, FLT_MAX};
  if (type->isSpecificBuiltinType(clang::BuiltinType::Double)) return Interval{-DBL_MAX, DBL_MAX};
  if (type->isRealFloatingType()) return Interval::everything();
  if (!type->isIntegerType()) return std::nullopt;
  const unsigned width = context.getIntWidth(type);
  if (width > 64) return std::nullopt;
  if (type->isUnsignedIntegerType()) return Interval{0, static_cast<Number>(~std::uint64_t(0) >> (64 - width))};
  const Number half = static_cast<Number>(std::uint64_t(1) << (width - 1));
  return Interval{-half, half - 1};
}

std::string toString(const Interval &interval) {
  const auto spell = [](Number number) {
    std::array<char, 64> text{};
    const bool whole = std::fabs(number) <= kTwo64 && std::trunc(number) == number;
    const auto end = whole ? std::to_chars(text.begin(), text.end(), number, std::chars_format::fixed, 0)
                           : std::to_chars(text.begin(), text.end(), number, std::chars_format::general, 4);
    return std::string(text.begin(), end.ptr);
  };
  if (interval.isEmpty()) return "nothing";
  return interval.isSingle() ? spell(interval.low) : spell(interval.low) + " to " + spell(interval.high);
}

} // namespace lintel::checkers
