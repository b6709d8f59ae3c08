#include "checkers/checks/forbidden-call/rules.h"

#include <charconv>
#include <optional>

namespace lintel::checkers::checks::forbidden_call {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

struct Word {
  std::string_view text;
  std::size_t begin = 0;
};

class EntryReader {
public:
  EntryReader(std::string_view entry, unsigned number) : entry_(entry), number_(number) {}

  Result<Rule> read() {
    Rule rule;
    rule.target = target(next("function, macro, type or header"));
    rule.pattern = expression(next("a regular expression over qualified names"));
    for (Word word = next("a clause or '=>'"); !error_ && word.text != "=>"; word = next("a clause or '=>'"))
      clause(word, rule);
    rule.message = std::string(rest());
    if (rule.message.empty()) fail(entry_.size(), "expected a message after '=>'");
    if (error_) return lintel::fail(*error_);
    return rule;
  }

private:
  // Reading goes on after a mistake, on words that are empty; only the first mistake is told.
  void fail(std::size_t at, const std::string &message) {
    if (!error_) error_ = "entry " + std::to_string(number_) + ", column " + std::to_string(at + 1) + ": " + message;
  }

  void unexpected(const Word &word, std::string_view expected) {
    fail(word.begin, "expected " + std::string(expected) + ", got '" + std::string(word.text) + "'");
  }

  void skipBlanks() {
    at_ = entry_.find_first_not_of(kBlanks, at_);
    if (at_ == std::string_view::npos) at_ = entry_.size();
  }

  Word next(std::string_view expected) {
    skipBlanks();
    if (at_ == entry_.size()) {
      fail(at_, "expected " + std::string(expected) + ", but the entry ends here");
      return {};
    }
    const std::size_t end = std::min(entry_.find_first_of(kBlanks, at_), entry_.size());
    const Word word{entry_.substr(at_, end - at_), at_};
    at_ = end;
    return word;
  }

  std::string_view rest() {
    skipBlanks();
    const std::string_view text = entry_.substr(at_);
    return text.substr(0, text.find_last_not_of(kBlanks) + 1);
  }

  Target target(const Word &word) {
    if (word.text == "function") return Target::Function;
    if (word.text == "macro") return Target::Macro;
    if (word.text == "type") return Target::Type;
    if (word.text == "header") return Target::Header;
    unexpected(word, "function, macro, type or header");
    return Target::Function;
  }

  std::shared_ptr<const re2::RE2> expression(const Word &word) {
    auto pattern =
        std::make_shared<const re2::RE2>(re2::StringPiece(word.text.data(), word.text.size()), re2::RE2::Quiet);
    if (!pattern->ok())
      fail(word.begin, "'" + std::string(word.text) + "' is not a regular expression: " + pattern->error());
    return pattern;
  }

  void clause(const Word &word, Rule &rule) {
    if (word.text == "where") {
      if (rule.target != Target::Function) fail(word.begin, "only a rule about a function has arguments to ask for");
      rule.conditions.push_back(condition());
    } else if (word.text == "allow-file") {
      addGlob(next("a glob"), rule);
    } else if (word.text == "allow-in") {
      rule.allowedScopes.push_back(expression(next("a regular expression over qualified names")));
    } else if (word.text == "severity") {
      rule.severity = severity(next("note, warning or error"));
    } else if (word.text == "replace-with") {
      rule.replacement = std::string(next("a name").text);
    } else {
      unexpected(word, "where, allow-file, allow-in, severity, replace-with or '=>'");
    }
  }

  Condition condition() {
    Condition condition;
    if (const Word word = next("argument"); word.text != "argument") unexpected(word, "argument");
    const Word number = next("the number of an argument");
    const auto [end, error] =
        std::from_chars(number.text.data(), number.text.data() + number.text.size(), condition.argument);
    if (error != std::errc() || end != number.text.data() + number.text.size() || condition.argument == 0)
      unexpected(number, "the number of an argument, from 1 on");
    --condition.argument;
    Word word = next("is, matches or not matches");
    if (word.text == "is") {
      word = next("literal, constant or null");
      condition.negated = word.text == "not";
      if (condition.negated) word = next("literal, constant or null");
      condition.kind = property(word);
      return condition;
    }
    condition.negated = word.text == "not";
    if (condition.negated) word = next("matches");
    if (word.text != "matches") unexpected(word, condition.negated ? "matches" : "is, matches or not matches");
    condition.kind = Condition::Kind::Matches;
    condition.pattern = expression(next("a regular expression"));
    return condition;
  }

  Condition::Kind property(const Word &word) {
    if (word.text == "literal") return Condition::Kind::Literal;
    if (word.text == "constant") return Condition::Kind::Constant;
    if (word.text == "null") return Condition::Kind::Null;
    unexpected(word, "literal, constant or null");
    return Condition::Kind::Literal;
  }

  Severity severity(const Word &word) {
    if (word.text == "note") return Severity::Note;
    if (word.text == "warning") return Severity::Warning;
    if (word.text == "error") return Severity::Error;
    unexpected(word, "note, warning or error");
    return Severity::Error;
  }

  void addGlob(const Word &word, Rule &rule) {
    const Result<Glob> glob = Glob::compile(word.text);
    if (glob)
      rule.allowedFiles.push_back(*glob);
    else
      fail(word.begin, "'" + std::string(word.text) + "' is not a glob: " + toString(glob.error()));
  }

  std::string_view entry_;
  unsigned number_;
  std::size_t at_ = 0;
  std::optional<std::string> error_;
};

} // namespace

bool Rule::allowsFile(std::string_view path) const {
  for (const Glob &glob : allowedFiles)
    for (std::size_t begin = 0; begin != std::string_view::npos && begin < path.size();) {
      if (glob.matches(path.substr(begin))) return true;
      begin = path.find('/', begin);
      if (begin != std::string_view::npos) ++begin;
    }
  return false;
}

bool Rule::allowsScope(std::string_view scope) const {
  for (std::size_t end = scope.find("::");; end = scope.find("::", end + 2)) {
    const std::string_view part = scope.substr(0, end);
    for (const auto &pattern : allowedScopes)
      if (re2::RE2::FullMatch(re2::StringPiece(part.data(), part.size()), *pattern)) return true;
    if (end == std::string_view::npos) return false;
  }
}

Result<std::vector<Rule>> readRules(std::string_view text) {
  std::vector<Rule> rules;
  for (unsigned number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const std::string_view entry = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (entry.find_first_not_of(kBlanks) == std::string_view::npos) continue;
    Result<Rule> rule = EntryReader(entry, number).read();
    if (!rule) return tl::unexpected(rule.error());
    rules.push_back(std::move(*rule));
  }
  return rules;
}

} // namespace lintel::checkers::checks::forbidden_call
