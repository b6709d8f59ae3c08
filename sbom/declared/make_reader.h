// Makefiles and Automake's Makefile.am: what they link with (-lNAME) and ask pkg-config for. Make is a shell's
// language with computed names: what cannot be read off the text is passed over.
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

// Makefile, GNUmakefile, makefile, Makefile.am and *.mk. Makefile.in is made from Makefile.am.
bool isMakeFile(std::string_view path);

// Channels "make:-l" and "make:pkg-config"; a name counts once under each condition, at its first place. Errors:
// the file is too large or names too much.
Result<std::vector<Declaration>> readMake(const Manifest &manifest);

} // namespace lintel::sbom
