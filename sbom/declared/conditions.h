// The conditions around a place of a build file, as text: no reader decides them, each declaration carries them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// How the language of the file says "and" and "not".
struct ConditionWords {
  std::string_view conjunction = "and";
  std::string_view negation = "not";
};

class Conditions {
public:
  explicit Conditions(ConditionWords words = {}) : words_(words) {}

  void enter(std::string text);       // if
  void alternative(std::string text); // elseif: the branches before did not hold
  void otherwise();                   // else
  void leave();                       // endif

  // "A" alone, "(A) and (not (B))" together; empty outside of every condition. At most about 1,000 bytes: what is
  // longer ends in "...".
  std::string text() const;

private:
  struct Part {
    bool negated = false;
    const std::string *text = nullptr; // nullptr: branches that were left out
  };
  std::vector<Part> parts() const;

  struct Frame {
    std::vector<std::string> passed; // conditions of the branches before, which did not hold
    std::string current;             // empty in a plain else
    bool cut = false;                // more branches went before than passed holds
  };
  ConditionWords words_;
  std::vector<Frame> frames_;
};

// "(outer) and (inner)", or the one that is not empty.
std::string bothOf(const std::string &outer, const std::string &inner);

} // namespace lintel::sbom
