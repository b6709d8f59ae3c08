// The SPDX License List as data, apart from what Lintel does with it.
#pragma once

#include <span>
#include <string_view>

namespace lintel::sbom {

// Both sorted without regard to case, as SPDX compares identifiers.
std::span<const std::string_view> spdxLicenseIds();
std::span<const std::string_view> spdxExceptionIds();

} // namespace lintel::sbom
