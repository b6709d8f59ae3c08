// The graph of dependencies as text for a person: `lintel sbom tree`.
#pragma once

#include "sbom/model/bom.h"

#include <string>

namespace lintel::sbom {

// The project and below it what it depends on, with versions and the views that know each component. A component
// whose dependencies are already shown is marked "(shown above)", one that leads back to itself "(cycle)". Components
// that nothing depends on follow at the end. UTF-8, with a trailing newline.
std::string treeText(const Bom &bom);

} // namespace lintel::sbom
