#include "sbom/declared/link_words.h"

#include "core/support/path.h"

#include <algorithm>
#include <array>
#include <re2/re2.h>

namespace lintel::sbom {
namespace {

// Programs whose option -l takes letters of further options: "ls -la" links nothing.
bool hasOwnOptionL(std::string_view command) {
  constexpr std::array<std::string_view, 5> kPrograms = {"bash", "ls", "sh", "wc", "zsh"};
  const std::size_t begin = std::min(command.find_first_not_of("@+-"), command.size()); // prefixes of a make recipe
  return std::ranges::find(kPrograms, baseName(command.substr(begin))) != kPrograms.end();
}

// The operators -le and -lt of test(1).
bool isComparison(std::string_view word) { return word == "-le" || word == "-lt"; }

// Flags of other programs: -ldflags of the Go command, -link of Microsoft's compiler.
bool isFlagOfAnother(std::string_view word) { return word == "-ldflags" || word == "-link"; }

bool isRelation(std::string_view word) {
  constexpr std::array<std::string_view, 6> kRelations = {"=", "<", ">", "<=", ">=", "!="};
  return std::ranges::find(kRelations, word) != kRelations.end();
}

std::vector<std::string_view> splitAt(std::string_view text, std::string_view breaks) {
  std::vector<std::string_view> words;
  for (std::size_t begin = text.find_first_not_of(breaks); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(breaks, begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(breaks, end);
  }
  return words;
}

// Words of a list of modules. A reference "$(a b)" is one word: blanks and commas inside do not end it.
std::vector<std::string_view> moduleWords(std::string_view text) {
  constexpr std::string_view kBreaks = " \t\r\n\f\v,\"'[]\\";
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  std::size_t depth = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const char c = at < text.size() ? text[at] : ' ';
    if (c == '(' || c == '{') ++depth;
    if ((c == ')' || c == '}') && depth > 0) --depth;
    const bool ends = at == text.size() || (depth == 0 && kBreaks.find(c) != std::string_view::npos);
    if (!ends) continue;
    if (at > begin) words.push_back(text.substr(begin, at - begin));
    begin = at + 1;
  }
  return words;
}

void addRelation(PkgConfigModule &module, std::string_view relation, std::string_view version) {
  const bool isNumber = version.front() >= '0' && version.front() <= '9';
  if (!module.constraint.empty()) module.constraint += ' ';
  module.constraint += std::string(relation) + onOneLine(version);
  module.resolved = module.resolved && isNumber;
  if (relation == "=" && isNumber) module.version = onOneLine(version);
}

} // namespace

bool isPlainName(std::string_view text) {
  static const re2::RE2 kName("[A-Za-z0-9_][A-Za-z0-9_.+-]*");
  constexpr std::size_t kMaxName = 200;
  return text.size() <= kMaxName && re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), kName);
}

std::vector<std::string_view> shellWords(std::string_view text) {
  constexpr std::string_view kBreaks = " \t\r\n\f\v\"'`,;()[]=|&<>\\";
  return splitAt(text, kBreaks);
}

std::vector<std::string_view> linkedNames(std::string_view text) {
  std::vector<std::string_view> names;
  std::string_view command; // the last word that is no option
  for (const std::string_view word : shellWords(text)) {
    if (!word.starts_with('-') || word.starts_with("-/")) command = word;
    if (!word.starts_with("-l") || isComparison(word) || isFlagOfAnother(word) || hasOwnOptionL(command)) continue;
    if (isPlainName(word.substr(2))) names.push_back(word.substr(2));
  }
  return names;
}

std::vector<PkgConfigModule> pkgConfigModules(std::string_view text) {
  std::vector<PkgConfigModule> modules;
  bool isOpen = false; // the word before named a module, which a relation may follow
  const std::vector<std::string_view> words = moduleWords(text);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (isRelation(words[i])) {
      // "> /dev/null" is the shell's
      if (++i < words.size() && isOpen && !words[i].starts_with('/'))
        addRelation(modules.back(), words[i - 1], words[i]);
      isOpen = false;
      continue;
    }
    isOpen = isPlainName(words[i]);
    if (isOpen) modules.push_back({words[i], {}, {}, true});
  }
  return modules;
}

Span spanWithin(std::string_view base, std::string_view part) {
  const auto begin = static_cast<std::size_t>(part.data() - base.data());
  return {begin, begin + part.size()};
}

Declaration declaredModule(std::string channel, const PkgConfigModule &module) {
  Declaration declaration;
  declaration.channel = std::move(channel);
  declaration.name = module.name;
  declaration.version = module.version;
  declaration.constraint = module.constraint;
  declaration.resolved = module.resolved;
  declaration.required = false;
  return declaration;
}

} // namespace lintel::sbom
