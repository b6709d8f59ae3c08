// What is known of a number at one point of a function: between which bounds it lies, and which part
// of that comes from outside the program.
#pragma once

#include "checkers/analysis/interval.h"
#include "checkers/analysis/place.h"

namespace lintel::checkers {

struct RangedValue {
  Interval all = Interval::everything();
  Interval wild;                // what comes from outside, or from a library call; empty: nothing does
  const Trace *trace = nullptr; // how the wild part, or the constant, came here
  bool fixed = false;           // made of constants of the program only
  // Compared with something of the program whose value is not known here: that side is taken care of.
  bool cappedAbove = false;
  bool cappedBelow = false;
  std::uint8_t grown = 0;                        // how often joins made it larger
  std::uint8_t wildGrown = 0;                    // how often they made the wild part larger
  std::optional<PlaceId> pointee;                // of a pointer: the one place it names
  const clang::FunctionDecl *function = nullptr; // of a pointer to a function

  static RangedValue constant(const Interval &value) {
    RangedValue result;
    result.all = value;
    result.fixed = true;
    return result;
  }
  bool isWild() const { return !wild.isEmpty(); }
  // Says more than its type does.
  bool isKnown() const {
    return isWild() || fixed || pointee || function || cappedAbove || cappedBelow || all != Interval::everything();
  }
  void tame() {
    wild = {};
    cappedAbove = cappedBelow = false;
    if (!fixed) trace = nullptr;
  }
  void limitTo(const Interval &range);
  // The part from outside as far as nothing bounds it; a capped side ends where fitting begins.
  Interval uncapped(const Interval &fitting) const;
  friend bool operator==(const RangedValue &a, const RangedValue &b) {
    return a.all == b.all && a.wild == b.wild && a.trace == b.trace && a.fixed == b.fixed &&
           a.cappedAbove == b.cappedAbove && a.cappedBelow == b.cappedBelow && a.pointee == b.pointee &&
           a.function == b.function;
  }
};

// Either value. With widening, bounds that grow again and again end at infinity.
RangedValue joined(const RangedValue &a, const RangedValue &b, bool widening);

// The values of places at one point. A place that is not listed has any value of its type, or a wild
// one when it is part of a whole that was filled from outside.
class RangeState {
public:
  bool isReachable() const { return reachable_; }
  void setUnreachable() { reachable_ = false; }
  RangedValue read(PlaceId id, const Places &places) const;
  bool isListed(PlaceId id) const { return find(id) != nullptr; }
  void write(PlaceId id, const RangedValue &value);
  void forgetInside(PlaceId whole, const Places &places, bool andWhole);
  llvm::SmallVector<PlaceId, 8> knownInside(PlaceId whole, const Places &places) const;
  llvm::SmallVector<PlaceId, 8> known() const;
  // True when this state changed.
  bool joinWith(const RangeState &other, const Places &places);

private:
  struct Slot {
    PlaceId id = 0;
    RangedValue value;
  };
  const Slot *find(PlaceId id) const;
  llvm::SmallVector<Slot, 4> slots_; // sorted by id
  bool reachable_ = true;
};

} // namespace lintel::checkers
