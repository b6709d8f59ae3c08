// What is known of fallible values at one point of a function: which calls a place may hold the
// unchecked result of, what other variables tell about that, and how two paths meet.
#pragma once

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace lintel::checkers::fallible {

using PlaceId = unsigned;
using OriginId = unsigned;

// From a place to a part of it: a member, an element, or what the pointer points to.
struct PathStep {
  const clang::Decl *decl = nullptr; // the member, or the variable that is the index
  std::int64_t index = -1;           // a constant index
  bool isDereference() const { return !decl && index < 0; }
  bool isVariableIndex() const { return llvm::isa_and_nonnull<clang::VarDecl>(decl); }
  bool isElement() const { return index >= 0 || isVariableIndex(); }
  friend bool operator==(const PathStep &, const PathStep &) = default;
  friend bool operator<(const PathStep &a, const PathStep &b) {
    return a.decl != b.decl ? a.decl < b.decl : a.index < b.index;
  }
};

// A variable, or a part that is reached from it. As a root, nullptr stands for `*this`.
struct Place {
  const clang::VarDecl *root = nullptr;
  std::vector<PathStep> path;
  friend bool operator<(const Place &a, const Place &b) { return a.root != b.root ? a.root < b.root : a.path < b.path; }
};

// Numbers places in the order of their first appearance.
class Places {
public:
  static constexpr unsigned kMaxDepth = 5;
  // nullopt: the chain is too long to follow.
  std::optional<PlaceId> id(Place place);
  std::optional<PlaceId> child(PlaceId parent, PathStep step);
  const Place &operator[](PlaceId place) const { return *places_[place]; }
  bool isBelow(PlaceId place, PlaceId ancestor) const;
  // Two elements of the same array that may be one: at least one index is not a constant.
  bool mayBeSameElement(PlaceId place, PlaceId other) const;
  // A part is found by the variable's value.
  bool isIndexedBy(PlaceId place, const clang::VarDecl *variable) const;
  bool isIndexedByVariable(PlaceId place) const;
  // Whoever called the function may have given the place its value.
  bool isFromOutside(PlaceId place) const;

private:
  std::map<Place, PlaceId> ids_;
  std::vector<const Place *> places_;
  // Asked for again and again.
  llvm::DenseMap<const clang::VarDecl *, PlaceId> roots_;
  llvm::DenseMap<std::tuple<PlaceId, const clang::Decl *, std::int64_t>, std::optional<PlaceId>> children_;
};

// What is known of an integer, a boolean or a pointer.
struct Fact {
  std::optional<std::int64_t> value;
  std::optional<bool> truth;
  bool isUnknown() const { return !value && !truth; }
  static Fact of(std::int64_t value) { return {value, value != 0}; }
  static Fact of(bool truth) { return {truth ? std::nullopt : std::optional<std::int64_t>(0), truth}; }
  bool contradicts(const Fact &other) const {
    return (value && other.value && *value != *other.value) || (truth && other.truth && *truth != *other.truth);
  }
  friend bool operator==(const Fact &, const Fact &) = default;
};

// Tells the path on which an entry came to a join from the others that met there.
struct Witness {
  PlaceId variable = 0;
  Fact fact;
  friend bool operator==(const Witness &, const Witness &) = default;
};

// The place may hold what origin yielded, and nobody has found it valid yet.
struct Entry {
  OriginId origin = 0;
  bool isNull = false;     // a test has found that it failed
  bool isDoubtful = false; // something speaks against it: assert(), a call after the failure, a test of something else
  llvm::SmallVector<Witness, 2> witnesses;
  friend bool operator==(const Entry &, const Entry &) = default;
};
using Value = llvm::SmallVector<Entry, 1>; // sorted by origin

// False: the place may hold too many results already, and the entry is dropped.
[[nodiscard]] bool insert(Value &into, const Entry &entry);
constexpr std::size_t kMaxEntries = 16;

template <class T> class ByPlace {
public:
  using Item = std::pair<PlaceId, T>;
  T *find(PlaceId place) {
    auto at = lower(place);
    return at != items_.end() && at->first == place ? &at->second : nullptr;
  }
  const T *find(PlaceId place) const { return const_cast<ByPlace *>(this)->find(place); }
  T &operator[](PlaceId place) {
    auto at = lower(place);
    if (at == items_.end() || at->first != place) at = items_.insert(at, Item(place, T()));
    return at->second;
  }
  // Sorted by place; what is there already is replaced.
  void take(std::vector<Item> items) {
    std::vector<Item> all;
    all.reserve(items_.size() + items.size());
    auto kept = items_.begin();
    for (Item &item : items) {
      for (; kept != items_.end() && kept->first < item.first; ++kept) all.push_back(std::move(*kept));
      if (kept != items_.end() && kept->first == item.first) ++kept;
      all.push_back(std::move(item));
    }
    std::move(kept, items_.end(), std::back_inserter(all));
    items_ = std::move(all);
  }
  template <class Predicate> void eraseIf(Predicate predicate) { llvm::erase_if(items_, predicate); }
  void erase(PlaceId place) {
    eraseIf([&](const Item &item) { return item.first == place; });
  }
  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  bool empty() const { return items_.empty(); }
  std::size_t size() const { return items_.size(); }

private:
  auto lower(PlaceId place) {
    return std::lower_bound(items_.begin(), items_.end(), place,
                            [](const Item &item, PlaceId id) { return item.first < id; });
  }
  std::vector<Item> items_;
};

struct Slot {
  Value value;
  bool isSet = false; // else the place still holds what it held when the function began
  bool below = false; // what is reached from the place is no longer what it was
  bool assigned = false;
};

// A variable that keeps the outcome of a test: bool ok = p != nullptr.
struct Helper {
  const clang::Expr *test = nullptr;
  llvm::SmallVector<PlaceId, 2> about;
};

struct State {
  bool dead = false; // nothing comes here
  ByPlace<Slot> slots;
  ByPlace<Fact> facts;
  ByPlace<Helper> helpers;
  llvm::SmallVector<unsigned, 2> validCalls; // calls that gave a result before; see FunctionFlow::identity
};

// Drops the entries whose path contradicts what a test of the variable has shown.
void keepConsistent(State &state, PlaceId variable, const std::optional<Fact> &shown);
bool hasWitnesses(const State &state);

} // namespace lintel::checkers::fallible
