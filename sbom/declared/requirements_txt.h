// requirements.txt of pip (https://pip.pypa.io/en/stable/reference/requirements-file-format/).
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

// "requirements.txt", "requirements-dev.txt", "dev-requirements.txt", "requirements/dev.txt".
bool isRequirementsTxt(std::string_view path);

// Another file that is included ("-r", "-c") is not followed: it is a declaration that is not resolved, unless it is
// there and of such a name that it is read on its own. Directories of the repository are left out.
// Errors: a line that is neither a requirement nor an option.
Result<std::vector<Declaration>> readRequirementsTxt(const Manifest &manifest);

} // namespace lintel::sbom
