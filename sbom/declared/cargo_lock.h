// Cargo.lock, versions 1 to 4: every crate that Cargo builds.
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isCargoLock(std::string_view path);

// Crates of the repository itself (those without a source) are left out; what they depend on is direct.
// Errors: not TOML, a package without name or version.
Result<std::vector<Declaration>> declaredInCargoLock(const Manifest &manifest);

// The same with the constraints and scopes of the Cargo.toml beside it.
Result<std::vector<Declaration>> readCargoLock(const Manifest &manifest);

} // namespace lintel::sbom
