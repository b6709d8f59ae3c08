// Everything in a Judgement, for other programs. docs/json-report.md describes it; a change that
// breaks a reader raises kSchemaVersion.
#include "core/report/formats.h"
#include "core/report/json_text.h"
#include "core/report/summary.h"

#include <nlohmann/json.hpp>

namespace lintel::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchemaVersion = 1;

Json orNull(int number) { return number > 0 ? Json(number) : Json(nullptr); }

Json jsonOf(const Location &location) {
  return {{"path", location.path},
          {"line", orNull(location.begin.line)},
          {"column", orNull(location.begin.column)},
          {"endLine", orNull(location.end.line)},
          {"endColumn", orNull(location.end.column)}};
}

Json jsonOf(const Step &step) { return {{"message", step.message}, {"location", jsonOf(step.location)}}; }

Json jsonOf(const TextEdit &edit) { return {{"location", jsonOf(edit.location)}, {"replacement", edit.replacement}}; }

template <class T, class Convert> Json arrayOf(const std::vector<T> &items, Convert convert) {
  Json array = Json::array();
  for (const T &item : items) array.push_back(convert(item));
  return array;
}

Json jsonOf(const Fix &fix) {
  const auto edits = arrayOf(fix.edits, [](const TextEdit &edit) { return jsonOf(edit); });
  return {{"description", fix.description}, {"safe", fix.safe}, {"edits", edits}};
}

Json jsonOf(const std::optional<Suppression> &suppression) {
  if (!suppression) return nullptr;
  return {{"reason", suppression->reason}, {"location", jsonOf(suppression->location)}};
}

Json jsonOf(const JudgedFinding &judged) {
  const Finding &finding = judged.finding;
  return {{"rule", finding.rule},
          {"severity", toString(finding.severity)},
          {"disposition", toString(judged.disposition)},
          {"reason", judged.reason},
          {"message", finding.message},
          {"location", jsonOf(finding.location)},
          {"symbol", finding.symbol},
          {"cwe", finding.cwe},
          {"fingerprint", finding.fingerprint},
          {"steps", arrayOf(finding.steps, [](const Step &step) { return jsonOf(step); })},
          {"fixes", arrayOf(finding.fixes, [](const Fix &fix) { return jsonOf(fix); })},
          {"suppression", jsonOf(finding.suppression)}};
}

Json jsonOf(const Outcome &outcome) {
  return {{"engine", toString(outcome.engine)},
          {"unit", outcome.unit},
          {"outcome", toString(outcome.kind)},
          {"detail", outcome.detail},
          {"gaveUp", outcome.gaveUp}};
}

Json jsonOf(const RuleInfo &rule) {
  return {
      {"id", rule.id},   {"summary", rule.summary}, {"severity", toString(rule.severity)}, {"category", rule.category},
      {"cwe", rule.cwe}, {"cert", rule.cert}};
}

template <class Counts, class Keys> Json countsOf(const Counts &counts, const Keys &keys) {
  Json object = Json::object();
  for (const auto key : keys) object[toString(key)] = counts.at(key);
  return object;
}

} // namespace

std::string renderJson(const Judgement &judgement, const Context &context) {
  const Summary summary = summarise(judgement);
  const Json report = {
      {"schemaVersion", kSchemaVersion},
      {"tool", {{"name", "lintel"}, {"version", context.toolVersion}}},
      {"command", context.command},
      {"verdict", toString(judgement.verdict)},
      {"exitCode", exitCode(judgement.verdict)},
      {"incompleteAllowed", judgement.incompleteAllowed},
      {"summary",
       {{"findings", countsOf(summary.findings, kDispositions)},
        {"units", countsOf(summary.units, kOutcomeKinds)},
        {"gaveUp", summary.gaveUp}}},
      {"findings", arrayOf(judgement.findings, [](const JudgedFinding &judged) { return jsonOf(judged); })},
      {"units", arrayOf(judgement.outcomes, [](const Outcome &outcome) { return jsonOf(outcome); })},
      {"undecided", context.undecided},
      {"rules", arrayOf(context.rules, [](const RuleInfo &rule) { return jsonOf(rule); })}};
  return dumpJson(report);
}

} // namespace lintel::report
