// package.json: what an npm package asks for.
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isPackageJson(std::string_view path); // not one of an installed package

// What the file itself says; dependencies on directories of the repository are its own code and left out.
Result<std::vector<Declaration>> declaredInPackageJson(const Manifest &manifest);

// The same without what a lock beside it, or above it (workspaces), holds.
Result<std::vector<Declaration>> readPackageJson(const Manifest &manifest);

} // namespace lintel::sbom
