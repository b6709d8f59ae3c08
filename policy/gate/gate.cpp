#include "policy/gate/gate.h"

#include "policy/gate/stages.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace lintel::policy {

Judgement judge(const Policy &policy, GateInput input) {
  std::vector<Candidate> candidates = applyModes(policy, std::move(input.findings));
  applySuppressions(candidates);
  std::vector<Candidate> aboutWaivers = applyModes(policy, applyWaivers(policy, input, candidates));
  applyKnown(input.knownFingerprints, candidates);
  std::move(aboutWaivers.begin(), aboutWaivers.end(), std::back_inserter(candidates));

  Judgement judgement;
  judgement.findings = applyFailOn(policy.failOn, std::move(candidates));
  judgement.outcomes = std::move(input.outcomes);
  std::sort(judgement.outcomes.begin(), judgement.outcomes.end(), [](const Outcome &a, const Outcome &b) {
    return std::tie(a.engine, a.unit, a.kind, a.detail) < std::tie(b.engine, b.unit, b.kind, b.detail);
  });
  judgement.verdict = verdictOf(judgement.findings, judgement.outcomes, policy.incompleteAllowed);
  judgement.incompleteAllowed =
      policy.incompleteAllowed && verdictOf({}, judgement.outcomes, false) == Verdict::Incomplete;
  return judgement;
}

} // namespace lintel::policy
