// Semantic Versioning 2.0.0 (semver.org), and the two ecosystems that use it as it is.
#include "sbom/advisories/version_parts.h"

#include <algorithm>

namespace lintel::sbom::version {
namespace {

// Clause 9: ASCII letters, digits and hyphens, not empty; a number has no leading zero where it is compared.
bool isIdentifier(std::string_view text, bool compared) {
  const bool wellFormed = !text.empty() && std::all_of(text.begin(), text.end(),
                                                       [](char c) { return isDigit(c) || isLetter(c) || c == '-'; });
  return wellFormed && !(compared && text.size() > 1 && text.front() == '0' && isNumber(text));
}

// Identifiers between dots; nullopt when one of them is not well-formed.
std::optional<std::vector<std::string_view>> identifiers(std::string_view text, bool compared) {
  std::vector<std::string_view> all;
  for (;;) {
    const std::size_t dot = text.find('.');
    all.push_back(text.substr(0, dot));
    if (!isIdentifier(all.back(), compared)) return std::nullopt;
    if (dot == std::string_view::npos) return all;
    text.remove_prefix(dot + 1);
  }
}

// Clause 11.4: numbers before words, numbers as numbers, words as ASCII.
std::strong_ordering compareIdentifiers(std::string_view a, std::string_view b) {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  if (isNumber(a) != isNumber(b)) return isNumber(a) ? std::strong_ordering::less : std::strong_ordering::greater;
  return a <=> b;
}

std::string_view withoutNpmPrefix(std::string_view text) {
  while (!text.empty() && (text.front() == '=' || text.front() == ' ')) text.remove_prefix(1);
  if (!text.empty() && (text.front() == 'v' || text.front() == 'V')) text.remove_prefix(1);
  return text;
}

} // namespace

std::optional<SemVer> parseSemVer(std::string_view text, bool allowShort) {
  SemVer version;
  if (const std::size_t plus = text.find('+'); plus != std::string_view::npos) {
    if (!identifiers(text.substr(plus + 1), false)) return std::nullopt;
    text = text.substr(0, plus); // clause 10: build metadata has no part in the order
  }
  const std::size_t hyphen = text.find('-');
  if (hyphen != std::string_view::npos) {
    auto preRelease = identifiers(text.substr(hyphen + 1), true);
    if (!preRelease) return std::nullopt;
    version.preRelease = std::move(*preRelease);
  }
  auto numbers = identifiers(text.substr(0, hyphen), true);
  if (!numbers || !std::all_of(numbers->begin(), numbers->end(), isNumber)) return std::nullopt;
  const bool isShort = numbers->size() < 3;
  if (numbers->size() > 3 || (isShort && (!allowShort || hyphen != std::string_view::npos))) return std::nullopt;
  version.numbers = std::move(*numbers);
  return version;
}

std::strong_ordering compareSemVer(const SemVer &a, const SemVer &b) {
  if (const auto order = compareNumberLists(a.numbers, b.numbers); order != 0) return order;
  if (a.preRelease.empty() || b.preRelease.empty()) return a.preRelease.empty() <=> b.preRelease.empty();
  const std::size_t common = std::min(a.preRelease.size(), b.preRelease.size());
  for (std::size_t i = 0; i < common; ++i)
    if (const auto order = compareIdentifiers(a.preRelease[i], b.preRelease[i]); order != 0) return order;
  return a.preRelease.size() <=> b.preRelease.size();
}

std::optional<std::strong_ordering> compareAsSemVer(std::string_view a, std::string_view b) {
  const auto first = parseSemVer(a, false);
  const auto second = parseSemVer(b, false);
  if (!first || !second) return std::nullopt;
  return compareSemVer(*first, *second);
}

std::optional<std::strong_ordering> compareAsNpm(std::string_view a, std::string_view b) {
  return compareAsSemVer(withoutNpmPrefix(a), withoutNpmPrefix(b));
}

std::optional<std::strong_ordering> compareAsCrates(std::string_view a, std::string_view b) {
  return compareAsSemVer(a, b);
}

} // namespace lintel::sbom::version
