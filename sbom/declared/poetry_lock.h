// poetry.lock of Poetry 1 and 2: every distribution that Poetry installs.
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isPoetryLock(std::string_view path);

// The checksums are those of all files that the lock accepts. Errors: not TOML, a package without name or version.
Result<std::vector<Declaration>> declaredInPoetryLock(const Manifest &manifest);

// The same, joined with the pyproject.toml beside it.
Result<std::vector<Declaration>> readPoetryLock(const Manifest &manifest);

} // namespace lintel::sbom
