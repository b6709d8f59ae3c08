#include "core/finding/nolint.h"

#include "core/finding/comments.h"
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
  std::vector<std::string> rules;
  std::string reason;
  int line = 0;
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

// What follows "NOLINT": the rest of the word, then "(rules)". nullopt when it is not a directive.
struct Head {
  Kind kind;
  std::string_view rules;
  std::size_t size;
};

std::optional<Head> parseHead(std::string_view text) {
  static constexpr std::pair<std::string_view, Kind> kWords[] = {{"NOLINTNEXTLINE(", Kind::NextLine},
                                                                 {"NOLINTBEGIN(", Kind::Begin},
                                                                 {"NOLINTEND(", Kind::End},
                                                                 {"NOLINT(", Kind::Line}};
  for (const auto &[word, kind] : kWords) {
    if (!text.starts_with(word)) continue;
    const std::size_t close = text.find(')', word.size());
    if (close == std::string_view::npos) return std::nullopt;
    return Head{kind, text.substr(word.size(), close - word.size()), close + 1};
  }
  return std::nullopt;
}

// ": why" gives "why"; anything else gives no reason.
std::string parseReason(std::string_view text) {
  text = trim(text);
  if (!text.starts_with(':')) return {};
  return std::string(trim(text.substr(1)));
}

void parseCommentLine(const CommentLine &comment, std::vector<Directive> &directives) {
  std::string_view text = comment.text;
  for (std::size_t at = findDirective(text); at != std::string_view::npos; at = findDirective(text)) {
    text.remove_prefix(at);
    const auto head = parseHead(text);
    if (!head) {
      text.remove_prefix(1);
      continue;
    }
    text.remove_prefix(head->size);
    std::size_t end = findDirective(text);
    while (end != std::string_view::npos && !parseHead(text.substr(end))) end = findDirective(text, end + 1);
    directives.push_back({head->kind, parseRules(head->rules), parseReason(text.substr(0, end)), comment.line});
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

} // namespace

std::vector<NolintRange> parseNolint(std::string_view text) {
  std::vector<Directive> directives;
  if (text.find("NOLINT") == std::string_view::npos) return {};
  for (const CommentLine &comment : commentLines(text)) parseCommentLine(comment, directives);

  std::vector<NolintRange> ranges;
  std::map<std::vector<std::string>, std::vector<Directive>> open; // BEGINs that wait for the END of the same rules
  const auto add = [&ranges](const Directive &directive, int first, int last) {
    if (!directive.rules.empty() && !directive.reason.empty())
      ranges.push_back({directive.rules, directive.reason, first, last, directive.line});
  };
  for (const Directive &directive : directives) {
    switch (directive.kind) {
    case Kind::Line: add(directive, directive.line, directive.line); break;
    case Kind::NextLine: add(directive, directive.line + 1, directive.line + 1); break;
    case Kind::Begin: open[directive.rules].push_back(directive); break;
    case Kind::End:
      if (auto begins = open.find(directive.rules); begins != open.end() && !begins->second.empty()) {
        add(begins->second.back(), begins->second.back().line, directive.line);
        begins->second.pop_back();
      }
      break;
    }
  }
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

} // namespace lintel
