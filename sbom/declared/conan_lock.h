// conan.lock of Conan 1 (a graph of nodes) and Conan 2 (lists of references).
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isConanLock(std::string_view path);

// What the lock itself says. Errors: not JSON, neither of the two layouts, a reference that is none.
Result<std::vector<Declaration>> declaredInConanLock(const Manifest &manifest);

// The same, joined with the conanfile.py or conanfile.txt beside it.
Result<std::vector<Declaration>> readConanLock(const Manifest &manifest);

} // namespace lintel::sbom
