// The section `dependencies:` as values.
#pragma once

#include "policy/model/node.h"
#include "policy/model/policy.h"

#include <string>

namespace lintel::policy {

// file: in which the section stands. What does not have its shape is passed over: the validator has reported it.
DependencyRules readDependencies(const Node &section, const std::string &file);

} // namespace lintel::policy
