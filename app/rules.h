// The bridge from the checks' own definitions to what the policy, the reports and `explain` need.
#pragma once

#include "core/finding/rule.h"
#include "policy/model/policy.h"

#include <vector>

namespace lintel::app {

std::vector<policy::KnownCheck> knownChecks();

// Every rule that a run under this policy can report, sorted by id.
std::vector<RuleInfo> allRules(const policy::Policy &policy);

} // namespace lintel::app
