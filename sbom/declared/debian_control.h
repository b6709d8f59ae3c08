// debian/control: what a Debian source package needs to be built and its binary packages to run
// (Debian policy, chapters 5 and 7).
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isDebianControl(std::string_view path); // "debian/control" in any directory

// One declaration for each relation; of alternatives the first is required and the others say whose place they take.
// Relations to packages of the same file are left out, substitution variables are declarations that are not resolved.
// The condition is the relation's list of architectures and profiles, as written. Errors: those of the syntax.
Result<std::vector<Declaration>> readDebianControl(const Manifest &manifest);

} // namespace lintel::sbom
