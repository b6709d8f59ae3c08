// Variables of a build file as far as its text tells. A variable that branches set to different values has no known
// value after them: a reader that picked one would guess.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lintel::sbom {

template <class Value> class Bindings {
public:
  // nullptr: not set in this file, or not to a value that is known.
  const Value *find(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second;
  }

  // nullopt: the variable has a value from here on that is not known.
  void assign(const std::string &name, std::optional<Value> value) {
    if (!frames_.empty()) {
      frames_.back().before.try_emplace(name, copyOf(name));
      frames_.back().touched.insert(name);
    }
    put(name, std::move(value));
  }

  void enter() { frames_.emplace_back(); } // the first branch begins

  // The next branch begins, with the values from before the first.
  void nextBranch() {
    Frame &frame = frames_.back();
    ++frame.branches;
    for (const std::string &name : frame.touched) {
      std::optional<Value> now = copyOf(name);
      Merge &merge = frame.merges[name];
      if (merge.branches++ == 0) {
        merge.value = std::move(now);
      } else if (merge.value != now) {
        merge.differs = true;
      }
      put(name, frame.before[name]);
    }
    frame.touched.clear();
  }

  // The branches end. exhaustive: one of them was taken for sure (there is an else). defaulted: a variable that a
  // branch sets only where it has no value yet, so that this value is its default.
  void leave(bool exhaustive, std::string_view defaulted = {}) {
    nextBranch();
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    for (auto &[name, merge] : frame.merges) {
      const std::optional<Value> &before = frame.before[name];
      const bool always = exhaustive && merge.branches == frame.branches;
      const bool isDefault = name == defaulted && !before;
      const bool certain = !merge.differs && (always || isDefault || merge.value == before);
      assign(name, certain ? std::move(merge.value) : std::nullopt);
    }
  }

  // The branch was a scope of its own: nothing that was set in it stays.
  void leaveScope() {
    nextBranch();
    frames_.pop_back();
  }

private:
  struct Merge {
    std::optional<Value> value;
    std::size_t branches = 0;
    bool differs = false;
  };
  struct Frame {
    std::map<std::string, std::optional<Value>> before;
    std::set<std::string> touched; // in the branch under way
    std::map<std::string, Merge> merges;
    std::size_t branches = 0;
  };

  std::optional<Value> copyOf(const std::string &name) const {
    const Value *value = find(name);
    return value == nullptr ? std::nullopt : std::optional<Value>(*value);
  }

  void put(const std::string &name, std::optional<Value> value) {
    if (value) {
      values_.insert_or_assign(name, std::move(*value));
    } else {
      values_.erase(name);
    }
  }

  std::map<std::string, Value, std::less<>> values_;
  std::vector<Frame> frames_;
};

} // namespace lintel::sbom
