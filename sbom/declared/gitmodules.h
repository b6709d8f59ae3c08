// .gitmodules with the commits that Git records: submodules.
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isGitmodules(std::string_view path); // Git reads only the one at the root

// One declaration for each submodule, named after its repository; the place is that of its [submodule "..."] header.
// A submodule without recorded commit, and a recorded commit without entry, are not resolved, and say so.
// Errors: a line that git-config(5) does not know.
Result<std::vector<Declaration>> readGitmodules(const Manifest &manifest);

} // namespace lintel::sbom
