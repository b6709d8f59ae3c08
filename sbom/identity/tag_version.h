// The version that a release's tag names: "v1.2.3", "curl-7_88_1", "OpenSSL_1_1_1w". The one place that knows how
// projects spell their tags.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace lintel::sbom {

struct TagVersion {
  std::string version; // with dots: "7.88.1", "1.1.1w", "2.0-rc1"; dates keep their hyphens: "2023-06-01"
  bool prerelease = false;
};

// nullopt when the tag does not look like a release: "nightly", "v1.2-foo", "v2.0-5-g1a2b3c4".
std::optional<TagVersion> versionOfTag(std::string_view tag);

// By numbers, "1.9" before "1.10"; pre-releases before their release, patches ("1.0.2a") after. Versions that differ
// in spelling alone ("1.0" and "1.00") are equivalent.
std::weak_ordering compareVersions(std::string_view a, std::string_view b);

} // namespace lintel::sbom
