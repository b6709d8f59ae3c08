// Downloads that lie on this machine, held against the checksums that manifests and locks state.
#pragma once

#include "sbom/model/bom.h"

#include <string>
#include <vector>

namespace lintel::sbom {

// The name of a module in Go's cache of downloads: "!" and the small letter for each capital.
std::string escapedGoModule(const std::string &module);

// Names under which the archive of a declaration may lie in a directory of downloads: that of its URL, and those
// that npm and Cargo give it.
std::vector<std::string> downloadNames(const Declaration &declaration);

// Where npm's cache keeps the content with this SHA-512 (hexadecimal): "content-v2/sha512/ab/cd/ef...".
std::string npmContentPath(const std::string &sha512);

} // namespace lintel::sbom
