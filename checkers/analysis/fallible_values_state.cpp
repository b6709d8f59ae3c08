#include "checkers/analysis/fallible_values_state.h"

namespace lintel::checkers::fallible {

using namespace clang;

std::optional<PlaceId> Places::id(Place place) {
  if (place.path.size() > kMaxDepth) return std::nullopt;
  const auto [at, isNew] = ids_.try_emplace(std::move(place), places_.size());
  if (isNew) places_.push_back(&at->first);
  return at->second;
}

std::optional<PlaceId> Places::child(PlaceId parent, const FieldDecl *step) {
  Place place = *places_[parent];
  // The members of a union share their storage.
  if (step && step->getParent()->isUnion()) step = *step->getParent()->field_begin();
  place.path.push_back(step ? step->getCanonicalDecl() : nullptr);
  return id(std::move(place));
}

bool Places::isBelow(PlaceId place, PlaceId ancestor) const {
  const Place &inner = *places_[place];
  const Place &outer = *places_[ancestor];
  return inner.root == outer.root && inner.path.size() > outer.path.size() &&
         std::equal(outer.path.begin(), outer.path.end(), inner.path.begin());
}

bool Places::isFromOutside(PlaceId place) const {
  const VarDecl *root = places_[place]->root;
  return !root || isa<ParmVarDecl>(root) || root->hasGlobalStorage();
}

void insert(Value &into, const Entry &entry) {
  auto at = std::lower_bound(into.begin(), into.end(), entry.origin,
                             [](const Entry &known, OriginId origin) { return known.origin < origin; });
  if (at == into.end() || at->origin != entry.origin) {
    into.insert(at, entry);
    return;
  }
  at->isNull |= entry.isNull;
  at->isDoubtful &= entry.isDoubtful;
  if (entry.witnesses.empty()) at->witnesses.clear();
}

void keepConsistent(State &state, PlaceId variable, const std::optional<Fact> &shown) {
  for (auto &[place, slot] : state.slots)
    llvm::erase_if(slot.value, [&](const Entry &entry) {
      return llvm::any_of(entry.witnesses, [&](const Witness &witness) {
        return witness.variable == variable && (!shown || witness.fact.isUnknown() || witness.fact.contradicts(*shown));
      });
    });
}

bool hasWitnesses(const State &state) {
  return llvm::any_of(state.slots, [](const auto &item) {
    return llvm::any_of(item.second.value, [](const Entry &entry) { return !entry.witnesses.empty(); });
  });
}

} // namespace lintel::checkers::fallible
