// The rules "dependencies/<id>": the one place that knows their ids, severities and pages. The audit reports by
// them, the policy offers them to `checks:` and to `lintel explain`.
#pragma once

#include "core/finding/rule.h"

#include <span>
#include <string>
#include <string_view>

namespace lintel {

struct DependencyRule {
  RuleInfo info;
  std::string section; // the key of `dependencies:` that it belongs to: "bans"; empty: to all of them
};

std::span<const DependencyRule> dependencyRules(); // sorted by id

// nullptr when there is no such rule. id: with "dependencies/".
const DependencyRule *findDependencyRule(std::string_view id);

} // namespace lintel
