#include "sbom/identity/license_words.h"

#include "core/support/text.h"
#include "sbom/identity/embedded.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

namespace lintel::sbom {
namespace {

using Words = std::vector<std::string>;

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isWordCharacter(char c) { return (c >= 'a' && c <= 'z') || isDigit(c); }

const std::map<std::string, std::string, std::less<>> &spellings() {
  static const auto table = [] {
    std::map<std::string, std::string, std::less<>> words;
    for (const auto &[name, content] : embedded::sbom_identity::files()) {
      if (name != "license_spellings.txt") continue;
      for (const std::string_view line : splitLines(content)) {
        const std::size_t blank = line.find(' ');
        if (!line.starts_with('#') && blank != line.npos) words.emplace(line.substr(0, blank), line.substr(blank + 1));
      }
    }
    return words;
  }();
  return table;
}

// Pieces of letters, digits, hyphens, dots and parentheses.
Words tokensOf(std::string_view line) {
  Words tokens;
  bool inside = false;
  for (char c : line) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool kept = isWordCharacter(c) || c == '-' || c == '.' || c == '(' || c == ')';
    if (kept && !inside) tokens.emplace_back();
    if (kept) tokens.back() += c;
    inside = kept;
  }
  return tokens;
}

bool isCommentMark(const std::string &token) {
  return token == "dnl" || token == "rem" || std::ranges::none_of(token, isWordCharacter);
}

// "Copyright (c) 2001 ..." and "(c) 2001 ...", not "copyright notice and this permission notice".
bool isCopyrightNotice(const Words &tokens) {
  const std::string second = tokens.size() > 1 ? tokens[1] : "";
  const bool year = !second.empty() && isDigit(second.front());
  if (tokens[0] == "copyright")
    return year || second == "(c)" || second == "by" || second == "year" || second == "yyyy";
  return tokens[0] == "(c)" && (year || second == "copyright");
}

bool isRightsReserved(const Words &tokens) {
  return tokens.size() == 3 && tokens[0] == "all" && tokens[1] == "rights" && tokens[2].starts_with("reserved");
}

// "1." "12)" "(a)" "iv."
bool isBullet(std::string_view token) {
  if (token.starts_with('(')) token.remove_prefix(1);
  if (!token.ends_with('.') && !token.ends_with(')')) return false;
  token.remove_suffix(1);
  const auto isRoman = [](char c) { return c == 'i' || c == 'v' || c == 'x'; };
  if (token.size() <= 2 && !token.empty() && std::ranges::all_of(token, isDigit)) return true;
  if (token.size() == 1) return isWordCharacter(token.front());
  return token.size() <= 4 && !token.empty() && std::ranges::all_of(token, isRoman);
}

void addWord(std::string word, Words &words) {
  const auto other = spellings().find(word);
  words.push_back(other == spellings().end() ? std::move(word) : other->second);
}

// A token may be several words; "non-infringement" is one.
void addToken(std::string_view token, Words &words) {
  constexpr std::array<std::string_view, 4> kJoined = {"e-", "non-", "re-", "sub-"};
  const auto joined = std::ranges::find_if(kJoined, [token](std::string_view p) { return token.starts_with(p); });
  std::string word;
  if (joined != kJoined.end() && token.size() > joined->size()) {
    word = joined->substr(0, joined->size() - 1);
    token.remove_prefix(joined->size());
    while (!token.empty() && !isWordCharacter(token.front())) token.remove_prefix(1);
  }
  for (const char c : token) {
    if (isWordCharacter(c)) {
      word += c;
    } else if (!word.empty()) {
      addWord(std::move(word), words);
      word.clear();
    }
  }
  if (!word.empty()) addWord(std::move(word), words);
}

Words wordsOfLine(std::string_view line) {
  Words tokens = tokensOf(line);
  tokens.erase(tokens.begin(), std::ranges::find_if_not(tokens, isCommentMark));
  if (tokens.empty() || isCopyrightNotice(tokens) || isRightsReserved(tokens)) return {};
  if (isBullet(tokens.front())) tokens.erase(tokens.begin());
  Words words;
  for (const std::string &token : tokens) addToken(token, words);
  return words;
}

} // namespace

LicenseWords licenseWords(std::string_view text) {
  LicenseWords all;
  int number = 0;
  for (const std::string_view line : splitLines(text.substr(0, kMaxLicenseText))) {
    ++number;
    for (std::string &word : wordsOfLine(line)) {
      all.words.push_back(std::move(word));
      all.lines.push_back(number);
    }
  }
  return all;
}

} // namespace lintel::sbom
