#include "sbom/audit/version_order.h"

#include "sbom/advisories/version.h"

namespace lintel::sbom {

std::optional<std::strong_ordering> versionOrder(Origin origin, std::string_view a, std::string_view b) {
  if (origin == Origin::DebianPackage) return compareVersions(Ecosystem::Debian, a, b);
  // Build metadata orders nothing (Semantic Versioning 2.0.0, clause 10).
  return compareVersions(Ecosystem::Generic, a.substr(0, a.find('+')), b.substr(0, b.find('+')));
}

} // namespace lintel::sbom
