#include "sbom/identity/tag_version.h"

#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <re2/re2.h>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxTag = 100;

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return lowerCase(c) >= 'a' && lowerCase(c) <= 'z'; }

template <std::size_t Size> bool isOneOf(std::string_view word, const std::array<std::string_view, Size> &words) {
  return std::ranges::find(words, word) != words.end();
}

bool isPrerelease(std::string_view word) {
  constexpr std::array<std::string_view, 12> kWords = {"alpha", "beta", "rc",       "pre", "preview",  "dev",
                                                       "a",     "b",    "snapshot", "cr",  "unstable", "test"};
  return isOneOf(word, kWords);
}

// Words that say no more than that it is a release.
bool isRelease(std::string_view word) {
  constexpr std::array<std::string_view, 5> kWords = {"final", "ga", "stable", "release", "lts"};
  return isOneOf(word, kWords);
}

// The letters directly before a number: "v" of "v1", "" of "boost-1".
std::string_view lettersBefore(std::string_view tag, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && isLetter(tag[begin - 1])) --begin;
  return tag.substr(begin, at - begin);
}

// A version begins the tag, or after a separator, or after a word for "version".
bool canBegin(std::string_view tag, std::size_t at) {
  if (!isDigit(tag[at]) || (at > 0 && isDigit(tag[at - 1]))) return false;
  const std::string_view letters = lettersBefore(tag, at);
  const std::size_t before = at - letters.size();
  const bool separated = before == 0 || std::string_view("-_/. ").find(tag[before - 1]) != std::string_view::npos;
  constexpr std::array<std::string_view, 4> kVersionWords = {"ver", "version", "rel", "release"};
  return separated && (letters.size() <= 1 || isOneOf(lowerCase(letters), kVersionWords));
}

// One number alone is a version where the tag says so: "v7", "release-7", "7".
bool isVersionNumber(std::string_view tag, std::size_t at) {
  if (at == 0) return true;
  const bool separated = !isLetter(tag[at - 1]);
  const std::string word = lowerCase(lettersBefore(tag, separated ? at - 1 : at));
  constexpr std::array<std::string_view, 6> kWords = {"v", "r", "ver", "version", "rel", "release"};
  return isOneOf(word, kWords) && word.size() + (separated ? 1 : 0) == at;
}

// The numbers with dots between them, but a date as it is.
std::string dotted(std::string numbers) {
  static const RE2 date(R"((?:19|20)\d\d-[01]\d-[0-3]\d)");
  if (RE2::FullMatch(numbers, date)) return numbers;
  std::ranges::replace_if(numbers, [](char c) { return c == '_' || c == '-'; }, '.');
  return numbers;
}

// "-rc1", "_P1", ".Final" as it belongs behind the numbers.
std::string suffix(const std::string &separator, const std::string &word, const std::string &rest) {
  if (word.empty() || isRelease(word)) return "";
  if (word == "p") return word + rest;
  return (separator.empty() ? "" : "-") + word + rest;
}

std::optional<TagVersion> parse(std::string_view tag, std::size_t at) {
  static const RE2 pattern(
      R"((?i)(\d+(?:\.\d+)+|\d+(?:_\d+)+|\d+(?:-\d+)+|\d+))" // numbers
      R"((?:([._-]?)(alpha|beta|rc|preview|pre|dev|snapshot|cr|unstable|test|patch|hotfix|post|sp|)"
      R"(final|ga|stable|release|lts|p|a|b)((?:[._-]?\d+)*)|([a-z]))?)" // a word, or a letter
      R"((-\d+)?(?:\+[0-9A-Za-z.-]+)?)");                               // revision, build
  std::string numbers, separator, word, rest, letter, revision;
  const re2::StringPiece text(tag.data() + at, tag.size() - at);
  if (!RE2::FullMatch(text, pattern, &numbers, &separator, &word, &rest, &letter, &revision)) return std::nullopt;
  const bool single = std::ranges::all_of(numbers, isDigit);
  if (single && !isVersionNumber(tag, at)) return std::nullopt;
  word = lowerCase(word);
  // "1.0.2a" is a patch, "1.0a1" is an alpha version.
  if ((word == "a" || word == "b") && rest.empty() && separator.empty()) std::swap(word, letter);
  TagVersion version;
  version.prerelease = isPrerelease(word);
  version.version = dotted(numbers) + lowerCase(letter) + suffix(separator, word, rest) + revision;
  if (single && lowerCase(lettersBefore(tag, at)) == "r") version.version.insert(0, "r");
  return version;
}

// The next run of digits or of letters; what separates them is passed over.
std::string_view nextPart(std::string_view &text) {
  while (!text.empty() && !isDigit(text.front()) && !isLetter(text.front())) text.remove_prefix(1);
  std::size_t size = 0;
  const bool digits = !text.empty() && isDigit(text.front());
  while (size < text.size() && (digits ? isDigit(text[size]) : isLetter(text[size]))) ++size;
  const std::string_view part = text.substr(0, size);
  text.remove_prefix(size);
  return part;
}

// Pre-releases, then the end of the version, then letters, then numbers.
int rank(std::string_view part) {
  if (part.empty()) return 1;
  if (isDigit(part.front())) return 3;
  return part.size() > 1 && isPrerelease(lowerCase(part)) ? 0 : 2;
}

std::weak_ordering compareNumbers(std::string_view a, std::string_view b) {
  const auto stripped = [](std::string_view number) {
    while (number.starts_with('0')) number.remove_prefix(1);
    return number;
  };
  a = stripped(a);
  b = stripped(b);
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a <=> b;
}

} // namespace

std::optional<TagVersion> versionOfTag(std::string_view tag) {
  if (tag.size() > kMaxTag) return std::nullopt;
  for (std::size_t at = 0; at < tag.size(); ++at) {
    if (!canBegin(tag, at)) continue;
    if (auto version = parse(tag, at)) return version;
  }
  return std::nullopt;
}

std::weak_ordering compareVersions(std::string_view a, std::string_view b) {
  while (true) {
    const std::string_view left = nextPart(a);
    const std::string_view right = nextPart(b);
    if (left.empty() && right.empty()) return std::weak_ordering::equivalent;
    if (rank(left) != rank(right)) return rank(left) <=> rank(right);
    const bool numbers = !left.empty() && isDigit(left.front());
    const std::weak_ordering order = numbers ? compareNumbers(left, right) : lowerCase(left) <=> lowerCase(right);
    if (order != 0) return order;
  }
}

} // namespace lintel::sbom
