#include "sbom/declared/shell_statements.h"

#include "core/support/text.h"
#include "sbom/declared/source_text.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace lintel::sbom {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::string_view kEsac = "esac";

using Take = std::function<void(std::string_view, const Conditions &)>;

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool endsWord(char c) { return isBlank(c) || c == '\n' || c == ';' || c == '&' || c == '|' || c == '(' || c == ')'; }

std::string_view firstWord(std::string_view text) {
  return text.substr(0, std::min(text.find_first_of(" \t\r\n"), text.size()));
}

bool isStructure(std::string_view word) { return word == "then" || word == "do" || word == "{"; }

class Cutter {
public:
  Cutter(std::string_view script, const Take &take) : script_(script), take_(take) {}

  bool cut() {
    while (at_ < script_.size()) {
      if (expectsPattern()) {
        readPattern();
      } else {
        readStatement();
      }
    }
    return isWhole_ && frames_.empty();
  }

private:
  // What "fi" or "esac" closes.
  struct Frame {
    bool isCase = false;
    std::string_view subject{};  // of a case
    bool expectsPattern = false; // behind "in" and behind ";;"
    bool hasPattern = false;
  };

  bool expectsPattern() const { return !frames_.empty() && frames_.back().expectsPattern; }

  // "a|b)", "(a)" or "esac".
  void readPattern() {
    skipBlankLines();
    const std::size_t begin = at_;
    while (at_ < script_.size() && script_[at_] != ')' && script_[at_] != '\n') step();
    std::string_view pattern = trim(script_.substr(begin, at_ - begin));
    if (pattern.starts_with(kEsac) && (pattern.size() == kEsac.size() || endsWord(pattern[kEsac.size()]))) {
      at_ = begin + kEsac.size();
      return leave(true);
    }
    const bool isWhole = at_ < script_.size() && script_[at_] == ')';
    at_ = std::min(at_ + 1, script_.size());
    isWhole_ = isWhole_ && isWhole;
    if (!isWhole || pattern.empty()) return;
    if (pattern.starts_with('(')) pattern = trim(pattern.substr(1));
    openBranch(pattern);
  }

  void openBranch(std::string_view pattern) {
    Frame &frame = frames_.back();
    frame.expectsPattern = false;
    std::string text = pattern == "*" ? "" : onOneLine(std::string(frame.subject) + " = " + std::string(pattern));
    if (std::exchange(frame.hasPattern, true)) {
      conditions_.alternative(std::move(text));
    } else {
      conditions_.enter(std::move(text));
    }
  }

  // Up to what ends a command: a line's end, ";", "&", "|", ")" or a comment.
  void readStatement() {
    const std::size_t begin = at_;
    while (at_ < script_.size() && !endsStatement(script_[at_]) && !isComment()) step();
    const std::string_view text = script_.substr(begin, at_ - begin);
    if (at_ < script_.size() && isComment()) skipTo('\n');
    take(text);
    if (at_ < script_.size()) end();
  }

  static bool endsStatement(char c) { return c == '\n' || c == ';' || c == '&' || c == '|' || c == ')'; }

  void end() {
    if (script_.substr(at_, 2) == ";;" && !frames_.empty() && frames_.back().isCase) {
      frames_.back().expectsPattern = true;
      ++at_;
    }
    if (script_[at_++] == '\n') skipHereDocuments();
  }

  void take(std::string_view text) {
    std::string_view word = startOf(text);
    while (isStructure(word) || word == "else") {
      if (word == "else") conditions_.otherwise();
      text.remove_prefix(word.size());
      word = startOf(text);
    }
    const std::string_view rest = trim(text.substr(word.size()));
    if (word == "if") return enter(rest);
    if (word == "elif") return enterNext(rest);
    if (word == "fi") return leave(false);
    if (word == kEsac) return leave(true);
    if (word == "case") return enterCase(rest);
    if (!text.empty()) take_(text, conditions_);
  }

  // Trims text, takes subshells' brackets off it, and gives its first word.
  static std::string_view startOf(std::string_view &text) {
    text = trim(text);
    while (text.starts_with('(')) text = trim(text.substr(1));
    return firstWord(text);
  }

  void enter(std::string_view test) {
    if (!test.empty()) take_(test, conditions_);
    frames_.push_back({});
    conditions_.enter(onOneLine(test));
  }

