#include "checkers/analysis/ranged_value.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace lintel::checkers {

namespace {
constexpr unsigned kPatience = 4; // growths before a bound goes to infinity

// Joining the two, in this order, changes nothing.
bool isSettled(const RangedValue &a, const RangedValue &b) {
  return a == b && a.wildGrown == b.wildGrown && a.wildGrown < 2 && (a.isWild() || a.fixed || !a.trace);
}
} // namespace

void RangedValue::limitTo(const Interval &range) {
  all = meet(all, range);
  if (isWild()) wild = meet(wild, range);
  if (!isWild() && !fixed) trace = nullptr;
}

Interval RangedValue::uncapped(const Interval &fitting) const {
  Interval part = wild;
  if (part.isEmpty()) return part;
  if (cappedAbove) part.high = std::min(part.high, std::max(part.low, fitting.high));
  if (cappedBelow) part.low = std::max(part.low, std::min(part.high, fitting.low));
  return part;
}

RangedValue joined(const RangedValue &a, const RangedValue &b, bool widening) {
  RangedValue value = a;
  value.fixed = a.fixed && b.fixed;
  if (a.isWild() != b.isWild()) { // what a guard capped is capped only where it is wild
    const RangedValue &wild = a.isWild() ? a : b;
    value.cappedAbove = wild.cappedAbove;
    value.cappedBelow = wild.cappedBelow;
  } else {
    value.cappedAbove = a.cappedAbove && b.cappedAbove;
    value.cappedBelow = a.cappedBelow && b.cappedBelow;
  }
  if (a.pointee != b.pointee) value.pointee.reset();
  if (a.function != b.function) value.function = nullptr;
  const bool eager = a.grown >= kPatience;
  value.all = widening ? widened(a.all, b.all, eager) : hull(a.all, b.all);
  value.wild = hull(a.wild, b.wild);
  if (a.isWild() ? a.trace == nullptr : b.isWild()) value.trace = b.trace;
  if (!value.isWild() && !value.fixed) value.trace = nullptr;
  if (widening && value.all != a.all && value.grown < kPatience) ++value.grown;
  // What grows twice adds up in a loop: nothing is claimed of it, here and where it went before that was seen.
  value.wildGrown = b.wildGrown >= 2 ? b.wildGrown : a.wildGrown;
  if (widening && a.isWild() && value.wild != a.wild) ++value.wildGrown;
  if (value.wildGrown >= 2) {
    value.wildGrown = 2;
    value.tame();
  }
  return value;
}

const RangeState::Slot *RangeState::find(PlaceId id) const {
  const auto *slot = llvm::lower_bound(slots_, id, [](const Slot &s, PlaceId wanted) { return s.id < wanted; });
  return slot != slots_.end() && slot->id == id ? slot : nullptr;
}

RangedValue RangeState::read(PlaceId id, const Places &places) const {
  if (const Slot *slot = find(id)) return slot->value;
  // A part of what was filled from outside is as wild as the whole.
  for (PlaceId part = id; places[part].depth > 0;) {
    part = places[part].parent;
    const Slot *whole = find(part);
    if (!whole) continue;
    if (!whole->value.isWild()) break;
    RangedValue value;
    value.wild = Interval::everything();
    value.trace = whole->value.trace;
    return value;
  }
  return {};
}

void RangeState::write(PlaceId id, const RangedValue &value) {
  auto *slot = llvm::lower_bound(slots_, id, [](const Slot &s, PlaceId wanted) { return s.id < wanted; });
  if (slot != slots_.end() && slot->id == id)
    slot->value = value;
  else
    slots_.insert(slot, {id, value});
}

void RangeState::forgetInside(PlaceId whole, const Places &places, bool andWhole) {
  llvm::erase_if(slots_,
                 [&](const Slot &slot) { return (andWhole || slot.id != whole) && places.isInside(slot.id, whole); });
}

llvm::SmallVector<PlaceId, 8> RangeState::knownInside(PlaceId whole, const Places &places) const {
  llvm::SmallVector<PlaceId, 8> found;
  for (const Slot &slot : slots_)
    if (places.isInside(slot.id, whole)) found.push_back(slot.id);
  return found;
}

llvm::SmallVector<PlaceId, 8> RangeState::known() const {
  llvm::SmallVector<PlaceId, 8> found;
  for (const Slot &slot : slots_) found.push_back(slot.id);
  return found;
}

bool RangeState::joinWith(const RangeState &other, const Places &places) {
  if (!other.reachable_) return false;
  if (!reachable_) {
    *this = other;
    return true;
  }
  // Most joins tell nothing new.
  const bool isSame = llvm::equal(
      slots_, other.slots_, [](const Slot &a, const Slot &b) { return a.id == b.id && isSettled(a.value, b.value); });
  if (isSame) return false;
  bool changed = false;
  if (llvm::equal(slots_, other.slots_, [](const Slot &a, const Slot &b) { return a.id == b.id; })) {
    for (auto [mine, theirs] : llvm::zip_equal(slots_, other.slots_)) {
      if (isSettled(mine.value, theirs.value)) continue;
      const RangedValue before = std::exchange(mine.value, joined(mine.value, theirs.value, true));
      changed |= !(mine.value == before);
    }
    return changed;
  }
  llvm::SmallVector<Slot, 4> result;
  result.reserve(std::max(slots_.size(), other.slots_.size()));
  const auto *mine = slots_.begin();
  const auto *theirs = other.slots_.begin();
  while (mine != slots_.end() || theirs != other.slots_.end()) {
    const bool isMine = mine != slots_.end() && (theirs == other.slots_.end() || mine->id <= theirs->id);
    const bool isTheirs = theirs != other.slots_.end() && (mine == slots_.end() || theirs->id <= mine->id);
    if (isMine && isTheirs && isSettled(mine->value, theirs->value)) {
      result.push_back(*mine++);
      ++theirs;
      continue;
    }
    const PlaceId id = isMine ? mine->id : theirs->id;
    const RangedValue before = isMine ? mine->value : read(id, places);
    const RangedValue after = joined(before, isTheirs ? theirs->value : other.read(id, places), true);
    if (isMine || after.isKnown()) {
      changed |= !(after == before);
      result.push_back({id, after});
    }
    mine += isMine ? 1 : 0;
    theirs += isTheirs ? 1 : 0;
  }
  slots_ = std::move(result);
  return changed;
}

} // namespace lintel::checkers
