#include "sbom/identity/macro_name.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace lintel::sbom {
namespace {

using Words = std::vector<std::string>;
using WordSet = std::set<std::string, std::less<>>;

bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

// "kLibVersion_Major2" -> k, lib, version, major2
Words wordsOf(std::string_view name) {
  Words words;
  bool inWord = false;
  bool afterLower = false;
  for (const char c : name) {
    if (!isUpper(c) && !isLower(c) && !isDigit(c)) {
      inWord = false;
      continue;
    }
    if (!inWord || (isUpper(c) && afterLower)) words.emplace_back();
    words.back().push_back(isUpper(c) ? static_cast<char>(c - 'A' + 'a') : c);
    inWord = true;
    afterLower = isLower(c);
  }
  return words;
}

// Versions of something else than a release.
const WordSet kOtherVersions = {
    "abi",        "api",     "age",        "base",     "build",     "check",    "clang",    "cmake",     "code",
    "commit",     "compat",  "compatible", "compiler", "cplusplus", "cpp",      "current",  "cxx",       "data",
    "database",   "date",    "db",         "dict",     "encoding",  "ext",      "feature",  "file",      "format",
    "gcc",        "glibc",   "gnuc",       "has",      "have",      "http",     "icc",      "info",      "interface",
    "intel",      "ip",      "ipv4",       "ipv6",     "is",        "kernel",   "language", "latest",    "libtool",
    "linux",      "macos",   "max",        "maximum",  "min",       "minimum",  "msc",      "msvc",      "needed",
    "next",       "oldest",  "os",         "platform", "prev",      "previous", "protocol", "proto",     "python",
    "required",   "require", "requires",   "rpc",      "schema",    "since",    "so",       "soname",    "soversion",
    "spec",       "ssl",     "std",        "stdc",     "supported", "target",   "tls",      "toolchain", "use",
    "windows",    "winver",  "wire",       "with",     "x509",      "html",     "xml",      "unicode",   "jit",
    "deprecated", "removed", "added",      "was",      "at",        "least",    "above",    "before",    "config"};

const WordSet kWhole = {"version", "ver", "vernum", "verstr", "release"};

// Words beside MAJOR or VERSION that change nothing.
const WordSet kNeutral = {"version", "ver", "number", "num",  "n",    "string",  "str",
                          "text",    "int", "hex",    "full", "name", "numeric", "level"};

// Words of a prefix that say nothing of whose version it is.
const WordSet kGeneric = {"lib", "library", "project", "package",  "pkg", "header", "k",    "the",   "software",
                          "sw",  "full",    "numeric", "semantic", "sem", "short",  "long", "dotted"};

struct PartWord {
  const char *word;
  VersionPart part;
  int rank;
};
constexpr PartWord kParts[] = {
    {"major", VersionPart::Major, 0},      {"minor", VersionPart::Minor, 0},        {"patch", VersionPart::Patch, 0},
    {"patchlevel", VersionPart::Patch, 1}, {"patchlvl", VersionPart::Patch, 1},     {"micro", VersionPart::Patch, 2},
    {"subminor", VersionPart::Patch, 3},   {"revision", VersionPart::Patch, 4},     {"release", VersionPart::Patch, 5},
    {"tweak", VersionPart::Fourth, 0},     {"subrevision", VersionPart::Fourth, 0}, {"build", VersionPart::Build, 0}};

const PartWord *partOf(const std::string &word) {
  const auto *found =
      std::find_if(std::begin(kParts), std::end(kParts), [&](const PartWord &part) { return word == part.word; });
  return found == std::end(kParts) ? nullptr : found;
}

bool isVersionWord(const std::string &word) { return kWhole.contains(word) || partOf(word); }

// Without "lib" in front and digits behind: libevent, sqlite3, png16.
std::string stem(std::string word) {
  const auto last = word.find_last_not_of("0123456789");
  if (last != std::string::npos) word.resize(last + 1);
  return word.size() > 4 && word.starts_with("lib") ? word.substr(3) : word;
}

std::string joined(const Words &words) {
  std::string text;
  for (const std::string &word : words) text += word;
  return text;
}

// The letters of text in their order, beginning with its first: "absl" of "abseil", "gtest" of "googletest".
bool abbreviates(std::string_view shortName, std::string_view text) {
  if (shortName.size() < 3 || text.empty() || shortName.front() != text.front()) return false;
  for (const char c : text)
    if (!shortName.empty() && shortName.front() == c) shortName.remove_prefix(1);
  return shortName.empty();
}

// One name with a few letters put before it: "cmzlib" of CMake's own copy of zlib, CPPHTTPLIB of "httplib".
bool extends(std::string_view longer, std::string_view name) {
  constexpr std::size_t kMaxExtra = 3;
  if (name.size() < 4 || !longer.ends_with(name)) return false;
  longer.remove_suffix(name.size());
  if (longer.ends_with("lib")) longer.remove_suffix(3);
  return longer.size() <= kMaxExtra;
}

// XXH of "algo_xxhash".
bool beginsLastWord(std::string_view own, const Words &component) {
  return component.size() > 1 && own.size() >= 3 && component.back().starts_with(own);
}

// BZ of "bzip2". The two letters of a longer name are as likely another library's: QT of "qtkeychain".
bool areInitials(std::string_view own, std::string_view name) {
  return own.size() == 2 && name.size() <= 4 && name.starts_with(own);
}

// The component's words, the last of them spelt out: LUA_BITOP of "lua_bit". A name of one word begins too many others.
bool spellsOut(const Words &own, const Words &component) {
  if (component.size() < 2 || own.size() != component.size() || component.back().size() < 3) return false;
  return std::equal(own.begin(), own.end() - 1, component.begin()) && own.back().starts_with(component.back());
}

} // namespace

