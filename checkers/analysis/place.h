// Where values live during one function: variables, fields of them, accessors, the object itself.
#pragma once

#include "checkers/analysis/taint.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>
#include <utility>
#include <vector>

namespace clang {
class IdentifierInfo;
class VarDecl;
} // namespace clang

namespace lintel::checkers {

using PlaceId = unsigned;
using PlacePath = llvm::SmallVector<const clang::IdentifierInfo *, 2>;

struct Place {
  const void *root = nullptr; // a VarDecl, `this` (the method), or the expression of a temporary
  const clang::IdentifierInfo *name = nullptr;
  PlaceId parent = 0;
  unsigned depth = 0; // 0: a root
  Value initial;      // before anything is stored
  bool known = false; // initial was decided; a part first named by a summary decides it when it is read
};

// Numbers places in the order of their first appearance, which makes states plain vectors.
// A pointer and what it points to are one place; so are all elements of an array.
class Places {
public:
  PlaceId root(const void *key, const Value &initial = {});
  std::optional<PlaceId> findRoot(const void *key) const;
  // Deeper chains than the limit stay at their last known part.
  PlaceId member(PlaceId parent, const clang::IdentifierInfo *name);
  void decide(PlaceId id, const Value &initial);
  std::optional<PlaceId> findMember(PlaceId parent, const clang::IdentifierInfo *name) const;
  void alias(const void *key, PlaceId target) { roots_[key] = target; }

  const Place &operator[](PlaceId id) const { return places_[id]; }
  PlaceId size() const { return places_.size(); }
  bool isInside(PlaceId id, PlaceId ancestor) const;
  PlaceId rootOf(PlaceId id) const;
  PlacePath pathOf(PlaceId id) const;

private:
  std::vector<Place> places_;
  llvm::DenseMap<const void *, PlaceId> roots_;
  llvm::DenseMap<std::pair<PlaceId, const clang::IdentifierInfo *>, PlaceId> members_;
};

// The values at one point of a function. Only what is known, or differs from the place's initial
// value, is kept; other places have their initial value, or their parent's taint.
class State {
public:
  bool isReachable() const { return reachable_; }
  void setReachable() { reachable_ = true; }
  bool isSet(PlaceId id) const { return find(id) != nullptr; }
  Value read(PlaceId id, const Places &places, QueryTexts &texts) const;
  void write(PlaceId id, const Value &value, const Places &places, QueryTexts &texts);
  // Forgets what was stored below id: a new whole was stored there.
  void clearMembers(PlaceId id, const Places &places);
  // True when this state grew.
  bool joinWith(const State &other, const Places &places, QueryTexts &texts);
  // The places that are set inside whole, itself included.
  llvm::SmallVector<PlaceId, 8> setInside(PlaceId whole, const Places &places) const;

private:
  struct Slot {
    PlaceId id = 0;
    Value value;
  };
  const Slot *find(PlaceId id) const;

  llvm::SmallVector<Slot, 8> slots_; // sorted by id
  bool reachable_ = false;
};

} // namespace lintel::checkers
