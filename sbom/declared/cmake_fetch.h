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

} // namespace lintel::sbom