std::optional<MacroName> parseMacroName(std::string_view macro) {
  if (macro.starts_with("__")) return std::nullopt; // the compiler's and the C library's
  const Words words = wordsOf(macro);
  const auto first = std::find_if(words.begin(), words.end(), isVersionWord);
  if (first == words.end()) return std::nullopt;
  MacroName name;
  std::copy_if(words.begin(), first, std::back_inserter(name.prefix),
               [](const std::string &word) { return !kGeneric.contains(word); });
  for (auto word = first; word != words.end(); ++word) {
    const PartWord *part = partOf(*word);
    const bool whole = *word == "release" && std::distance(first, words.end()) == 1;
    if (whole) continue; // LUA_RELEASE: nothing tells yet which release of what; its value does
    if (!part && !kNeutral.contains(*word) && !kWhole.contains(*word)) return std::nullopt;
    if (part && name.part != VersionPart::Whole) return std::nullopt;
    if (part) name.part = part->part;
    name.rank += part ? part->rank * 10 : kWhole.contains(*word) ? 0 : 1;
  }
  return name;
}

NameFit fitOf(const std::vector<std::string> &prefix, std::string_view componentName) {
  Words component;
  for (const std::string &word : wordsOf(componentName))
    if (!std::all_of(word.begin(), word.end(), isDigit)) component.push_back(stem(word));
  Words own;
  for (const std::string &word : prefix)
    if (!kGeneric.contains(word)) own.push_back(stem(word));
  if (own.empty()) return NameFit::NoPrefix;
  if (component.empty()) return NameFit::Foreign;
  const auto isNamed = [&](const std::string &word) {
    return std::find(component.begin(), component.end(), word) != component.end();
  };
  const std::string name = joined(component);
  if (stem(joined(own)) == stem(name)) return NameFit::Exact;
  // A version of something else, unless the component is called that: TLS_VERSION of "tls".
  if (std::any_of(prefix.begin(), prefix.end(),
                  [&](const std::string &word) { return kOtherVersions.contains(word) && !isNamed(stem(word)); }))
    return NameFit::Foreign;
  if (std::all_of(own.begin(), own.end(), isNamed) || spellsOut(own, component)) return NameFit::Words;
  if (isNamed(own.back())) return NameFit::Abbreviation;
  if (own.size() != 1) return NameFit::Foreign;
  const std::string &word = own.front();
  if (abbreviates(word, name) || beginsLastWord(word, component)) return NameFit::Abbreviation;
  if (component.size() == 1 && (extends(name, word) || (name.size() > 4 && extends(word, name))))
    return NameFit::Abbreviation;
  return areInitials(word, name) ? NameFit::Initials : NameFit::Foreign;
}

bool mayBeShortName(const std::vector<std::string> &prefix) {
  static const WordSet standards = {"html", "http", "ssl", "tls", "xml"};
  return prefix.size() == 1 && prefix.front().size() >= 3 && prefix.front().size() <= 4 &&
         (standards.contains(prefix.front()) || !kOtherVersions.contains(prefix.front()));
}

bool isMainHeader(std::string_view file, std::string_view componentName) {
  std::string_view name = file.substr(file.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  if (dot == name.npos || !name.substr(dot + 1).starts_with('h')) return false;
  name = name.substr(0, dot);
  const std::string own = stem(joined(wordsOf(name)));
  return !own.empty() && own == stem(joined(wordsOf(componentName)));
}

} // namespace lintel::sbom
