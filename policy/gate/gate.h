// The only place that decides. Findings pass an ordered list of small stages; what comes out is a
// Judgement. No Clang, no YAML, no clock: the date is an argument.
#pragma once

#include "core/finding/verdict.h"
#include "policy/model/policy.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lintel::policy {

struct GateInput {
  std::vector<Finding> findings; // fingerprints assigned
  std::vector<Outcome> outcomes;
  std::string date;                                       // YYYY-MM-DD (UTC), decides whether waivers have expired
  std::optional<std::set<std::string>> knownFingerprints; // of the merge base; nullopt: everything is new
  bool wholeTree = true; // false: only some files were judged, so an unmatched waiver proves nothing
  std::set<EngineId> engines = {EngineId::Checkers, EngineId::Documents, EngineId::Sbom}; // those that ran
};

// Stages, in order: mode and severity (Off drops), suppression, waiver, new code, fail-on, order, verdict.
// An expired waiver waives nothing; it adds a finding "policy/expired-waiver", and one that matches nothing
// "policy/unused-waiver", both at the waiver's line. These two can be neither waived nor known.
Judgement judge(const Policy &policy, GateInput input);

} // namespace lintel::policy