  void enterNext(std::string_view test) {
    conditions_.otherwise(); // the test is made where those before did not hold
    if (!test.empty()) take_(test, conditions_);
    conditions_.alternative(onOneLine(test));
  }

  // "case word in", and perhaps the first pattern behind it on the same line.
  void enterCase(std::string_view rest) {
    const std::size_t in = rest.find(" in");
    if (in == kNone) return;
    frames_.push_back({true, trim(rest.substr(0, in)), true, false});
    const std::string_view behind = rest.substr(in + 3);
    if (!trim(behind).empty()) at_ = static_cast<std::size_t>(behind.data() - script_.data());
  }

  void leave(bool isCase) {
    if (frames_.empty() || frames_.back().isCase != isCase) {
      isWhole_ = false;
      return;
    }
    if (!isCase || frames_.back().hasPattern) conditions_.leave();
    frames_.pop_back();
  }

  void skipBlankLines() {
    while (at_ < script_.size()) {
      if (script_[at_] == '#') {
        skipTo('\n');
      } else if (isBlank(script_[at_]) || script_[at_] == '\n') {
        ++at_;
      } else {
        return;
      }
    }
  }

  bool isComment() const { return script_[at_] == '#' && (at_ == 0 || endsWord(script_[at_ - 1])); }

  void skipTo(char c) { at_ = std::min(script_.find(c, at_), script_.size()); }

  // One character, or everything that belongs together at this place: what is quoted, a substitution, a comment.
  void step() {
    const char c = script_[at_];
    if (c == '\\') {
      at_ = std::min(at_ + 2, script_.size());
    } else if (c == '\'' || c == '`') {
      ++at_;
      skipTo(c);
      passEnd();
    } else if (c == '"') {
      skipQuoted();
    } else if (isComment()) {
      skipTo('\n');
    } else if (script_.substr(at_, 2) == "<<" && script_.substr(at_, 3) != "<<<") {
      noteHereDocument();
    } else if (c == '$' && (script_.substr(at_, 2) == "$(" || script_.substr(at_, 2) == "${")) {
      skipSubstitution();
    } else {
      ++at_;
    }
  }

  void skipQuoted() {
    for (++at_; at_ < script_.size() && script_[at_] != '"'; ++at_) {
      if (script_[at_] == '\\') ++at_;
    }
    passEnd();
  }

  // The character that closes what is quoted or substituted, if it is there.
  void passEnd() {
    isWhole_ = isWhole_ && at_ < script_.size();
    at_ = std::min(at_ + 1, script_.size());
  }

  // "$(...)" and "${...}": brackets are counted, quotes hide them.
  void skipSubstitution() {
    std::size_t depth = 0;
    for (++at_; at_ < script_.size(); ++at_) {
      const char c = script_[at_];
      if (c == '\\') ++at_;
      if (c == '\'') at_ = std::min(script_.find('\'', at_ + 1), script_.size());
      if (c == '(' || c == '{') ++depth;
      if ((c == ')' || c == '}') && --depth == 0) break;
    }
    passEnd();
  }

  void noteHereDocument() {
    at_ += 2;
    if (at_ < script_.size() && script_[at_] == '-') ++at_;
    while (at_ < script_.size() && isBlank(script_[at_])) ++at_;
    const std::size_t begin = at_;
    while (at_ < script_.size() && !endsWord(script_[at_]) && script_[at_] != '>') ++at_;
    std::string delimiter(script_.substr(begin, at_ - begin));
    std::erase_if(delimiter, [](char c) { return c == '\'' || c == '"' || c == '\\'; });
    if (!delimiter.empty()) hereDocuments_.push_back(std::move(delimiter));
  }

  // Behind the end of the line that opened them.
  void skipHereDocuments() {
    for (const std::string &delimiter : std::exchange(hereDocuments_, {})) {
      while (at_ < script_.size()) {
        const std::size_t end = std::min(script_.find('\n', at_), script_.size());
        const std::string_view line = trim(script_.substr(at_, end - at_));
        at_ = std::min(end + 1, script_.size());
        if (line == delimiter) break;
      }
    }
  }

  std::string_view script_;
  const Take &take_;
  std::size_t at_ = 0;
  bool isWhole_ = true; // what was opened was closed, as far as the text is read
  std::vector<Frame> frames_;
  Conditions conditions_;
  std::vector<std::string> hereDocuments_;
};

} // namespace

bool cutShellStatements(std::string_view script, const Take &take) { return Cutter(script, take).cut(); }

} // namespace lintel::sbom
