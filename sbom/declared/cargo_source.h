// Where a crate comes from, as Cargo.lock and Cargo.toml write it.
#pragma once

#include "sbom/model/declaration.h"

#include <string_view>

namespace lintel::sbom {

// "registry+URL", "sparse+URL", "git+URL?branch=b#commit": fills source, revision, branch and purl.
// Name and version are set already.
void describeCargoSource(std::string_view source, Declaration &declaration);

} // namespace lintel::sbom
