// The SPDX License List as data, apart from what Lintel does with it.
#pragma once

#include <span>
#include <string_view>

namespace lintel::sbom {

// Both sorted without regard to case, as SPDX compares identifiers.
std::span<const std::string_view> spdxLicenseIds();
std::span<const std::string_view> spdxExceptionIds();

// Those of both that the schemas of CycloneDX 1.6 and 1.7 do not have (they hold the list 3.24.0): such a document
// must give them as names. Sorted likewise.
std::span<const std::string_view> spdxIdsNewerThanCycloneDx();

} // namespace lintel::sbom
