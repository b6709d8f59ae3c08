// Under which names, other than its own, a component may be meant: "curl" for what CMake finds as "CURL", "googletest"
// for a repository of that name that is fetched as "gt".
#pragma once

#include "sbom/model/bom.h"

#include <string>
#include <vector>

namespace lintel::sbom {

// In lower case, sorted. Empty for packages of other languages, which are known by their own name only.
std::vector<std::string> otherNames(const Component &component);

} // namespace lintel::sbom
