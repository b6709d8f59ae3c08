#include "sbom/declared/make_reader.h"

#include "core/support/path.h"
#include "core/support/text.h"
#include "sbom/declared/conditions.h"
#include "sbom/declared/declaration_list.h"
#include "sbom/declared/link_words.h"
#include "sbom/declared/make_variables.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <re2/re2.h>
#include <set>

namespace lintel::sbom {
namespace {

constexpr std::string_view kAutomake = "Makefile.am";

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// The line at begin with those that a backslash joins to it, without the last line's end.
std::string_view logicalLine(std::string_view text, std::size_t begin) {
  std::size_t end = text.find('\n', begin);
  while (end != std::string_view::npos) {
    std::size_t last = end > begin && text[end - 1] == '\r' ? end - 1 : end;
    std::size_t slashes = 0;
    for (; last > begin && text[last - 1] == '\\'; --last) ++slashes;
    if (slashes % 2 == 0) break;
    end = text.find('\n', end + 1);
  }
  return text.substr(begin, std::min(end, text.size()) - begin);
}

// Make ends a line at any '#', a shell in a recipe only where a word begins.
std::string_view withoutComment(std::string_view line) {
  const bool isRecipe = line.starts_with('\t');
  for (std::size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1)) {
    const char before = at == 0 ? ' ' : line[at - 1];
    if (before != '\\' && (!isRecipe || isBlank(before))) return line.substr(0, at);
  }
  return line;
}

std::string_view firstWord(std::string_view text) {
  return text.substr(0, std::min(text.find_first_of(" \t\r\n"), text.size()));
}

// The arguments of a command at the start of text: up to what ends the command or the reference that it stands in.
std::string_view commandArguments(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '(' || c == '{') ++depth;
    if (c == '|' || c == ';' || c == '&' || c == '`') return text.substr(0, at);
    if (c != ')' && c != '}') continue;
    if (depth == 0) return text.substr(0, at);
    --depth;
  }
  return text;
}

// A line may name pkg-config again, behind words for the program that runs it: each command's arguments end before the
// next, and with their own line of text when that stands on a later one.
std::string_view withoutNextCommand(std::string_view arguments, const re2::RE2 &command) {
  re2::StringPiece next;
  if (!command.Match({arguments.data(), arguments.size()}, 0, arguments.size(), re2::RE2::UNANCHORED, &next, 1))
    return arguments;
  arguments = arguments.substr(0, static_cast<std::size_t>(next.data() - arguments.data()));
  return arguments.substr(0, std::min(arguments.rfind('\n'), arguments.size()));
}

class MakeReader {
public:
  explicit MakeReader(const Manifest &manifest)
      : source_(manifest.path, manifest.text), isAutomake_(baseName(manifest.path) == kAutomake) {}

  Result<std::vector<Declaration>> read() {
    const std::string_view text = source_.text();
    if (text.size() > kMaxBuildFileSize) return source_.problem(0, "the file is too large", "at most 4 MiB");
    eachLine([&](std::string_view line) {
      const bool isAssignment = line.find('=') != std::string_view::npos && !line.starts_with('\t');
      if (isAssignment) variables_.note(line, conditions_.text().empty());
    });
    conditions_ = Conditions();
    eachLine([&](std::string_view line) { readLine(line); });
    if (isFull()) return source_.problem(0, "the file names too many libraries", "at most 100,000");
    return inOrder(std::move(found_));
  }

private:
  bool isFull() const { return found_.size() > kMaxScriptDeclarations; }

  // The logical lines that say something else than under which condition they stand.
  void eachLine(const std::function<void(std::string_view)> &take) {
    const std::string_view text = source_.text();
    for (std::size_t begin = 0; begin < text.size() && !isFull();) {
      const std::string_view whole = logicalLine(text, begin);
      const std::string_view line = withoutComment(whole);
      if (!readCondition(trim(line), line.starts_with('\t'))) take(line);
      begin += whole.size() + 1;
    }
  }

  void readLine(std::string_view written) {
    const ExpandedText line = variables_.expand(written, spanWithin(source_.text(), written).begin);
    for (const std::string_view name : linkedNames(line.text())) add("make:-l", {name, {}, {}, true}, line);
    readPkgConfig(line);
  }

  // "if" in a recipe is the shell's; the words of make itself may be indented in any way.
  bool opensCondition(std::string_view word, bool isRecipe) const {
    constexpr std::array<std::string_view, 4> kWords = {"ifeq", "ifneq", "ifdef", "ifndef"};
    return std::ranges::find(kWords, word) != kWords.end() || (isAutomake_ && !isRecipe && word == "if");
  }

  // Automake repeats the condition behind else and endif, make may open the next one behind else.
  bool readCondition(std::string_view line, bool isRecipe) {
    const std::string_view word = firstWord(line);
    const std::string_view rest = trim(line.substr(word.size()));
    if (opensCondition(word, isRecipe)) {
      conditions_.enter(onOneLine(word == "if" ? rest : line));
    } else if (word == "else" && opensCondition(firstWord(rest), isRecipe)) {
      conditions_.alternative(onOneLine(rest));
    } else if (word == "else") {
      conditions_.otherwise();
    } else if (word == "endif") {
      conditions_.leave();
    } else {
      return false;
    }
    return true;
  }

  // `pkg-config --libs zlib`, $(shell $(PKG_CONFIG) --cflags zlib). Other questions put nothing into the program.
  void readPkgConfig(const ExpandedText &expanded) {
    const std::string_view line = expanded.text();
    static const re2::RE2 kCommand(R"((?:pkg-config|pkgconf|\$[({](?i:pkg[_-]?config)[)}])["']?\s)");
    static const re2::RE2 kUses(R"((?:^|\s)--(?:libs|cflags))");
    re2::StringPiece rest(line.data(), line.size());
    while (re2::RE2::FindAndConsume(&rest, kCommand)) {
      const std::string_view arguments = withoutNextCommand(commandArguments({rest.data(), rest.size()}), kCommand);
      rest.remove_prefix(arguments.size());
      if (!re2::RE2::PartialMatch(re2::StringPiece(arguments.data(), arguments.size()), kUses)) continue;
      for (const PkgConfigModule &module : pkgConfigModules(arguments)) add("make:pkg-config", module, expanded);
    }
  }

  void add(std::string channel, const PkgConfigModule &module, const ExpandedText &line) {
    if (isFull()) return;
    std::string condition = conditions_.text();
    if (!knownUnder_[condition].emplace(module.name).second) return;
    Declaration declaration = declaredModule(std::move(channel), module);
    declaration.location = source_.location(line.written(spanWithin(line.text(), module.name)));
    declaration.condition = std::move(condition);
    found_.push_back(std::move(declaration));
  }

  SourceText source_;
  bool isAutomake_;
  MakeVariables variables_;
  Conditions conditions_;
  std::map<std::string, std::set<std::string, std::less<>>> knownUnder_; // condition -> names
  std::vector<Declaration> found_;
};

} // namespace

bool isMakeFile(std::string_view path) {
  constexpr std::array<std::string_view, 4> kNames = {"GNUmakefile", "Makefile", kAutomake, "makefile"};
  return path.ends_with(".mk") || std::ranges::find(kNames, baseName(path)) != kNames.end();
}

Result<std::vector<Declaration>> readMake(const Manifest &manifest) { return MakeReader(manifest).read(); }

} // namespace lintel::sbom
