// Versions of vcpkg: the text that a port gives itself, and the revision of the port.
// Reference: learn.microsoft.com/vcpkg/users/versioning.concepts
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace lintel::sbom {

struct VcpkgVersion {
  std::string text;
  int port = 0;
  friend bool operator==(const VcpkgVersion &, const VcpkgVersion &) = default;
};

int parseVcpkgPortVersion(std::string_view digits);    // 0, the first, for what is no number
VcpkgVersion parseVcpkgVersion(std::string_view text); // "1.2.3#4"
std::string toString(const VcpkgVersion &version);     // "1.2.3#4", "1.2.3" for the first port

// Dates with dates, dotted numbers with dotted numbers, other text only with itself. nullopt: there is no order.
std::optional<std::strong_ordering> compareVcpkgVersions(const VcpkgVersion &a, const VcpkgVersion &b);

} // namespace lintel::sbom
