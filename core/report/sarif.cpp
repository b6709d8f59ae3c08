// SARIF 2.1.0 (OASIS): the run around the results. Section numbers in comments are the standard's.
#include "core/report/sarif_parts.h"

#include "core/report/formats.h"
#include "core/report/json_text.h"
#include "core/report/summary.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace lintel::report {
namespace {

// Every rule that a result can name, sorted by id: ruleIndex is a place in this list.
std::vector<RuleInfo> rulesFor(const Judgement &judgement, const Context &context) {
  std::map<std::string, RuleInfo> byId;
  for (const RuleInfo &rule : context.rules) byId.emplace(rule.id, rule);
  for (const JudgedFinding &judged : judgement.findings) {
    RuleInfo unknown;
    unknown.id = judged.finding.rule;
    unknown.summary = judged.finding.rule;
    unknown.severity = judged.finding.severity;
    byId.emplace(unknown.id, unknown);
  }
  std::vector<RuleInfo> rules;
  for (auto &[id, rule] : byId) rules.push_back(std::move(rule));
  return rules;
}

Json descriptorOf(const RuleInfo &rule) {
  Json tags = Json::array();
  if (!rule.category.empty()) tags.push_back(rule.category);
  for (const int cwe : rule.cwe) tags.push_back(fmt::format("external/cwe/cwe-{:03}", cwe));
  for (const std::string &cert : rule.cert) tags.push_back("external/cert/" + cert);
  const std::string &help = rule.help.empty() ? rule.summary : rule.help;
  return {{"id", rule.id},
          {"shortDescription", {{"text", rule.summary}}},
          {"help", {{"text", help}, {"markdown", help}}},
          {"defaultConfiguration", {{"level", toString(rule.severity)}}},
          {"properties", {{"tags", tags}}}};
}

bool wasAnalysed(OutcomeKind kind) { return kind == OutcomeKind::Analysed || kind == OutcomeKind::Cached; }

// What can happen to a unit, as descriptors that the notifications refer to (3.19.24).
std::vector<OutcomeKind> notificationKinds(const Judgement &judgement) {
  std::vector<OutcomeKind> kinds;
  for (const Outcome &outcome : judgement.outcomes)
    if (!wasAnalysed(outcome.kind)) kinds.push_back(outcome.kind);
  std::sort(kinds.begin(), kinds.end());
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  return kinds;
}

std::string levelOf(const Outcome &outcome, const Judgement &judgement) {
  if (isComplete(outcome.kind)) return "note"; // left out by the policy
  return judgement.incompleteAllowed ? "warning" : "error";
}

// "a.cpp#2" is the second way of compiling a.cpp.
std::string fileOf(const std::string &unit) {
  const std::size_t hash = unit.rfind('#');
  const bool numbered = hash != std::string::npos && hash + 1 < unit.size() &&
                        unit.find_first_not_of("0123456789", hash + 1) == std::string::npos;
  return numbered ? unit.substr(0, hash) : unit;
}

constexpr const char *kUndecided = "undecided"; // its descriptor comes behind those of the outcomes

Json notificationsOf(const Judgement &judgement, const std::vector<OutcomeKind> &kinds, const Context &context) {
  Json notifications = Json::array();
  for (const Outcome &outcome : judgement.outcomes) {
    if (wasAnalysed(outcome.kind)) continue;
    const auto index = std::lower_bound(kinds.begin(), kinds.end(), outcome.kind) - kinds.begin();
    const std::string what = fmt::format("{} {}: {}", toString(outcome.engine), outcome.unit, toString(outcome.kind));
    Json notification = {{"descriptor", {{"id", toString(outcome.kind)}, {"index", index}}},
                         {"level", levelOf(outcome, judgement)},
                         {"message", {{"text", outcome.detail.empty() ? what : what + ": " + outcome.detail}}}};
    if (outcome.engine != EngineId::Sbom) { // a component is no file
      Location file;
      file.path = fileOf(outcome.unit);
      notification["locations"] = Json::array({{{"physicalLocation", {{"artifactLocation", artifactOf(file)}}}}});
    }
    notifications.push_back(std::move(notification));
  }
  for (const std::string &sentence : context.undecided)
    notifications.push_back({{"descriptor", {{"id", kUndecided}, {"index", kinds.size()}}},
                             {"level", "note"},
                             {"message", {{"text", sentence}}}});
  return notifications;
}

Json driverOf(const std::vector<RuleInfo> &rules, const std::vector<OutcomeKind> &kinds, const Context &context) {
  Json ruleList = Json::array();
  for (const RuleInfo &rule : rules) ruleList.push_back(descriptorOf(rule));
  Json driver = {{"name", "Lintel"}, {"version", context.toolVersion}, {"rules", std::move(ruleList)}};
  for (const OutcomeKind kind : kinds) driver["notifications"].push_back({{"id", toString(kind)}});
  if (!context.undecided.empty()) driver["notifications"].push_back({{"id", kUndecided}});
  return driver;
}

Json invocationOf(const Judgement &judgement, const std::vector<OutcomeKind> &kinds, const Context &context) {
  const bool complete = std::all_of(judgement.outcomes.begin(), judgement.outcomes.end(),
                                    [](const Outcome &outcome) { return isComplete(outcome.kind); });
  return {{"executionSuccessful", complete || judgement.incompleteAllowed},
          {"exitCode", exitCode(judgement.verdict)},
          {"toolExecutionNotifications", notificationsOf(judgement, kinds, context)}};
}

} // namespace

std::string renderSarif(const Judgement &judgement, const Context &context) {
  const std::vector<RuleInfo> rules = rulesFor(judgement, context);
  const std::vector<OutcomeKind> kinds = notificationKinds(judgement);
  Json run = {{"tool", {{"driver", driverOf(rules, kinds, context)}}},
              {"automationDetails", {{"id", "lintel/" + context.command + "/"}}},
              {"invocations", Json::array({invocationOf(judgement, kinds, context)})},
              // Without a uri: where the repository lies on this machine is nobody's business (3.14.14).
              {"originalUriBaseIds", {{kRootId, {{"description", {{"text", "The root of the repository"}}}}}}},
              {"columnKind", "unicodeCodePoints"},
              {"results", resultsOf(judgement, rules, context)}};
  if (const std::size_t gaveUp = summarise(judgement).gaveUp; gaveUp > 0) run["properties"] = {{"gaveUp", gaveUp}};
  return dumpJson({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                   {"version", "2.1.0"},
                   {"runs", Json::array({run})}});
}

} // namespace lintel::report
