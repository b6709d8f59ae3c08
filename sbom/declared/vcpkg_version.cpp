#include "sbom/declared/vcpkg_version.h"

#include <algorithm>
#include <charconv>
#include <re2/re2.h>
#include <vector>

namespace lintel::sbom {
namespace {

std::vector<std::string_view> splitAtDots(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    parts.push_back(text.substr(0, dot));
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return parts;
}

bool isNumber(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Of any length: more digits are more.
std::strong_ordering compareNumbers(std::string_view a, std::string_view b) {
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a <=> b;
}

// As semantic versioning orders identifiers: numbers below words.
std::strong_ordering compareIdentifiers(std::string_view a, std::string_view b) {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  if (isNumber(a) != isNumber(b)) return isNumber(a) ? std::strong_ordering::less : std::strong_ordering::greater;
  return a <=> b;
}

// Part by part; where one ends first, it is less: 1 < 1.0 < 1.0.0.
std::strong_ordering compareDotted(std::string_view a, std::string_view b) {
  const auto left = splitAtDots(a);
  const auto right = splitAtDots(b);
  return std::lexicographical_compare_three_way(left.begin(), left.end(), right.begin(), right.end(),
                                                compareIdentifiers);
}

std::optional<std::strong_ordering> compareTexts(const std::string &a, const std::string &b) {
  static const RE2 kDate(R"((\d{4}-\d{2}-\d{2})((?:\.\d+)*))");
  static const RE2 kDotted(R"((\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?)");
  if (a == b) return std::strong_ordering::equal;
  std::string aMain;
  std::string bMain;
  std::string aRest;
  std::string bRest;
  const bool aIsDate = RE2::FullMatch(a, kDate, &aMain, &aRest);
  const bool bIsDate = RE2::FullMatch(b, kDate, &bMain, &bRest);
  if (aIsDate && bIsDate) return aMain != bMain ? aMain <=> bMain : compareDotted(aRest, bRest);
  if (aIsDate || bIsDate) return std::nullopt;
  if (!RE2::FullMatch(a, kDotted, &aMain, &aRest) || !RE2::FullMatch(b, kDotted, &bMain, &bRest)) return std::nullopt;
  if (const auto order = compareDotted(aMain, bMain); order != 0) return order;
  if (aRest.empty() != bRest.empty()) { // a pre-release comes before its release
    return aRest.empty() ? std::strong_ordering::greater : std::strong_ordering::less;
  }
  return compareDotted(aRest, bRest);
}

} // namespace

int parseVcpkgPortVersion(std::string_view digits) {
  int port = 0;
  const char *const end = digits.data() + digits.size();
  const auto [parsed, error] = std::from_chars(digits.data(), end, port);
  return error == std::errc() && parsed == end && port > 0 ? port : 0;
}

VcpkgVersion parseVcpkgVersion(std::string_view text) {
  const std::size_t hash = text.rfind('#');
  if (hash == std::string_view::npos) return {std::string(text), 0};
  return {std::string(text.substr(0, hash)), parseVcpkgPortVersion(text.substr(hash + 1))};
}

std::string toString(const VcpkgVersion &version) {
  return version.port > 0 ? version.text + '#' + std::to_string(version.port) : version.text;
}

std::optional<std::strong_ordering> compareVcpkgVersions(const VcpkgVersion &a, const VcpkgVersion &b) {
  const auto order = compareTexts(a.text, b.text);
  if (!order || *order != 0) return order;
  return a.port <=> b.port;
}

} // namespace lintel::sbom
