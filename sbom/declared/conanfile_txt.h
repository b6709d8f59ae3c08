// conanfile.txt: what a consumer requires, one reference a line below [requires] and its sisters.
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isConanfileTxt(std::string_view path);

// What the file itself says. Errors: a line of a list of requirements that is no reference.
Result<std::vector<Declaration>> declaredInConanfileTxt(const Manifest &manifest);

// The same without what a conan.lock beside it holds.
Result<std::vector<Declaration>> readConanfileTxt(const Manifest &manifest);

} // namespace lintel::sbom
