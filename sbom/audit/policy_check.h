// What is wrong with a policy and shows only to somebody who knows SPDX and versions.
#pragma once

#include "core/finding/dependency_policy.h"
#include "core/support/result.h"

namespace lintel::sbom {

// Errors: the first licence expression of `clarify` or version range that is none, at its place.
Status checkPolicy(const DependencyPolicy &policy);

} // namespace lintel::sbom
