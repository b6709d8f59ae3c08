// Python versions (PEP 440, "Public version identifiers", "Local version identifiers", "Normalization"):
// [N!]N(.N)*[{a|b|rc}N][.postN][.devN][+local]
#include "sbom/advisories/version_parts.h"

#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <utility>

namespace lintel::sbom::version {
namespace {

// A numbered segment: there or not, and where among versions without it.
struct Segment {
  int rank = 0; // the kind of segment, or where its absence stands
  std::string_view number;
};

std::strong_ordering compare(const Segment &a, const Segment &b) {
  if (a.rank != b.rank) return a.rank <=> b.rank;
  return compareNumbers(a.number, b.number);
}

constexpr int kBeforeAll = -1;
constexpr int kAfterAll = 9;

struct PyVersion {
  std::string_view epoch;
  std::vector<std::string_view> release;
  Segment pre = {kAfterAll, {}};
  Segment post = {kBeforeAll, {}};
  Segment dev = {kAfterAll, {}};
  std::vector<std::string_view> local;
};

bool isSeparator(char c) { return c == '.' || c == '-' || c == '_'; }

// A segment begins with one of these words, separators around it allowed: ".rc-1", "beta2", "_post". The number after
// it may be missing: 0. Longer words first.
std::optional<Segment> takeSegment(std::string_view &text, const std::vector<std::pair<std::string_view, int>> &words) {
  std::string_view rest = text;
  if (!rest.empty() && isSeparator(rest.front())) rest.remove_prefix(1);
  for (const auto &[word, rank] : words) {
    if (!rest.starts_with(word)) continue;
    rest.remove_prefix(word.size());
    std::string_view number = rest;
    if (number.size() > 1 && isSeparator(number.front()) && isDigit(number[1])) number.remove_prefix(1);
    Segment segment{rank, takeDigits(number)};
    text = segment.number.empty() ? rest : number;
    return segment;
  }
  return std::nullopt;
}

std::optional<Segment> takePost(std::string_view &text) {
  if (text.size() > 1 && text.front() == '-' && isDigit(text[1])) { // "1.0-1": a post-release without the word
    text.remove_prefix(1);
    return Segment{1, takeDigits(text)};
  }
  return takeSegment(text, {{"post", 1}, {"rev", 1}, {"r", 1}});
}

bool takeRelease(std::string_view &text, std::vector<std::string_view> &release) {
  for (;;) {
    release.push_back(takeDigits(text));
    if (release.back().empty()) return false;
    if (text.size() < 2 || text.front() != '.' || !isDigit(text[1])) return true;
    text.remove_prefix(1);
  }
}

bool takeLocal(std::string_view text, std::vector<std::string_view> &local) {
  while (true) {
    const auto end = std::find_if(text.begin(), text.end(), isSeparator);
    const auto size = static_cast<std::size_t>(end - text.begin());
    local.push_back(text.substr(0, size));
    const bool valid = size > 0 && std::all_of(text.begin(), end, [](char c) { return isDigit(c) || isLetter(c); });
    if (!valid) return false;
    if (end == text.end()) return true;
    text.remove_prefix(size + 1);
  }
}

// text: lower case, without blanks around it.
std::optional<PyVersion> parsePyPi(std::string_view text) {
  PyVersion version;
  if (text.starts_with('v')) text.remove_prefix(1);
  if (const std::size_t mark = text.find('!'); mark != std::string_view::npos) {
    version.epoch = text.substr(0, mark);
    if (!isNumber(version.epoch)) return std::nullopt;
    text.remove_prefix(mark + 1);
  }
  if (!takeRelease(text, version.release)) return std::nullopt;
  const auto pre = takeSegment(
      text, {{"alpha", 0}, {"a", 0}, {"beta", 1}, {"b", 1}, {"preview", 2}, {"pre", 2}, {"rc", 2}, {"c", 2}});
  const auto post = takePost(text);
  const auto dev = takeSegment(text, {{"dev", 1}});
  if (pre) version.pre = *pre;
  if (post) version.post = *post;
  if (dev) version.dev = *dev;
  if (!pre && !post && dev) version.pre.rank = kBeforeAll; // 1.0.dev1 comes before 1.0a1
  if (text.empty()) return version;
  if (text.front() != '+' || !takeLocal(text.substr(1), version.local)) return std::nullopt;
  return version;
}

// Numbers after words, numbers as numbers, words as text; what is longer comes later.
std::strong_ordering compareLocal(const std::vector<std::string_view> &a, const std::vector<std::string_view> &b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const bool numbers = isNumber(a[i]) && isNumber(b[i]);
    if (isNumber(a[i]) != isNumber(b[i])) return isNumber(a[i]) <=> isNumber(b[i]);
    const auto order = numbers ? compareNumbers(a[i], b[i]) : a[i] <=> b[i];
    if (order != 0) return order;
  }
  return a.size() <=> b.size();
}

} // namespace

std::optional<std::strong_ordering> compareAsPyPi(std::string_view a, std::string_view b) {
  const std::string firstText = lowerCase(trim(a));
  const std::string secondText = lowerCase(trim(b));
  const auto first = parsePyPi(firstText);
  const auto second = parsePyPi(secondText);
  if (!first || !second) return std::nullopt;
  if (const auto order = compareNumbers(first->epoch, second->epoch); order != 0) return order;
  if (const auto order = compareNumberLists(first->release, second->release); order != 0) return order;
  if (const auto order = compare(first->pre, second->pre); order != 0) return order;
  if (const auto order = compare(first->post, second->post); order != 0) return order;
  if (const auto order = compare(first->dev, second->dev); order != 0) return order;
  return compareLocal(first->local, second->local);
}

} // namespace lintel::sbom::version
