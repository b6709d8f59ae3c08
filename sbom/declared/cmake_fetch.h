// What CMake is told to fetch: FetchContent_Declare, ExternalProject_Add, and CPM's commands.
#pragma once

#include "sbom/declared/cmake_script.h"
#include "sbom/model/declaration.h"

#include <string>
#include <vector>

namespace lintel::sbom {

// Appends what call declares; nothing when it is none of these commands. root: absolute directory of the repository.
void readCMakeFetch(const SourceText &source, const std::string &root, const CMakeCall &call,
                    std::vector<Declaration> &out);

// The body of a function is read without its arguments, too, for callers in other files. What a call in the same file
// tells stands for that; what nothing names goes by its address.
void settleComputedNames(std::vector<Declaration> &declarations);

} // namespace lintel::sbom
