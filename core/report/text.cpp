// The report for a person at a terminal: each finding with its place in the code, then what was not
// analysed, then the verdict.
#include "core/support/text.h"
#include "core/report/display.h"
#include "core/report/fix_diff.h"
#include "core/report/formats.h"
#include "core/report/paint.h"
#include "core/report/source_cache.h"
#include "core/report/summary.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace lintel::report {
namespace {

constexpr int kGutter = 5;        // digits of a line number before the gutter widens
constexpr int kSourceWidth = 112; // with the gutter, 120 columns
constexpr std::size_t kMaxDetailLines = 20;
constexpr std::size_t kMaxGroupedUnits = 10;
constexpr std::size_t kMaxNotes = 10; // of one rule

std::string placeOf(const Location &location) {
  std::string place = visible(location.path);
  if (location.begin.line > 0) place += fmt::format(":{}", location.begin.line);
  if (location.begin.line > 0 && location.begin.column > 0) place += fmt::format(":{}", location.begin.column);
  return place;
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

// "2 enforced, 1 waived": what there is at least one of.
template <class Counts, class Keys> std::string countsOf(const Counts &counts, const Keys &keys) {
  std::string list;
  for (const auto key : keys)
    if (const std::size_t count = counts.at(key); count > 0)
      list += fmt::format("{}{} {}", list.empty() ? "" : ", ", count, toString(key));
  return list;
}

class TextReport {
public:
  TextReport(const Judgement &judgement, const Context &context)
      : judgement_(judgement),
        context_(context),
        summary_(summarise(judgement)),
        source_(context),
        paint_(context.color) {}

  std::string render() {
    for (const JudgedFinding &judged : judgement_.findings)
      if (!isRemark(judged)) finding(judged);
    if (!context_.quiet) {
      remarks();
      if (context_.verbose) settledFindings();
      notAnalysed();
      undecided();
      if (context_.verbose) allUnits();
      counts();
    }
    verdict();
    return std::move(out_);
  }

private:
  void finding(const JudgedFinding &judged) {
    const bool fails = judged.disposition == Disposition::Enforced;
    const bool shown = fails || (judged.disposition == Disposition::Reported && !context_.quiet);
    if (!shown) return;
    const Finding &finding = judged.finding;
    header(finding, fails);
    excerpt(finding.location, tintOf(finding.severity));
    steps(finding);
    fixes(finding);
    if (context_.verbose) identity(finding);
    line("");
  }

  // A note that does not fail: a line for each is enough, behind what weighs more.
  static bool isRemark(const JudgedFinding &judged) {
    return judged.finding.severity == Severity::Note && judged.disposition == Disposition::Reported;
  }

  void remarks() {
    std::map<std::string, std::size_t> ofRule;
    for (const JudgedFinding &judged : judgement_.findings) {
      if (!isRemark(judged)) continue;
      if (context_.verbose)
        finding(judged);
      else if (++ofRule[judged.finding.rule] <= kMaxNotes)
        header(judged.finding, true);
    }
    for (const auto &[rule, count] : ofRule)
      if (count > kMaxNotes)
        line(fmt::format("and {} more note{} of {}; -v lists them", count - kMaxNotes,
                         count - kMaxNotes == 1 ? "" : "s", visible(rule)));
    if (!ofRule.empty()) line("");
  }

  void header(const Finding &finding, bool fails) {
    std::string text;
    const std::string place = placeOf(finding.location);
    if (!place.empty()) text += paint_(Tint::Bold, place + ":") + " ";
    text += paint_(tintOf(finding.severity), std::string(toString(finding.severity)) + ":") + " ";
    text += paint_(Tint::Bold, visible(finding.message)) + " [" + visible(finding.rule) + "]";
    if (!fails) text += " (reported, does not fail)";
    line(text);
  }

  void excerpt(const Location &location, Tint tint) {
    const auto text = source_.line(location.path, location.begin.line);
    if (!text) return;
    const bool oneLine = location.end.line <= location.begin.line;
    const int end = oneLine ? location.end.column : static_cast<int>(text->size()) + 1;
    const Excerpt shown = excerptOf(*text, location.begin.column, end, kSourceWidth);
    line(gutter(std::to_string(location.begin.line)) + " " + shown.source);
    if (!shown.marker.empty()) line(gutter("") + " " + paint_(tint, shown.marker));
  }

  void steps(const Finding &finding) {
    const bool isThePlace = finding.steps.size() == 1 &&
                            finding.steps.front().location.begin == finding.location.begin &&
                            finding.steps.front().location.path == finding.location.path;
    if (isThePlace) return; // one step that is the finding itself tells nothing more
    int number = 0;
    for (const Step &step : finding.steps) {
      line(fmt::format("  {}. {} {} {}", ++number, placeOf(step.location) + ":", paint_(Tint::Cyan, "note:"),
                       visible(step.message)));
      excerpt(step.location, Tint::Cyan);
    }
  }

  // The best one; a second way out is for whoever asks for more.
  void fixes(const Finding &finding) {
    const auto safe = std::find_if(finding.fixes.begin(), finding.fixes.end(), [](const Fix &fix) { return fix.safe; });
    const auto best = safe != finding.fixes.end() ? safe : finding.fixes.begin();
    for (auto it = finding.fixes.begin(); it != finding.fixes.end(); ++it)
      if (context_.verbose || it == best) fix(finding, *it);
  }

  void fix(const Finding &finding, const Fix &fix) {
    const std::string label = fix.safe ? "fix (safe)" : "fix (needs review)";
    line("  " + paint_(Tint::Green, label + (fix.description.empty() ? "" : ":")) +
         (fix.description.empty() ? "" : " " + visible(fix.description)));
    const auto hunks = diffOf(fix, source_);
    if (!hunks) return line("        (its edits cannot be shown here; the JSON report holds them)");
    std::string path = finding.location.path;
    for (const DiffHunk &hunk : *hunks) {
      if (hunk.path != path) line("  in " + visible(hunk.path) + ":");
      path = hunk.path;
      diff(hunk);
    }
  }

  void diff(const DiffHunk &hunk) {
    const int focus = firstDifference(hunk);
    const auto shown = [focus](const std::string &text) { return excerptOf(text, focus, 0, kSourceWidth).source; };
    int number = hunk.firstLine;
    for (const std::string &text : hunk.removed)
      line(gutter(std::to_string(number++)) + paint_(Tint::Red, "-" + shown(text)));
    for (const std::string &text : hunk.added) {
      const bool inserted = hunk.removed.empty(); // else the removed lines tell the place
      line(gutter(inserted ? std::to_string(number++) : "") + paint_(Tint::Green, "+" + shown(text)));
    }
  }

  // Where a long line is cut, what differs should stay in view.
  static int firstDifference(const DiffHunk &hunk) {
    if (hunk.removed.empty() || hunk.added.empty()) return 1;
    const std::string &before = hunk.removed.front();
    const std::string &after = hunk.added.front();
    const auto end = before.begin() + static_cast<std::ptrdiff_t>(std::min(before.size(), after.size()));
    return static_cast<int>(std::mismatch(before.begin(), end, after.begin()).first - before.begin()) + 1;
  }

  void identity(const Finding &finding) {
    if (!finding.symbol.empty()) line("  symbol: " + visible(finding.symbol));
    line("  fingerprint: " + visible(finding.fingerprint));
  }

  void settledFindings() {
    bool any = false;
    for (const JudgedFinding &judged : judgement_.findings) {
      if (judged.disposition == Disposition::Enforced || judged.disposition == Disposition::Reported) continue;
      any = true;
      const std::string place = placeOf(judged.finding.location);
      std::string text = (place.empty() ? "" : place + ": ") + toString(judged.disposition) + ": ";
      text += visible(judged.finding.message) + " [" + visible(judged.finding.rule) + "]";
      if (!judged.reason.empty()) text += ": " + visible(judged.reason);
      line(text);
    }
    if (any) line("");
  }

  // Units that share a reason stand under it together: forty times the same words hide the forty-first.
  void notAnalysed() {
    std::vector<std::vector<const Outcome *>> groups;
    for (const Outcome &outcome : judgement_.outcomes) {
      if (isComplete(outcome.kind)) continue;
      const auto same = [&](const std::vector<const Outcome *> &group) {
        return group.front()->engine == outcome.engine && group.front()->kind == outcome.kind &&
               group.front()->detail == outcome.detail;
      };
      const auto known = std::find_if(groups.begin(), groups.end(), same);
      if (known == groups.end())
        groups.push_back({&outcome});
      else
        known->push_back(&outcome);
    }
    if (groups.empty()) return;
    line(paint_(Tint::Bold, "not analysed:"));
    for (const std::vector<const Outcome *> &group : groups) {
      if (group.size() == 1)
        unit(*group.front(), context_.verbose ? std::string::npos : kMaxDetailLines);
      else
        units(group);
    }
    line("");
  }

  void undecided() {
    for (const std::string &sentence : context_.undecided)
      line(paint_(Tint::Cyan, "note:") + " undecided: " + visible(sentence));
    if (!context_.undecided.empty()) line("");
  }

  void units(const std::vector<const Outcome *> &group) {
    const Outcome &first = *group.front();
    line(fmt::format("  {} {}: {}: {}", toString(first.engine), counted(group.size(), "unit"),
                     paint_(Tint::Red, toString(first.kind)), visible(first.detail)));
    const std::size_t shown = context_.verbose ? group.size() : std::min(group.size(), kMaxGroupedUnits);
    for (std::size_t i = 0; i < shown; ++i) line("    " + visible(group[i]->unit));
    if (group.size() > shown) line(fmt::format("    and {} more; -v lists them", group.size() - shown));
  }

  void allUnits() {
    if (judgement_.outcomes.empty()) return;
    line(paint_(Tint::Bold, "units:"));
    for (const Outcome &outcome : judgement_.outcomes)
      if (isComplete(outcome.kind)) unit(outcome, kMaxDetailLines);
    line("");
  }

  void unit(const Outcome &outcome, std::size_t maxLines) {
    const Tint tint = isComplete(outcome.kind) ? Tint::Dim : Tint::Red;
    line(fmt::format("  {} {}: {}", toString(outcome.engine), visible(outcome.unit),
                     paint_(tint, toString(outcome.kind))));
    const auto details = splitLines(outcome.detail);
    for (std::size_t i = 0; i < std::min(details.size(), maxLines); ++i) line("    " + visible(details[i]));
    if (details.size() > maxLines) line(fmt::format("    ({} more lines; -v shows them)", details.size() - maxLines));
  }

  void counts() {
    const std::string findings = countsOf(summary_.findings, kDispositions);
    const std::string units = countsOf(summary_.units, kOutcomeKinds);
    const std::size_t settled = summary_.findings.at(Disposition::Waived) +
                                summary_.findings.at(Disposition::Suppressed) +
                                summary_.findings.at(Disposition::Known);
    line("findings: " + (findings.empty() ? "none" : findings) +
         (settled > 0 && !context_.verbose
              ? fmt::format(" (-v lists the {} that are waived, suppressed or known)", settled)
              : ""));
    line("units: " + (units.empty() ? "none" : units));
    if (summary_.gaveUp > 0)
      line(fmt::format("not followed to the end: {} that {} too large or too deeply nested",
                       counted(summary_.gaveUp, "function"), summary_.gaveUp == 1 ? "is" : "are"));
  }

  void verdict() {
    std::string name = toString(judgement_.verdict);
    for (char &c : name) c = static_cast<char>(c - 'a' + 'A');
    const Tint tint = judgement_.verdict == Verdict::Pass   ? Tint::Green
                      : judgement_.verdict == Verdict::Fail ? Tint::Red
                                                            : Tint::Yellow;
    const std::string findings = countsOf(summary_.findings, kDispositions);
    std::size_t analysed = 0, missing = 0;
    for (const Outcome &outcome : judgement_.outcomes) {
      if (!isComplete(outcome.kind))
        ++missing;
      else if (outcome.kind != OutcomeKind::Excluded)
        ++analysed;
    }
    std::string text = "verdict: " + paint_(tint, name) + "  " + (findings.empty() ? "no findings" : findings);
    text += "; " + counted(analysed, "unit") + " analysed";
    if (missing > 0) text += fmt::format(", {} not analysed", missing);
    if (missing > 0 && judgement_.incompleteAllowed) text += " (the policy allows it)";
    if (!context_.undecided.empty()) text += "; " + counted(context_.undecided.size(), "matter") + " undecided";
    line(text);
  }

  static Tint tintOf(Severity severity) {
    switch (severity) {
    case Severity::Note: return Tint::Cyan;
    case Severity::Warning: return Tint::Yellow;
    case Severity::Error: return Tint::Red;
    }
    return Tint::Red;
  }

  std::string gutter(const std::string &number) const {
    return paint_(Tint::Dim, fmt::format("{:>{}} |", number, kGutter));
  }

  void line(std::string_view text) {
    out_ += text;
    out_ += '\n';
  }

  const Judgement &judgement_;
  const Context &context_;
  const Summary summary_;
  SourceCache source_;
  const Painter paint_;
  std::string out_;
};

} // namespace

std::string renderText(const Judgement &judgement, const Context &context) {
  return TextReport(judgement, context).render();
}

} // namespace lintel::report
