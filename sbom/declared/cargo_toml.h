// Cargo.toml: what a crate asks for.
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isCargoToml(std::string_view path);

// What the file itself says, also below [workspace] and [target.'...']; dependencies on directories of the
// repository are its own code and left out, as are those that only point to the workspace's list.
Result<std::vector<Declaration>> declaredInCargoToml(const Manifest &manifest);

// The same without what a lock beside it, or above it (workspaces), holds.
Result<std::vector<Declaration>> readCargoToml(const Manifest &manifest);

} // namespace lintel::sbom
