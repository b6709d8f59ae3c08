// conanfile.py, read and never run: requirements that stand there as text are declarations, computed ones are
// declarations that are not resolved.
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isConanfilePy(std::string_view path);

// What the file itself says: class attributes (requires, build_requires, tool_requires, test_requires,
// python_requires) and calls of self.requires() and its sisters; the condition is the text of the enclosing
// if, for, while and except. Errors: a string or bracket that is not closed, a file of more than 1 MiB.
Result<std::vector<Declaration>> declaredInConanfilePy(const Manifest &manifest);

// The same without what a conan.lock beside it holds.
Result<std::vector<Declaration>> readConanfilePy(const Manifest &manifest);

} // namespace lintel::sbom
