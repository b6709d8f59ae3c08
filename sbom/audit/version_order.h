// The order of versions that a policy's version ranges stand on.
#pragma once

#include "sbom/model/bom.h"

#include <compare>
#include <optional>
#include <string_view>

namespace lintel::sbom {

// Debian packages by Debian Policy 5.6.12, everything else as upstream releases are ordered
// (sbom/advisories/version.h). nullopt: nothing says which comes first.
std::optional<std::strong_ordering> versionOrder(Origin origin, std::string_view a, std::string_view b);

} // namespace lintel::sbom
