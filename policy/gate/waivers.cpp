// Waivers: which cover a finding, which have expired, which cover nothing.
#include "core/support/hash.h"
#include "policy/gate/stages.h"

#include <algorithm>

namespace lintel::policy {
namespace {

bool covers(const Waiver &waiver, const Finding &finding) {
  if (waiver.rule != finding.rule) return false;
  if (!waiver.fingerprint.empty() && waiver.fingerprint != finding.fingerprint) return false;
  if (!waiver.symbol.empty() && waiver.symbol != finding.symbol) return false;
  return waiver.pathGlob.matches(finding.location.path);
}

// It waives on its last day too. Dates of the form YYYY-MM-DD compare as text.
bool isExpired(const Waiver &waiver, const std::string &date) { return date > waiver.expires; }

EngineId engineOf(const std::string &rule) {
  if (rule.starts_with("documents/")) return EngineId::Documents;
  if (rule.starts_with("dependencies/")) return EngineId::Sbom;
  return EngineId::Checkers;
}

// Whether the engine judged all that it should have: else a waiver without a finding proves nothing.
bool judgedEverything(EngineId engine, const GateInput &input) {
  if (!input.wholeTree || !input.engines.contains(engine)) return false;
  return std::all_of(input.outcomes.begin(), input.outcomes.end(),
                     [&](const Outcome &outcome) { return outcome.engine != engine || isComplete(outcome.kind); });
}

std::string target(const Waiver &waiver) {
  const std::string what = waiver.symbol.empty() ? "fingerprint " + waiver.fingerprint : "symbol " + waiver.symbol;
  return waiver.rule + " in " + waiver.path + " (" + what + ")";
}

Finding findingAbout(const Waiver &waiver, const char *rule, std::string message) {
  Finding finding;
  finding.rule = rule;
  finding.severity = Severity::Warning;
  finding.message = std::move(message);
  finding.location.path = waiver.source.file;
  finding.location.begin = {waiver.source.line, waiver.source.column};
  finding.location.end = finding.location.begin;
  // The gate reads no files, so the waiver's own words stand for the source line.
  finding.fingerprint = xxh128Hex(finding.rule + '\n' + waiver.source.file + '\n' + target(waiver));
  return finding;
}

Finding expired(const Waiver &waiver) {
  return findingAbout(waiver, "policy/expired-waiver",
                      "the waiver of " + target(waiver) + " expired on " + waiver.expires + "; " + waiver.owner +
                          " should mend the finding, or renew or remove the waiver");
}

Finding unused(const Waiver &waiver) {
  return findingAbout(waiver, "policy/unused-waiver",
                      "the waiver of " + target(waiver) + " matches no finding; remove it");
}

// Waives with the first valid waiver that covers the candidate; used marks every waiver that covers it.
void decide(const std::vector<Waiver> &waivers, const std::string &date, Candidate &candidate,
            std::vector<bool> &used) {
  const Waiver *valid = nullptr;
  const Waiver *late = nullptr;
  for (std::size_t i = 0; i < waivers.size(); ++i) {
    if (!covers(waivers[i], candidate.finding)) continue;
    used[i] = true;
    const Waiver *&first = isExpired(waivers[i], date) ? late : valid;
    if (!first) first = &waivers[i];
  }
  if (candidate.disposition) return;
  if (valid) {
    candidate.disposition = Disposition::Waived;
    candidate.reason = valid->reason + " (" + valid->owner + ", until " + valid->expires + ")";
  } else if (late) {
    candidate.finding.message += " (the waiver expired on " + late->expires + "; owner: " + late->owner + ")";
  }
}

} // namespace

std::vector<Finding> applyWaivers(const Policy &policy, const GateInput &input, std::vector<Candidate> &candidates) {
  std::vector<bool> used(policy.waivers.size());
  for (Candidate &candidate : candidates) decide(policy.waivers, input.date, candidate, used);
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < policy.waivers.size(); ++i) {
    const Waiver &waiver = policy.waivers[i];
    if (isExpired(waiver, input.date)) {
      findings.push_back(expired(waiver));
    } else if (!used[i] && judgedEverything(engineOf(waiver.rule), input)) {
      findings.push_back(unused(waiver));
    }
  }
  return findings;
}

} // namespace lintel::policy
