// package-lock.json and npm-shrinkwrap.json: every package that npm installs. Version 1 nests dependencies, versions
// 2 and 3 list packages by the directory that they are installed to.
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isPackageLock(std::string_view path); // not one of an installed package

// Packages of the repository itself (the root, workspaces, links) are left out. Direct: what the root or a workspace
// names; version 1 does not say that, so package.json beside it is asked. Errors: not JSON, no list of packages.
Result<std::vector<Declaration>> readPackageLock(const Manifest &manifest);

} // namespace lintel::sbom
