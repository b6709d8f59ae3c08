// A configure script that a person wrote: the libraries and pkg-config modules that it looks for, in its own text and
// in the files that it reads with "." or "source".
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

// "configure". One that Autoconf made has nothing to say: configure.ac is what a person wrote.
bool isConfigureScript(std::string_view path);

// Channels "shell:-l" and "shell:pkg-config"; a name counts once in each file and under each condition. Declarations
// lie where they stand, also in a file that was read with ".". What is computed is passed over. Errors: the scripts are
// too large or name too much.
Result<std::vector<Declaration>> readConfigureScript(const Manifest &manifest);

} // namespace lintel::sbom
