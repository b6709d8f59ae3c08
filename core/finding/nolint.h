// Suppression comments in source text, read without Clang so that every engine can use them:
//   // NOLINT(lintel-rule): reason
//   // NOLINTNEXTLINE(lintel-rule, lintel-other): reason
//   // NOLINTBEGIN(lintel-rule): reason ... // NOLINTEND(lintel-rule)
// A directive without rule or without reason suppresses nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel {

struct NolintRange {
  std::vector<std::string> rules; // exact ids or globs with '*' ("lintel-cast-*"); "*" alone is no rule
  std::string reason;
  int firstLine = 0; // inclusive, 1-based
  int lastLine = 0;  // inclusive
  int commentLine = 0;
};

// Every effective directive of a file. A BEGIN without END is not effective.
std::vector<NolintRange> parseNolint(std::string_view text);

// The first range that covers the line and names the rule.
std::optional<NolintRange> findNolint(const std::vector<NolintRange> &ranges, std::string_view rule, int line);

} // namespace lintel
