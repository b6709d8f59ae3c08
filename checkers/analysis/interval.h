// Ranges of numbers, integers and floating-point alike.
//
// The bounds are long doubles: they hold every 64-bit integer and every double exactly, and grow to
// infinity instead of wrapping. Wider integers are not followed.
#pragma once

#include "clang/AST/ASTContext.h"

#include <cfloat>
#include <optional>
#include <string>

namespace lintel::checkers {

static_assert(LDBL_MANT_DIG >= 64, "the bounds must hold 64-bit integers exactly");

struct Interval {
  using Number = long double;
  Number low = 1;
  Number high = 0; // below low: empty

  static Interval everything();
  static Interval only(Number value) { return {value, value}; }
  static Interval of(const llvm::APSInt &value);

  bool isEmpty() const { return low > high; }
  bool isSingle() const { return low == high; }
  bool contains(const Interval &other) const { return other.isEmpty() || (low <= other.low && other.high <= high); }
  bool overlaps(const Interval &other) const { return low <= other.high && other.low <= high; }
  friend bool operator==(const Interval &, const Interval &) = default;
};

Interval hull(const Interval &a, const Interval &b);
Interval meet(const Interval &a, const Interval &b);
Interval plus(const Interval &a, const Interval &b);
Interval negated(const Interval &a);
Interval times(const Interval &a, const Interval &b);
// Of integers when whole, else of floating-point numbers. Division by zero yields nothing useful: everything.
Interval dividedBy(const Interval &a, const Interval &b, bool whole);
Interval remainder(const Interval &a, const Interval &b);
Interval bitAnd(const Interval &a, const Interval &b);
Interval bitOr(const Interval &a, const Interval &b); // also of the exclusive or
Interval shiftedLeft(const Interval &a, const Interval &b);
Interval shiftedRight(const Interval &a, const Interval &b);
Interval truncated(const Interval &a); // toward zero

// Grows to the next limit of a common type where next exceeds before, at once to infinity when eager.
Interval widened(const Interval &before, const Interval &next, bool eager);

// The values of an arithmetic or enumeration type of at most 64 bits; nullopt: no such type.
std::optional<Interval> rangeOf(clang::QualType type, const clang::ASTContext &context);

std::string toString(const Interval &interval); // "-1 to 255"

} // namespace lintel::checkers
