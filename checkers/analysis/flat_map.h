// A map and a set in sorted vectors. Data flow copies its states at every edge: a vector is copied with
// one allocation, a tree with one for each entry.
#pragma once

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace lintel::checkers {

template <class Key, class Value> class FlatMap {
public:
  using Item = std::pair<Key, Value>;

  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  // The first item whose key is not below key.
  auto lower_bound(const Key &key) { return std::lower_bound(items_.begin(), items_.end(), key, isBelow); }
  auto lower_bound(const Key &key) const { return std::lower_bound(items_.begin(), items_.end(), key, isBelow); }
  auto find(const Key &key) {
    const auto at = lower_bound(key);
    return at != end() && !(key < at->first) ? at : end();
  }
  auto find(const Key &key) const {
    const auto at = lower_bound(key);
    return at != end() && !(key < at->first) ? at : end();
  }
  bool contains(const Key &key) const { return find(key) != end(); }
  Value &operator[](const Key &key) {
    const auto at = lower_bound(key);
    if (at != end() && !(key < at->first)) return at->second;
    return items_.insert(at, Item(key, Value()))->second;
  }
  // Sorted items with keys that are not there yet.
  void add(std::vector<Item> items) {
    if (items.empty()) return;
    std::vector<Item> all;
    all.reserve(items_.size() + items.size());
    const auto isBefore = [](const Item &a, const Item &b) { return a.first < b.first; };
    std::merge(std::move_iterator(items_.begin()), std::move_iterator(items_.end()), std::move_iterator(items.begin()),
               std::move_iterator(items.end()), std::back_inserter(all), isBefore);
    items_ = std::move(all);
  }
  auto erase(typename std::vector<Item>::iterator at) { return items_.erase(at); }
  void erase(const Key &key) {
    if (const auto at = find(key); at != end()) items_.erase(at);
  }
  template <class Predicate> void eraseIf(Predicate predicate) { std::erase_if(items_, predicate); }

private:
  static bool isBelow(const Item &item, const Key &key) { return item.first < key; }
  std::vector<Item> items_;
};

template <class Key> class FlatSet {
public:
  auto begin() const { return keys_.begin(); }
  auto end() const { return keys_.end(); }
  bool contains(const Key &key) const { return std::binary_search(keys_.begin(), keys_.end(), key); }
  // True: it was not there.
  bool insert(const Key &key) {
    const auto at = std::lower_bound(keys_.begin(), keys_.end(), key);
    if (at != keys_.end() && *at == key) return false;
    keys_.insert(at, key);
    return true;
  }
  void erase(const Key &key) {
    const auto at = std::lower_bound(keys_.begin(), keys_.end(), key);
    if (at != keys_.end() && *at == key) keys_.erase(at);
  }
  // True: something was added.
  bool insertAll(const FlatSet &other) {
    if (keys_ == other.keys_) return false;
    const std::size_t before = keys_.size();
    for (const Key &key : other.keys_) insert(key);
    return keys_.size() != before;
  }

private:
  std::vector<Key> keys_;
};

} // namespace lintel::checkers
