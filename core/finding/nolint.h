// Suppression comments in source text, read without Clang so that every engine can use them:
//   // NOLINT(lintel-rule): reason
//   // NOLINTNEXTLINE(lintel-rule, lintel-other): reason
//   // NOLINTBEGIN(lintel-rule): reason ... // NOLINTEND(lintel-rule)
//   // NOLINT(lintel-rule): reason (until 2030-01-31)
// A directive without rule or without reason suppresses nothing, and after its last day neither.
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
  int commentColumn = 0;
  std::string until = {}; // YYYY-MM-DD, the last day on which it suppresses; empty: for ever
};

// Why a directive suppresses nothing.
enum class NolintDefect { None, Unclosed, NoRule, NoReason, BadDate, NoEnd, NoBegin };

// A directive as it stands in the text, effective or not.
struct NolintDirective {
  std::string word; // "NOLINTNEXTLINE"
  std::vector<std::string> rules;
  int line = 0;
  int column = 0; // of the word, in bytes from 1
  NolintDefect defect = NolintDefect::None;
  bool quoted = false; // a comment that speaks of directives, such as this file's first
};
std::vector<NolintDirective> nolintDirectives(std::string_view text);

// Every effective directive of a file. A BEGIN without END is not effective.
std::vector<NolintRange> parseNolint(std::string_view text);

// The first range that covers the line and names the rule.
std::optional<NolintRange> findNolint(const std::vector<NolintRange> &ranges, std::string_view rule, int line);

// Whether the rule is the pattern, or matched by its '*'.
bool nolintNames(std::string_view pattern, std::string_view rule);

} // namespace lintel
