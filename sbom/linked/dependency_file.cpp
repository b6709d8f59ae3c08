#include "sbom/linked/dependency_file.h"

#include "core/support/text.h"

#include <algorithm>
#include <re2/re2.h>

namespace lintel::sbom {
namespace {

// The words of one logical line. "\ " and "\#" stand for blank and '#', "$$" for '$', "\" and newline for a blank.
std::vector<std::string> makeWords(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const char next = at + 1 < text.size() ? text[at + 1] : '\n';
    if (c == '\\' && (next == '\n' || next == '\r')) {
      finish();
      at += next == '\r' ? 2 : 1;
    } else if ((c == '\\' && (next == ' ' || next == '#')) || (c == '$' && next == '$')) {
      word += next;
      ++at;
    } else if (c == '\n') {
      break;
    } else if (c == ' ' || c == '\t' || c == '\r') {
      finish();
    } else {
      word += c;
    }
  }
  finish();
  return words;
}

} // namespace

std::vector<std::string> readDependencyFile(std::string_view text) {
  std::vector<std::string> words = makeWords(text);
  const auto target =
      std::find_if(words.begin(), words.end(), [](const std::string &word) { return word.ends_with(':'); });
  if (target == words.end()) return {};
  words.erase(words.begin(), std::next(target));
  return words;
}

// Both linkers write an input section of a member as "archive(member)", lld with ":(section)" after it; GNU ld
// also lists sections that it dropped, but those are of loaded members too.
std::map<std::string, std::set<std::string>> readMapMembers(std::string_view text) {
  static const RE2 kMember(R"((\S+\.(?:a|rlib|lib))\(([^()\s]+)\))");
  std::map<std::string, std::set<std::string>> members;
  for (const std::string_view line : splitLines(text)) {
    re2::StringPiece rest(line.data(), line.size());
    std::string archive;
    std::string member;
    while (RE2::FindAndConsume(&rest, kMember, &archive, &member)) members[archive].insert(member);
  }
  return members;
}

} // namespace lintel::sbom
