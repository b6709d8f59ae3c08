// pyproject.toml: what a Python project asks for, in the standard's tables (PEP 621, 735, 518) and in Poetry's own.
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isPyproject(std::string_view path);

// What the file itself says. Errors: not TOML, a text that is no dependency specifier.
Result<std::vector<Declaration>> declaredInPyproject(const Manifest &manifest);

// The same without what a poetry.lock beside it holds.
Result<std::vector<Declaration>> readPyproject(const Manifest &manifest);

} // namespace lintel::sbom
