#include "checkers/engine/suppressions.h"

#include "checkers/engine/check_def.h"

#include <algorithm>

namespace lintel::checkers {
namespace {

Finding about(const Location &comment, Severity severity, std::string message) {
  Finding finding;
  finding.rule = kSuppressionRule;
  finding.severity = severity;
  finding.message = std::move(message);
  finding.location = comment;
  return finding;
}

Location placeOf(const std::string &path, int line, int column, std::size_t size) {
  return {path, {line, column}, {line, column + static_cast<int>(size)}};
}

// A glob does not speak of the rule that speaks of globs: a comment could hide that it is of no use.
bool covers(const NolintRange &range, const std::string &pattern, const Finding &finding) {
  const int line = finding.location.begin.line;
  if (line < range.firstLine || line > range.lastLine) return false;
  return finding.rule == kSuppressionRule ? pattern == finding.rule : nolintNames(pattern, finding.rule);
}

bool isOurs(const std::string &pattern) { return pattern.starts_with("lintel-") && pattern != kSuppressionRule; }

// Whether everything that the pattern names is there and was looked for.
bool wasLookedFor(const std::string &pattern, const std::set<std::string> &enabled) {
  bool any = false;
  for (const CheckDef *def : allChecks()) {
    if (!nolintNames(pattern, def->id) || def->id == kSuppressionRule) continue;
    if (enabled.count(std::string(def->id)) == 0) return false;
    any = true;
  }
  return any;
}

// The files whose comments every unit that can see them has seen. A header may be included anywhere.
class Certain {
public:
  Certain(const std::vector<Outcome> &outcomes, bool wholeTree) {
    for (const Outcome &outcome : outcomes) {
      const std::string file = outcome.unit.substr(0, outcome.unit.rfind('#'));
      (outcome.kind == OutcomeKind::Analysed ? analysed_ : failed_).insert(file);
    }
    everything_ = wholeTree && failed_.empty();
  }
  bool contains(const std::string &path) const {
    return everything_ || (analysed_.count(path) != 0 && failed_.count(path) == 0);
  }

private:
  std::set<std::string> analysed_, failed_;
  bool everything_ = false;
};

} // namespace

const Suppressions::File &Suppressions::fileOf(const std::string &path, std::string_view text) {
  auto [it, isNew] = files_.try_emplace(path);
  if (!isNew) return it->second;
  it->second.ranges = parseNolint(text);
  for (NolintDirective &directive : nolintDirectives(text))
    if (directive.rules.empty() && directive.defect == NolintDefect::NoRule && !directive.quoted)
      it->second.bare.push_back(std::move(directive));
  return it->second;
}

void Suppressions::apply(Finding &finding, std::string_view text) {
  const File &file = fileOf(finding.location.path, text);
  for (const NolintRange &range : file.ranges) {
    if (hasExpired(range)) continue;
    const auto pattern = std::find_if(range.rules.begin(), range.rules.end(),
                                      [&](const std::string &rules) { return covers(range, rules, finding); });
    if (pattern == range.rules.end()) continue;
    const Position at{range.commentLine, 1};
    finding.suppression = Suppression{range.reason, {finding.location.path, at, at}};
    used_.emplace(finding.location.path, range.commentLine, range.commentColumn, *pattern);
    return;
  }
  if (reports_) noteBare(finding, file);
}

void Suppressions::noteBare(const Finding &finding, const File &file) {
  for (const NolintDirective &directive : file.bare) {
    const int covered = directive.word == "NOLINTNEXTLINE" ? directive.line + 1 : directive.line;
    const bool isLine = directive.word == "NOLINT" || directive.word == "NOLINTNEXTLINE";
    if (!isLine || covered != finding.location.begin.line || finding.rule == kSuppressionRule) continue;
    const Location at = placeOf(finding.location.path, directive.line, directive.column, directive.word.size());
    bare_[{at, directive.word}].insert(finding.rule);
  }
}

void Suppressions::list(const std::string &path, std::string_view text, const std::set<int> &lines,
                        std::vector<SuppressionComment> &comments) {
  for (const NolintRange &range : fileOf(path, text).ranges) {
    if (lines.count(range.commentLine) == 0) continue;
    for (const std::string &rules : range.rules) {
      if (!isOurs(rules)) continue;
      const bool used = used_.count({path, range.commentLine, range.commentColumn, rules}) != 0;
      comments.push_back({placeOf(path, range.commentLine, range.commentColumn, 0), rules,
                          hasExpired(range) ? range.until : "", used});
    }
  }
}

std::vector<Finding> Suppressions::takeHints() {
  std::vector<Finding> notes;
  for (const auto &[place, rules] : bare_) {
    std::string names;
    for (const std::string &rule : rules) names += (names.empty() ? "" : ", ") + rule;
    notes.push_back(about(place.first, Severity::Warning,
                          "this " + place.second + " names no rule, so it does not suppress " + names + "; write " +
                              place.second + "(" + names + "): reason"));
  }
  bare_.clear();
  return notes;
}

std::vector<Finding> judgeSuppressions(std::vector<SuppressionComment> comments, const std::vector<Outcome> &outcomes,
                                       const EngineOptions &options) {
  std::vector<Finding> findings;
  if (options.checks.count(kSuppressionRule) == 0) return findings;
  const Certain certain(outcomes, options.wholeTree);
  std::map<std::tuple<Location, std::string, std::string>, bool> used; // in any unit
  for (const SuppressionComment &comment : comments)
    used[{comment.location, comment.rules, comment.expired}] |= comment.used;
  for (const auto &[comment, isUsed] : used) {
    const auto &[location, rules, expired] = comment;
    if (!expired.empty())
      findings.push_back(about(location, Severity::Warning,
                               "the suppression of " + rules + " ended on " + expired + ", so it suppresses nothing"));
    else if (!isUsed && wasLookedFor(rules, options.checks) && certain.contains(location.path))
      findings.push_back(about(location, Severity::Warning,
                               "there is no finding of " + rules + " here to suppress; remove the comment"));
  }
  return findings;
}

} // namespace lintel::checkers
