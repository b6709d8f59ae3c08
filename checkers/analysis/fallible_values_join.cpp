// How what is known on two paths of a function meets.
#include "checkers/analysis/fallible_values_flow.h"

namespace lintel::checkers::fallible {

using namespace clang;

namespace {

constexpr unsigned kMaxWitnesses = 4;

// What one side knows of variables and the other one does not.
llvm::SmallVector<Witness, 2> differences(const State &with, const State &without) {
  llvm::SmallVector<Witness, 2> found;
  for (const auto &[variable, fact] : with.facts) {
    const Fact *other = without.facts.find(variable);
    if ((!other || !(*other == fact)) && found.size() < kMaxWitnesses) found.push_back({variable, fact});
  }
  return found;
}

const Entry *entryOf(const Value &value, OriginId origin) {
  const auto *const at = llvm::find_if(value, [&](const Entry &entry) { return entry.origin == origin; });
  return at == value.end() ? nullptr : at;
}

// A join of the two changes nothing.
bool isSame(const Slot &here, const Slot &there) {
  return here.isSet && there.isSet && here.below == there.below && here.assigned == there.assigned &&
         here.value == there.value;
}

} // namespace

// Adds what the other side holds; what only one side holds, it holds on that side's terms.
bool FunctionFlow::joinValue(Value &here, const Value &there, llvm::ArrayRef<Witness> onlyHere,
                             llvm::ArrayRef<Witness> onlyThere) {
  bool changed = false;
  for (Entry &entry : here)
    if (!entryOf(there, entry.origin) && entry.witnesses.empty())
      entry.witnesses.assign(onlyHere.begin(), onlyHere.end());
  for (Entry entry : there) {
    const Entry *known = entryOf(here, entry.origin);
    if (!known && here.size() >= kMaxEntries) {
      unit_.graphs.giveUp(function_);
      continue;
    }
    if (!known && entry.witnesses.empty()) entry.witnesses.assign(onlyThere.begin(), onlyThere.end());
    changed |= !known || (entry.isNull && !known->isNull);
    keep(here, entry);
  }
  return changed;
}

bool FunctionFlow::join(State &into, const State &from) {
  if (from.dead) return false;
  if (into.dead) {
    into = from;
    return true;
  }
  bool changed = false;
  std::vector<std::pair<PlaceId, Slot>> merged; // in the order of places
  const auto onlyHere = differences(into, from);
  const auto onlyThere = differences(from, into);
  auto left = into.slots.begin();
  auto right = from.slots.begin();
  while (left != into.slots.end() || right != from.slots.end()) {
    const bool isMine = right == from.slots.end() || (left != into.slots.end() && left->first <= right->first);
    const PlaceId place = isMine ? left->first : right->first;
    const Slot *mine = isMine ? &left++->second : nullptr;
    const Slot *other = right != from.slots.end() && right->first == place ? &right++->second : nullptr;
    if (mine && other && isSame(*mine, *other)) continue;
    Slot slot;
    slot.value = read(place, into);
    changed |= joinValue(slot.value, read(place, from), onlyHere, onlyThere);
    slot.isSet = true;
    slot.below = (mine && mine->below) || (other && other->below);
    slot.assigned = (mine && mine->assigned) || (other && other->assigned);
    changed |= !mine || mine->below != slot.below || mine->assigned != slot.assigned;
    merged.emplace_back(place, std::move(slot));
  }
  into.slots.take(std::move(merged));
  const std::size_t facts = into.facts.size(), helpers = into.helpers.size(), calls = into.validCalls.size();
  into.facts.eraseIf([&](const auto &item) {
    const Fact *other = from.facts.find(item.first);
    return !other || item.second.contradicts(*other) || !other->truth;
  });
  for (auto &[place, fact] : into.facts)
    if (!(fact == *from.facts.find(place))) fact.value.reset();
  changed |= into.facts.size() != facts;
  into.helpers.eraseIf([&](const auto &item) {
    const Helper *other = from.helpers.find(item.first);
    return !other || other->test != item.second.test;
  });
  changed |= into.helpers.size() != helpers;
  llvm::erase_if(into.validCalls, [&](unsigned call) { return !llvm::is_contained(from.validCalls, call); });
  changed |= into.validCalls.size() != calls;
  return changed;
}

} // namespace lintel::checkers::fallible
