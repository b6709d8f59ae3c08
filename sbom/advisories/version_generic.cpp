// Versions of upstream releases, which follow no specification. What is compared: numbers between separators ("1.2.11",
// "2023-05-01"), words of pre-releases before the release ("1.2-rc1"), one letter after a number behind it ("1.1.1w"),
// vcpkg's port versions ("1.2#3"). Where two versions differ in any other word, nothing says which is newer.
#include "sbom/advisories/version.h"
#include "sbom/advisories/version_parts.h"

#include <algorithm>
#include <array>

namespace lintel::sbom::version {
namespace {

// Ranks of what may stand at one position, in the order of the releases.
enum Rank { kDev = 0, kAlpha, kBeta, kPre, kCandidate, kEnd, kLetter, kPatch, kNumber, kOther };

struct Token {
  int rank = kEnd;
  std::string_view text;
};

// glued: a number stands directly before it; rest: what follows it.
int rankOfWord(std::string_view word, bool glued, std::string_view rest) {
  struct Word {
    std::string_view text;
    Rank rank;
  };
  constexpr std::array<Word, 13> kWords = {{{"dev", kDev},
                                            {"snapshot", kDev},
                                            {"alpha", kAlpha},
                                            {"beta", kBeta},
                                            {"pre", kPre},
                                            {"preview", kPre},
                                            {"prerelease", kPre},
                                            {"rc", kCandidate},
                                            {"cr", kCandidate},
                                            {"p", kPatch},
                                            {"pl", kPatch},
                                            {"patch", kPatch},
                                            {"post", kPatch}}};
  const auto *const known =
      std::find_if(kWords.begin(), kWords.end(), [word](const Word &entry) { return entry.text == word; });
  if (known != kWords.end()) return known->rank;
  if (word.size() != 1 || !glued) return kOther;
  const bool numbered = !rest.empty() && isDigit(rest.front());
  if (numbered && (word == "a" || word == "b")) return word == "a" ? kAlpha : kBeta; // "2.0b3"
  return kLetter;
}

// An abbreviated object id is not a release, whatever number it begins with.
bool isObjectId(std::string_view text) {
  constexpr std::ptrdiff_t kShortest = 7;
  const auto isHex = [](char c) { return isDigit(c) || (c >= 'a' && c <= 'f'); };
  const auto letters = std::count_if(text.begin(), text.end(), isLetter);
  return std::ssize(text) >= kShortest && letters > 1 && std::all_of(text.begin(), text.end(), isHex);
}

// text: a normalised tag. A word that is glued to a number and one that is not are told apart only for single letters.
std::optional<std::vector<Token>> tokens(std::string_view text) {
  if (isObjectId(text)) return std::nullopt;
  std::vector<Token> all;
  bool glued = false;
  while (!text.empty()) {
    if (isDigit(text.front())) {
      all.push_back({kNumber, takeDigits(text)});
      glued = true;
    } else if (isLetter(text.front())) {
      const std::string_view word = takeLetters(text);
      all.push_back({rankOfWord(word, glued, text), word});
      glued = false;
    } else if (std::string_view(".-_+~ ").find(text.front()) != std::string_view::npos) {
      text.remove_prefix(1);
      glued = false;
    } else {
      return std::nullopt;
    }
  }
  if (all.empty() || all.front().rank != kNumber) return std::nullopt; // "master", a commit id, "latest"
  return all;
}

std::optional<std::strong_ordering> compare(const Token &a, const Token &b) {
  if (a.rank == kNumber && b.rank == kNumber) return compareNumbers(a.text, b.text);
  // A number that the other version does not have: "1.2" is "1.2.0", but "1.2" comes before "1.2.1".
  if (a.rank == kNumber && b.rank == kEnd) return compareNumbers(a.text, "");
  if (a.rank == kEnd && b.rank == kNumber) return compareNumbers("", b.text);
  if (a.rank == kOther || b.rank == kOther)
    return a.text == b.text ? std::optional(std::strong_ordering::equal) : std::nullopt;
  if (a.rank != b.rank) return a.rank <=> b.rank;
  return a.rank == kLetter ? a.text <=> b.text : std::strong_ordering::equal;
}

// "1.2.3#4" in version and port version.
std::pair<std::string_view, std::string_view> splitPort(std::string_view text) {
  const std::size_t mark = text.rfind('#');
  if (mark == std::string_view::npos || !isNumber(text.substr(mark + 1))) return {text, ""};
  return {text.substr(0, mark), text.substr(mark + 1)};
}

} // namespace

std::optional<std::strong_ordering> compareAsGeneric(std::string_view a, std::string_view b) {
  const auto [firstVersion, firstPort] = splitPort(a);
  const auto [secondVersion, secondPort] = splitPort(b);
  const std::string firstText = normalisedTag(firstVersion, {});
  const std::string secondText = normalisedTag(secondVersion, {});
  const auto first = tokens(firstText);
  const auto second = tokens(secondText);
  if (!first || !second) return std::nullopt;
  for (std::size_t i = 0; i < std::max(first->size(), second->size()); ++i) {
    const auto order = compare(i < first->size() ? (*first)[i] : Token(), i < second->size() ? (*second)[i] : Token());
    if (!order || *order != 0) return order;
  }
  return compareNumbers(firstPort, secondPort);
}

} // namespace lintel::sbom::version
