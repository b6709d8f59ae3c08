// configure.ac: the libraries and pkg-config modules that a configure script looks for. The file is M4 over shell:
// what cannot be read off the text is passed over.
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

// configure.ac and its old name configure.in. Macros in *.m4 name nothing before they are called.
bool isAutoconfFile(std::string_view path);

// Channels "autoconf:AC_CHECK_LIB", "autoconf:AC_SEARCH_LIBS", "autoconf:PKG_CHECK_MODULES",
// "autoconf:PKG_CHECK_EXISTS" and "autoconf:-l"; a name counts once in each, in each file and under each condition.
// Files of the repository that it includes are read with it; declarations lie where they stand. Conditions are those of
// the shell's if and case around it. Errors: the files are too large or name too much.
Result<std::vector<Declaration>> readAutoconf(const Manifest &manifest);

} // namespace lintel::sbom
