#include "checkers/analysis/fallible_values_state.h"

namespace lintel::checkers::fallible {

using namespace clang;

std::optional<PlaceId> Places::id(Place place) {
  if (place.path.size() > kMaxDepth) return std::nullopt;
  const VarDecl *root = place.path.empty() ? place.root : nullptr;
  if (const auto known = roots_.find(root); root && known != roots_.end()) return known->second;
  const auto [at, isNew] = ids_.try_emplace(std::move(place), places_.size());
  if (isNew) places_.push_back(&at->first);
  if (root) roots_[root] = at->second;
  return at->second;
}

std::optional<PlaceId> Places::child(PlaceId parent, PathStep step) {
  const auto [known, isNew] = children_.try_emplace({parent, step.decl, step.index});
  if (!isNew) return known->second;
  Place place = *places_[parent];
  // The members of a union share their storage.
  if (const auto *field = dyn_cast_or_null<FieldDecl>(step.decl); field && field->getParent()->isUnion())
    step.decl = *field->getParent()->field_begin();
  if (step.decl) step.decl = step.decl->getCanonicalDecl();
  place.path.push_back(step);
  return known->second = id(std::move(place));
}

bool Places::isBelow(PlaceId place, PlaceId ancestor) const {
  const Place &inner = *places_[place];
  const Place &outer = *places_[ancestor];
  return inner.root == outer.root && inner.path.size() > outer.path.size() &&
         std::equal(outer.path.begin(), outer.path.end(), inner.path.begin());
}

bool Places::mayBeSameElement(PlaceId place, PlaceId other) const {
  const Place &a = *places_[place];
  const Place &b = *places_[other];
  if (a.root != b.root || a.path.empty() || a.path.size() > b.path.size()) return false;
  const std::size_t last = a.path.size() - 1;
  if (!std::equal(a.path.begin(), a.path.begin() + last, b.path.begin())) return false;
  const PathStep &mine = a.path[last], &theirs = b.path[last];
  const auto isPart = [](const PathStep &step) { return step.isElement() || step.isDereference(); };
  if (mine == theirs || !isPart(mine) || !isPart(theirs)) return false;
  return mine.isVariableIndex() || theirs.isVariableIndex();
}

bool Places::isIndexedBy(PlaceId place, const VarDecl *variable) const {
  return llvm::any_of(places_[place]->path, [&](const PathStep &step) { return step.decl == variable; });
}

bool Places::isIndexedByVariable(PlaceId place) const {
  return llvm::any_of(places_[place]->path, [](const PathStep &step) { return step.isVariableIndex(); });
}

bool Places::isFromOutside(PlaceId place) const {
  const VarDecl *root = places_[place]->root;
  return !root || isa<ParmVarDecl>(root) || root->hasGlobalStorage();
}

bool insert(Value &into, const Entry &entry) {
  auto at = std::lower_bound(into.begin(), into.end(), entry.origin,
                             [](const Entry &known, OriginId origin) { return known.origin < origin; });
  if (at == into.end() || at->origin != entry.origin) {
    if (into.size() >= kMaxEntries) return false;
    into.insert(at, entry);
    return true;
  }
  at->isNull |= entry.isNull;
  at->isDoubtful &= entry.isDoubtful;
  if (entry.witnesses.empty()) at->witnesses.clear();
  return true;
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
