// The gate's stages. Each takes what the one before left and decides one thing; a finding that has
// its disposition keeps it.
#pragma once

#include "policy/gate/gate.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lintel::policy {

// A finding on its way through the gate.
struct Candidate {
  Finding finding;
  Mode mode = Mode::Enforce; // never Off: such a finding is dropped
  std::optional<Disposition> disposition;
  std::string reason;
};

// Gives each finding the mode and severity that the policy sets at its path; Off drops it, and so does `exclude`.
std::vector<Candidate> applyModes(const Policy &policy, std::vector<Finding> findings);

// A NOLINT comment with rule and reason decides.
void applySuppressions(std::vector<Candidate> &candidates);

// A valid waiver decides; an expired one only says so in the message. Returns findings about the
// waivers themselves: expired ones, and unused ones where their rule's engine judged the whole tree.
std::vector<Finding> applyWaivers(const Policy &policy, const GateInput &input, std::vector<Candidate> &candidates);

// What the merge base had already is Known.
void applyKnown(const std::optional<std::set<std::string>> &known, std::vector<Candidate> &candidates);

// The rest is Enforced or Reported. The result is in report order.
std::vector<JudgedFinding> applyFailOn(Severity failOn, std::vector<Candidate> candidates);

// Incomplete outranks fail, which outranks pass.
Verdict verdictOf(const std::vector<JudgedFinding> &findings, const std::vector<Outcome> &outcomes,
                  bool incompleteAllowed);

} // namespace lintel::policy
