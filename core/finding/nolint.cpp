#include "core/finding/nolint.h"

#include "core/finding/comments.h"
#include "core/support/date.h"
#include "core/support/text.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace lintel {
namespace {

enum class Kind { Line, NextLine, Begin, End };

struct Directive {
  Kind kind = Kind::Line;
  NolintDirective seen;
  std::string reason;
  std::string until;
};

bool isWordChar(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

bool isRule(std::string_view name) {
  const auto allowed = [](char c) {
    return isWordChar(c) || std::string_view("-./*").find(c) != std::string_view::npos;
  };
  return std::all_of(name.begin(), name.end(), allowed) && name.find_first_not_of('*') != std::string_view::npos;
}

std::vector<std::string> parseRules(std::string_view list) {
  std::vector<std::string> rules;
  while (true) {
    const std::size_t comma = list.find(',');
    const std::string_view name = trim(list.substr(0, comma));
    if (isRule(name)) rules.emplace_back(name);
    if (comma == std::string_view::npos) return rules;
    list.remove_prefix(comma + 1);
  }
}

// Where the next directive word stands in text, or npos.
std::size_t findDirective(std::string_view text, std::size_t from = 0) {
  while (true) {
    const std::size_t at = text.find("NOLINT", from);
    if (at == std::string_view::npos || at == 0 || !isWordChar(text[at - 1])) return at;
    from = at + 1;
  }
}

// What stands at a directive: its word, then "(rules)" unless it is bare. nullopt when it is not a directive.
struct Head {
  Kind kind;
  std::string_view word;
  std::string_view rules;
  std::size_t size;
  NolintDefect defect = NolintDefect::None;
};

std::optional<Head> parseHead(std::string_view text) {
  static constexpr std::pair<std::string_view, Kind> kWords[] = {{"NOLINTNEXTLINE", Kind::NextLine},
                                                                 {"NOLINTBEGIN", Kind::Begin},
                                                                 {"NOLINTEND", Kind::End},
                                                                 {"NOLINT", Kind::Line}};
  for (const auto &[word, kind] : kWords) {
    if (!text.starts_with(word)) continue;
    const std::string_view rest = text.substr(word.size());
    if (!rest.empty() && isWordChar(rest.front())) return std::nullopt;
    if (!rest.starts_with('(')) return Head{kind, word, {}, word.size(), NolintDefect::NoRule};
    const std::size_t close = rest.find(')');
    if (close == std::string_view::npos) {
      const std::string_view first = rest.substr(1, rest.find_first_of(" \t:", 1) - 1);
      return Head{kind, word, first, text.size(), NolintDefect::Unclosed};
    }
    return Head{kind, word, rest.substr(1, close - 1), word.size() + close + 1};
  }
  return std::nullopt;
}

// ": why (until 2030-01-31)" gives both; anything else gives no reason.
void readReason(std::string_view text, Directive &directive) {
  static constexpr std::string_view kUntil = "(until ";
  text = trim(text);
  if (!text.starts_with(':')) return;
  text = trim(text.substr(1));
  const std::size_t at = text.rfind(kUntil);
  if (at != std::string_view::npos && text.ends_with(')')) {
    directive.until = std::string(trim(text.substr(at + kUntil.size(), text.size() - at - kUntil.size() - 1)));
    text = trim(text.substr(0, at));
    if (!isDate(directive.until)) directive.seen.defect = NolintDefect::BadDate;
  }
  directive.reason = std::string(text);
}

// "// `NOLINT(x)` does" and "//   // NOLINT(x): reason" tell a reader how directives are written.
bool isQuoted(std::string_view before) {
  if (!before.empty() && std::string_view("'\"`").find(before.back()) != std::string_view::npos) return true;
  return trim(before) == "//";
}

Directive directiveFrom(const Head &head, std::string_view rest) {
  Directive directive;
  directive.kind = head.kind;
  directive.seen.word = std::string(head.word);
  directive.seen.rules = parseRules(head.rules);
  directive.seen.defect = head.defect;
  readReason(rest, directive);
  NolintDefect &defect = directive.seen.defect;
  if (defect == NolintDefect::None && directive.seen.rules.empty()) defect = NolintDefect::NoRule;
  if (defect == NolintDefect::None && directive.reason.empty() && head.kind != Kind::End)
    defect = NolintDefect::NoReason;
  return directive;
}

// A reason goes to the next directive, or to the end; it may speak of NOLINT.
std::size_t endOfReason(std::string_view text) {
  for (std::size_t at = findDirective(text); at != std::string_view::npos; at = findDirective(text, at + 1))
    if (const auto head = parseHead(text.substr(at)); head && head->defect == NolintDefect::None) return at;
  return text.size();
}

void parseCommentLine(const CommentLine &comment, std::string_view whole, std::vector<Directive> &directives) {
  std::string_view text = comment.text;
  for (std::size_t at = findDirective(text); at != std::string_view::npos; at = findDirective(text)) {
    const std::string_view before = comment.text.substr(0, comment.text.size() - text.size() + at);
    text.remove_prefix(at);
    const auto head = parseHead(text);
    if (!head) {
      text.remove_prefix(1);
      continue;
    }
    const auto offset = static_cast<std::size_t>(text.data() - whole.data());
    text.remove_prefix(head->size);
    const std::size_t end = endOfReason(text);
    Directive directive = directiveFrom(*head, text.substr(0, end));
    text.remove_prefix(end);
    directive.seen.line = comment.line;
    const std::size_t lineEnd = offset == 0 ? std::string_view::npos : whole.rfind('\n', offset - 1);
    directive.seen.column = static_cast<int>(offset - (lineEnd == std::string_view::npos ? 0 : lineEnd + 1)) + 1;
    directive.seen.quoted = isQuoted(before);
    directives.push_back(std::move(directive));
  }
}

// "a*b" against a rule id; '*' stands for any characters.
bool matchesRule(std::string_view pattern, std::string_view rule) {
  std::size_t p = 0, r = 0, star = std::string_view::npos, resume = 0;
  while (r < rule.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = r;
    } else if (p < pattern.size() && pattern[p] == rule[r]) {
      ++p, ++r;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      r = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

struct Parsed {
  std::vector<Directive> directives;
  std::vector<NolintRange> ranges;
};

class Pairing {
public:
  explicit Pairing(Parsed &parsed) : parsed_(parsed) {}

  void run() {
    for (Directive &directive : parsed_.directives) {
      const int line = directive.seen.line;
      switch (directive.kind) {
      case Kind::Line: add(directive, line, line); break;
      case Kind::NextLine: add(directive, line + 1, line + 1); break;
      case Kind::Begin: open_[directive.seen.rules].push_back(&directive); break;
      case Kind::End: close(directive); break;
      }
    }
    for (const auto &[rules, begins] : open_)
      for (Directive *begin : begins) mark(*begin, NolintDefect::NoEnd);
  }

private:
  void add(const Directive &directive, int first, int last) {
    const NolintDirective &seen = directive.seen;
    if (seen.defect != NolintDefect::None) return;
    parsed_.ranges.push_back({seen.rules, directive.reason, first, last, seen.line, seen.column, directive.until});
  }

  void close(Directive &end) {
    std::vector<Directive *> &begins = open_[end.seen.rules];
    if (begins.empty()) return mark(end, NolintDefect::NoBegin);
    add(*begins.back(), begins.back()->seen.line, end.seen.line);
    begins.pop_back();
  }

  static void mark(Directive &directive, NolintDefect defect) {
    if (directive.seen.defect == NolintDefect::None) directive.seen.defect = defect;
  }

  Parsed &parsed_;
  std::map<std::vector<std::string>, std::vector<Directive *>> open_; // BEGINs that wait for the END of the same rules
};

Parsed parse(std::string_view text) {
  Parsed parsed;
  if (text.find("NOLINT") == std::string_view::npos) return parsed;
  for (const CommentLine &comment : commentLines(text)) parseCommentLine(comment, text, parsed.directives);
  Pairing(parsed).run();
  return parsed;
}

} // namespace

std::vector<NolintDirective> nolintDirectives(std::string_view text) {
  std::vector<NolintDirective> directives;
  for (Directive &directive : parse(text).directives) directives.push_back(std::move(directive.seen));
  return directives;
}

std::vector<NolintRange> parseNolint(std::string_view text) {
  std::vector<NolintRange> ranges = parse(text).ranges;
  std::sort(ranges.begin(), ranges.end(), [](const NolintRange &a, const NolintRange &b) {
    return std::tie(a.commentLine, a.firstLine, a.lastLine, a.rules) <
           std::tie(b.commentLine, b.firstLine, b.lastLine, b.rules);
  });
  return ranges;
}

std::optional<NolintRange> findNolint(const std::vector<NolintRange> &ranges, std::string_view rule, int line) {
  for (const NolintRange &range : ranges) {
    if (line < range.firstLine || line > range.lastLine) continue;
    const auto names = [rule](const std::string &pattern) { return matchesRule(pattern, rule); };
    if (std::any_of(range.rules.begin(), range.rules.end(), names)) return range;
  }
  return std::nullopt;
}

bool nolintNames(std::string_view pattern, std::string_view rule) { return matchesRule(pattern, rule); }

} // namespace lintel
