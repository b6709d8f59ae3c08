// What CMake is asked to find: find_package, pkg_check_modules, pkg_search_module, find_library, check_library_exists
// and the libraries that other checks are linked with.
#pragma once

#include "sbom/declared/cmake_script.h"
#include "sbom/model/declaration.h"

#include <vector>

namespace lintel::sbom {

// Appends what call declares; nothing when it is none of these commands.
void readCMakeFind(const SourceText &source, const CMakeCall &call, std::vector<Declaration> &out);

// The word that follows keyword; nullptr when there is none.
const CMakeWord *wordBehind(const CMakeCall &call, std::string_view keyword);

// When word is not resolved: marks the declaration so, and adds the word to its constraint.
void noteComputed(Declaration &declaration, const CMakeWord &word);

} // namespace lintel::sbom
