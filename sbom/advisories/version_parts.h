// What the orders of versions share. Numbers stay text: they have no bound.
#pragma once

#include <compare>
#include <optional>
#include <string_view>
#include <vector>

namespace lintel::sbom::version {

bool isDigit(char c);
bool isLetter(char c); // of ASCII
bool isNumber(std::string_view text);

// The run of digits (of letters) that text begins with, taken off it; may be empty.
std::string_view takeDigits(std::string_view &text);
std::string_view takeLetters(std::string_view &text);

// Two runs of digits as numbers; an empty one is 0.
std::strong_ordering compareNumbers(std::string_view a, std::string_view b);
// Lists of numbers; a missing one is 0.
std::strong_ordering compareNumberLists(const std::vector<std::string_view> &a, const std::vector<std::string_view> &b);

// "1.2.3-pre.1+build" in its parts. Fewer than three numbers only where short forms are allowed.
struct SemVer {
  std::vector<std::string_view> numbers;
  std::vector<std::string_view> preRelease; // identifiers; empty: a release
};
std::optional<SemVer> parseSemVer(std::string_view text, bool allowShort);
std::strong_ordering compareSemVer(const SemVer &a, const SemVer &b);

std::optional<std::strong_ordering> compareAsSemVer(std::string_view a, std::string_view b);
std::optional<std::strong_ordering> compareAsDebian(std::string_view a, std::string_view b);
std::optional<std::strong_ordering> compareAsGo(std::string_view a, std::string_view b);
std::optional<std::strong_ordering> compareAsNpm(std::string_view a, std::string_view b);
std::optional<std::strong_ordering> compareAsPyPi(std::string_view a, std::string_view b);
std::optional<std::strong_ordering> compareAsCrates(std::string_view a, std::string_view b);
std::optional<std::strong_ordering> compareAsGeneric(std::string_view a, std::string_view b);

} // namespace lintel::sbom::version
