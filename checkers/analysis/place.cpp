#include "checkers/analysis/place.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <optional>

namespace lintel::checkers {

namespace {
constexpr unsigned kMaxDepth = 4;
}

PlaceId Places::root(const void *key, const Value &initial) {
  const auto [entry, isNew] = roots_.try_emplace(key, size());
  if (isNew) places_.push_back({key, nullptr, size(), 0, initial, true});
  return entry->second;
}

std::optional<PlaceId> Places::findRoot(const void *key) const {
  const auto found = roots_.find(key);
  return found == roots_.end() ? std::nullopt : std::optional(found->second);
}

PlaceId Places::member(PlaceId parent, const clang::IdentifierInfo *name) {
  if (places_[parent].depth >= kMaxDepth) return parent;
  const auto [entry, isNew] = members_.try_emplace({parent, name}, size());
  if (isNew) places_.push_back({places_[parent].root, name, parent, places_[parent].depth + 1, {}, false});
  return entry->second;
}

void Places::decide(PlaceId id, const Value &initial) {
  places_[id].initial = initial;
  places_[id].known = true;
}

std::optional<PlaceId> Places::findMember(PlaceId parent, const clang::IdentifierInfo *name) const {
  const auto found = members_.find({parent, name});
  return found == members_.end() ? std::nullopt : std::optional(found->second);
}

bool Places::isInside(PlaceId id, PlaceId ancestor) const {
  while (places_[id].depth > places_[ancestor].depth) id = places_[id].parent;
  return id == ancestor;
}

PlaceId Places::rootOf(PlaceId id) const {
  while (places_[id].depth > 0) id = places_[id].parent;
  return id;
}

PlacePath Places::pathOf(PlaceId id) const {
  PlacePath path;
  for (; places_[id].depth > 0; id = places_[id].parent) path.push_back(places_[id].name);
  std::reverse(path.begin(), path.end());
  return path;
}

const State::Slot *State::find(PlaceId id) const {
  const auto *slot = llvm::lower_bound(slots_, id, [](const Slot &s, PlaceId wanted) { return s.id < wanted; });
  return slot != slots_.end() && slot->id == id ? slot : nullptr;
}

Value State::read(PlaceId id, const Places &places, QueryTexts &texts) const {
  if (const Slot *slot = find(id)) return slot->value;
  const Place &place = places[id];
  if (place.depth == 0) return place.initial;
  const Value inherited = read(place.parent, places, texts).withoutText();
  return inherited.isTainted() ? join(place.initial, inherited, texts) : place.initial;
}

void State::write(PlaceId id, const Value &value, const Places &places, QueryTexts &texts) {
  auto *slot = llvm::lower_bound(slots_, id, [](const Slot &s, PlaceId wanted) { return s.id < wanted; });
  const bool isSet = slot != slots_.end() && slot->id == id;
  if (isSet)
    slot->value = value;
  else if (value.isKnown() || read(id, places, texts).isKnown())
    slots_.insert(slot, {id, value});
}

void State::clearMembers(PlaceId id, const Places &places) {
  llvm::erase_if(slots_, [&](const Slot &slot) { return slot.id != id && places.isInside(slot.id, id); });
}

bool State::joinWith(const State &other, const Places &places, QueryTexts &texts) {
  if (!other.reachable_) return false;
  if (!reachable_) {
    *this = other;
    return true;
  }
  bool grew = false;
  llvm::SmallVector<Slot, 8> joined;
  const auto *mine = slots_.begin();
  const auto *theirs = other.slots_.begin();
  while (mine != slots_.end() || theirs != other.slots_.end()) {
    const bool isMine = mine != slots_.end() && (theirs == other.slots_.end() || mine->id <= theirs->id);
    const bool isTheirs = theirs != other.slots_.end() && (mine == slots_.end() || theirs->id <= mine->id);
    const PlaceId id = isMine ? mine->id : theirs->id;
    const Value before = isMine ? mine->value : read(id, places, texts);
    const Value after = join(before, isTheirs ? theirs->value : other.read(id, places, texts), texts);
    grew |= after != before;
    joined.push_back({id, after});
    mine += isMine ? 1 : 0;
    theirs += isTheirs ? 1 : 0;
  }
  slots_ = std::move(joined);
  return grew;
}

llvm::SmallVector<PlaceId, 8> State::setInside(PlaceId whole, const Places &places) const {
  llvm::SmallVector<PlaceId, 8> found;
  for (const Slot &slot : slots_)
    if (places.isInside(slot.id, whole)) found.push_back(slot.id);
  return found;
}

} // namespace lintel::checkers
