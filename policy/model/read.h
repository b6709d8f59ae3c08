// From a validated tree to the policy. What does not have its shape is passed over here: the
// validator has reported it. What only the values together can show is checked here.
#pragma once

#include "policy/model/mistakes.h"
#include "policy/model/node.h"
#include "policy/model/policy.h"

#include <vector>

namespace lintel::policy {

// Everything but the waivers.
Policy readPolicy(const Node &file, const std::vector<KnownCheck> &checks, Mistakes &mistakes);

// rules: ids of every rule that a waiver may name.
std::vector<Waiver> readWaivers(const Node &file, const std::vector<std::string> &rules, Mistakes &mistakes);

// Ids of the checks and of the rules that the policy makes, sorted.
std::vector<std::string> ruleIds(const Policy &policy, const std::vector<KnownCheck> &checks);

} // namespace lintel::policy
