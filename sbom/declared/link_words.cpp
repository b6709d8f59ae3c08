#include "sbom/declared/link_words.h"

#include "core/support/path.h"

#include <algorithm>
#include <array>
#include <re2/re2.h>
#include <utility>

namespace lintel::sbom {
namespace {

constexpr auto kNone = std::string_view::npos;

// Utilities of POSIX and GNU that may stand in a build file. None of them links, whatever their options begin with:
// "ls -la", "find -links 1". The shells' own words echo and printf are missing, as what they say may become link words.
bool linksNothing(std::string_view program) {
  constexpr std::array<std::string_view, 46> kUtilities = {
      "awk",    "cat",   "chmod", "chown", "cmp",   "cp",    "cut",  "date", "df",    "diff", "du",   "egrep",
      "expr",   "fgrep", "find",  "fold",  "gawk",  "grep",  "gzip", "head", "id",    "join", "kill", "ln",
      "locale", "ls",    "m4",    "man",   "mkdir", "mv",    "nm",   "od",   "patch", "pr",   "ps",   "rm",
      "sed",    "sort",  "tail",  "tar",   "test",  "touch", "tr",   "uniq", "wc",    "who"};
  return std::ranges::find(kUtilities, baseName(program)) != kUtilities.end();
}

// Programs that run the command that is their first argument: "sh libtool -lz" links, "bash -lc x" does not.
bool runsCommand(std::string_view program) {
  constexpr std::array<std::string_view, 4> kRunners = {"bash", "sh", "xargs", "zsh"};
  return std::ranges::find(kRunners, baseName(program)) != kRunners.end();
}

// Words behind which the command itself still follows; "shell" is make's function.
bool precedesCommand(std::string_view word) {
  constexpr std::array<std::string_view, 14> kWords = {"!",  "command", "do",   "elif", "else", "env",   "exec",
                                                       "if", "shell",   "sudo", "then", "time", "until", "while"};
  return std::ranges::find(kWords, word) != kWords.end();
}

// Goes through the words of shell or make text and knows for each whether it is an argument of a utility that links
// nothing.
class CommandTracker {
public:
  explicit CommandTracker(std::string_view text) : text_(text), isRecipeStart_(text.starts_with('\t')) {}

  // word is the next word, a view into the text.
  bool isOfUtility(std::string_view word) {
    const auto begin = static_cast<std::size_t>(word.data() - text_.data());
    for (; at_ < begin; ++at_) pass(text_[at_]);
    at_ = begin + word.size();
    Command &command = open_.back();
    if (!command.isExpected) return command.isUtility;
    if (std::exchange(isRecipeStart_, false)) word.remove_prefix(std::min(word.find_first_not_of("@+-"), word.size()));
    if (word.starts_with('-') || precedesCommand(word) || isAssigned()) return command.isUtility;
    command = runsCommand(word) ? Command{true, true} : Command{false, linksNothing(word)};
    return command.isUtility;
  }

private:
  struct Command {
    bool isExpected = true;
    bool isUtility = false;
    char opener = '(';
  };

  // Whether "=", ":=", "+=" or "?=" follows: the word is a variable's name.
  bool isAssigned() const {
    std::string_view rest = text_.substr(std::min(text_.find_first_not_of(" \t", at_), text_.size()));
    rest.remove_prefix(std::min(rest.find_first_not_of(":+?"), rest.size()));
    return rest.starts_with('=');
  }

  // "\\;", "';'": what is quoted ends no command.
  bool isQuoted() const {
    if (at_ == 0 || text_[at_ - 1] == '\\') return at_ != 0;
    const char before = text_[at_ - 1];
    return (before == '\'' || before == '"') && at_ + 1 < text_.size() && text_[at_ + 1] == before;
  }

  void pass(char c) {
    const bool isQuoted = this->isQuoted();
    const bool closesTicks = c == '`' && open_.back().opener == '`';
    if (c == '`' ? !closesTicks : c == '(' && !isQuoted) {
      open_.back().isExpected = false; // what is put in stands for a word of the command
      open_.push_back({true, false, c});
    } else if (closesTicks || (c == ')' && !isQuoted)) {
      if (open_.size() > 1) open_.pop_back();
    } else if (c == '=' ? !open_.back().isUtility : std::string_view(";|&\n").find(c) != kNone && !isQuoted) {
      open_.back().isExpected = true;
      open_.back().isUtility = false;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool isRecipeStart_;
  std::vector<Command> open_ = std::vector<Command>(1);
};

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
  CommandTracker commands(text);
  for (const std::string_view word : shellWords(text)) {
    if (commands.isOfUtility(word) || !word.starts_with("-l") || isComparison(word) || isFlagOfAnother(word)) continue;
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
