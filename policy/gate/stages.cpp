#include "policy/gate/stages.h"

#include <algorithm>
#include <iterator>

namespace lintel::policy {
namespace {

// Code and documents of an excluded path are nobody's business here, also as a header of a unit that is judged.
// What such a path declares about dependencies still counts: it is compiled in.
bool isLeftOut(const Policy &policy, const Finding &finding) {
  return !finding.rule.starts_with("dependencies/") && !finding.rule.starts_with("policy/") &&
         policy.excludedBy(finding.location.path) != nullptr;
}

} // namespace

std::vector<Candidate> applyModes(const Policy &policy, std::vector<Finding> findings) {
  std::vector<Candidate> candidates;
  for (Finding &finding : findings) {
    const auto effective = policy.effective(finding.rule, finding.severity, finding.location.path);
    if (effective.mode == Mode::Off || isLeftOut(policy, finding)) continue;
    finding.severity = effective.severity;
    candidates.push_back({std::move(finding), effective.mode, std::nullopt, ""});
  }
  return candidates;
}

void applySuppressions(std::vector<Candidate> &candidates) {
  for (Candidate &candidate : candidates) {
    if (!candidate.finding.suppression) continue;
    candidate.disposition = Disposition::Suppressed;
    candidate.reason = candidate.finding.suppression->reason;
  }
}

void applyKnown(const std::optional<std::set<std::string>> &known, std::vector<Candidate> &candidates) {
  if (!known) return;
  for (Candidate &candidate : candidates) {
    if (!candidate.disposition && known->contains(candidate.finding.fingerprint)) {
      candidate.disposition = Disposition::Known;
    }
  }
}

std::vector<JudgedFinding> applyFailOn(Severity failOn, std::vector<Candidate> candidates) {
  std::vector<JudgedFinding> judged;
  for (Candidate &candidate : candidates) {
    const bool fails = candidate.mode == Mode::Enforce && candidate.finding.severity >= failOn;
    const Disposition rest = fails ? Disposition::Enforced : Disposition::Reported;
    judged.push_back({std::move(candidate.finding), candidate.disposition.value_or(rest), std::move(candidate.reason)});
  }
  std::sort(judged.begin(), judged.end(),
            [](const JudgedFinding &a, const JudgedFinding &b) { return reportOrder(a.finding, b.finding); });
  return judged;
}

Verdict verdictOf(const std::vector<JudgedFinding> &findings, const std::vector<Outcome> &outcomes,
                  bool incompleteAllowed) {
  const bool complete =
      std::all_of(outcomes.begin(), outcomes.end(), [](const Outcome &outcome) { return isComplete(outcome.kind); });
  if (!complete && !incompleteAllowed) return Verdict::Incomplete;
  const bool fails = std::any_of(findings.begin(), findings.end(), [](const JudgedFinding &finding) {
    return finding.disposition == Disposition::Enforced;
  });
  return fails ? Verdict::Fail : Verdict::Pass;
}

} // namespace lintel::policy
