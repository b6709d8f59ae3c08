#include "sbom/declared/go_mod.h"

#include "core/support/text.h"
#include "sbom/declared/go_sum.h"
#include "sbom/declared/manifest_place.h"
#include "sbom/declared/package_purls.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace lintel::sbom {
namespace {

struct Word {
  std::string text; // without quotes
  Position place;
};

struct Directive {
  std::string verb; // "require"
  std::vector<Word> words;
  std::string comment; // without "//"
  Position place;
};

struct Replacement {
  std::string version; // that is replaced; empty: every one
  std::string byPath;
  std::string byVersion;
};

constexpr std::array<std::string_view, 10> kVerbs = {"module",  "go",      "toolchain", "godebug", "require",
                                                     "exclude", "replace", "retract",   "tool",    "ignore"};

// One line as words; parentheses stand for themselves, a string may be in quotes or backquotes.
std::vector<Word> wordsOf(std::string_view line, int number, std::string &comment) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < line.size();) {
    const char c = line[at];
    if (line.substr(at).starts_with("//")) {
      comment = std::string(trim(line.substr(at + 2)));
      break;
    }
    if (c == ' ' || c == '\t' || c == '\r') {
      ++at;
      continue;
    }
    const bool isQuoted = c == '"' || c == '`';
    std::size_t end = at + 1;
    if (isQuoted) {
      end = std::min(line.find(c, at + 1), line.size());
    } else if (c != '(' && c != ')' && c != ',') {
      while (end < line.size() && std::string_view(" \t\r(),").find(line[end]) == std::string_view::npos &&
             !line.substr(end).starts_with("//")) {
        ++end;
      }
    }
    const std::size_t begin = isQuoted ? at + 1 : at;
    words.push_back({std::string(line.substr(begin, end - begin)), {number, static_cast<int>(begin) + 1}});
    at = isQuoted ? end + 1 : end;
  }
  return words;
}

class GoModReader {
public:
  explicit GoModReader(const Manifest &manifest) : manifest_(manifest), found_(manifest, "go.mod") {}

  Result<std::vector<Declaration>> read() {
    if (const Status status = readLines(); !status) return fail(status.error());
    const GoSum sums = GoSum::parse(manifest_.beside("go.sum").value_or(""));
    for (const Directive &require : requires_) addModule(require, sums);
    return found_.finish();
  }

private:
  Status readLines() {
    std::string block; // the verb of the parentheses that are open
    int number = 0;
    for (const std::string_view line : splitLines(manifest_.text)) {
      Directive directive;
      directive.words = wordsOf(line, ++number, directive.comment);
      if (directive.words.empty()) continue;
      directive.place = directive.words.front().place;
      if (!block.empty() && directive.words.front().text == ")") {
        block.clear();
        continue;
      }
      directive.verb = block;
      if (block.empty()) {
        directive.verb = directive.words.front().text;
        directive.words.erase(directive.words.begin());
        if (std::ranges::find(kVerbs, directive.verb) == kVerbs.end()) {
          return failAt(manifest_, directive.place, "an unknown directive", "require, replace, exclude, go, ...");
        }
        if (directive.words.size() == 1 && directive.words.front().text == "(") {
          block = directive.verb;
          continue;
        }
      }
      if (const Status status = readDirective(std::move(directive)); !status) return status;
    }
    return {};
  }

  Status readDirective(Directive directive) {
    const auto &words = directive.words;
    if (directive.verb == "require" || directive.verb == "exclude") {
      if (words.size() != 2) return failAt(manifest_, directive.place, "not a module with its version", "path version");
      if (directive.verb == "exclude") {
        excluded_.insert({words[0].text, words[1].text});
      } else {
        requires_.push_back(std::move(directive));
      }
      return {};
    }
    if (directive.verb == "replace") return readReplace(directive);
    // What they ask for is the language and its tools, which are no part of what is built.
    const bool isLanguage = directive.verb == "go" || directive.verb == "toolchain";
    if (isLanguage && words.size() != 1) {
      return failAt(manifest_, directive.place, "not a version of Go", "one version");
    }
    return {};
  }

  Status readReplace(const Directive &directive) {
    const auto &words = directive.words;
    const auto arrow = std::ranges::find(words, "=>", &Word::text);
    const auto before = static_cast<std::size_t>(arrow - words.begin());
    const std::size_t after = arrow == words.end() ? 0 : words.size() - before - 1;
    if (before < 1 || before > 2 || after < 1 || after > 2) {
      return failAt(manifest_, directive.place, "not a replacement", "path [version] => path [version]");
    }
    replaced_.emplace(words[0].text, Replacement{before == 2 ? words[1].text : "", words[before + 1].text,
                                                 after == 2 ? words[before + 2].text : ""});
    return {};
  }

  // The replacement of this version goes before that of every version.
  const Replacement *replacementOf(const std::string &path, const std::string &version) const {
    const Replacement *general = nullptr;
    const auto [begin, end] = replaced_.equal_range(path);
    for (auto it = begin; it != end; ++it) {
      if (it->second.version == version) return &it->second;
      if (it->second.version.empty()) general = &it->second;
    }
    return general;
  }

  void addModule(const Directive &require, const GoSum &sums) {
    const std::string &path = require.words[0].text;
    const std::string &version = require.words[1].text;
    Declaration &declaration = found_.add(path, require.words[0].place);
    declaration.direct = require.comment != "indirect" && !require.comment.starts_with("indirect;");
    std::string builtPath = path;
    std::string builtVersion = version;
    if (const Replacement *const replacement = replacementOf(path, version)) {
      declaration.constraint = version;
      if (replacement->byVersion.empty()) { // a directory
        declaration.path = joinPath(directoryOf(manifest_.path), replacement->byPath);
        return;
      }
      builtPath = declaration.source = replacement->byPath;
      builtVersion = replacement->byVersion;
    } else if (excluded_.contains({path, version})) {
      declaration.resolved = false;
      declaration.constraint = version + " is excluded: Go takes the next higher version";
      declaration.purl = golangPurl(path, "");
      return;
    }
    declaration.version = builtVersion;
    declaration.purl = golangPurl(builtPath, builtVersion);
    for (const std::string &hash : sums.hashesOf(builtPath, builtVersion))
      declaration.checksums.push_back({"h1", hash});
  }

  const Manifest &manifest_;
  DeclarationList found_;
  std::vector<Directive> requires_;
  std::set<std::pair<std::string, std::string>> excluded_;
  std::multimap<std::string, Replacement> replaced_;
};

} // namespace

bool isGoMod(std::string_view path) { return fileNameOf(path) == "go.mod"; }

Result<std::vector<Declaration>> readGoMod(const Manifest &manifest) {
  if (const Status size = checkTextSize(manifest); !size) return fail(size.error());
  return GoModReader(manifest).read();
}

} // namespace lintel::sbom
