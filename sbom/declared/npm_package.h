// What package.json and package-lock.json share: how npm writes versions, sources and integrity.
#pragma once

#include "sbom/model/declaration.h"

#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// Subresource integrity ("sha512-<base64> sha1-<base64>") as checksums in hexadecimal; what is not of this form, or
// of an unknown algorithm, gives none.
std::vector<Checksum> checksumsOfIntegrity(std::string_view integrity);

// Whether the text names one version ("1.2.3-rc.1") and no range.
bool isExactNpmVersion(std::string_view text);

// A dependency on a directory of the same repository: "file:", "link:", "workspace:", "portal:".
bool isLocalNpmSpec(std::string_view spec);

// Fills version, constraint, source, revision and purl from what package.json says of a dependency: a version, a
// range, an alias ("npm:name@range"), a Git or archive URL, "owner/repo" of GitHub. May change the name (aliases).
void describeNpmSpec(std::string_view spec, Declaration &declaration);

// Fills source, revision and purl from where a lock says that a package comes from; the version is set already.
void describeNpmSource(std::string_view resolved, Declaration &declaration);

} // namespace lintel::sbom
