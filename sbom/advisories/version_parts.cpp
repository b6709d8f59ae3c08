#include "sbom/advisories/version_parts.h"

#include <algorithm>

namespace lintel::sbom::version {
namespace {

template <class Accepts> std::string_view take(std::string_view &text, Accepts accepts) {
  const auto end = std::find_if_not(text.begin(), text.end(), accepts);
  const auto size = static_cast<std::size_t>(end - text.begin());
  const std::string_view taken = text.substr(0, size);
  text.remove_prefix(size);
  return taken;
}

std::string_view withoutLeadingZeros(std::string_view digits) {
  return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
}

} // namespace

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isNumber(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), isDigit); }

std::string_view takeDigits(std::string_view &text) { return take(text, isDigit); }
std::string_view takeLetters(std::string_view &text) { return take(text, isLetter); }

std::strong_ordering compareNumbers(std::string_view a, std::string_view b) {
  a = withoutLeadingZeros(a);
  b = withoutLeadingZeros(b);
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a <=> b;
}

std::strong_ordering compareNumberLists(const std::vector<std::string_view> &a,
                                        const std::vector<std::string_view> &b) {
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const auto order = compareNumbers(i < a.size() ? a[i] : "", i < b.size() ? b[i] : "");
    if (order != 0) return order;
  }
  return std::strong_ordering::equal;
}

} // namespace lintel::sbom::version
