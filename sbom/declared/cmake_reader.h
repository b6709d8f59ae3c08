// CMakeLists.txt and *.cmake.
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isCMakeFile(std::string_view path);
Result<std::vector<Declaration>> readCMake(const Manifest &manifest);

} // namespace lintel::sbom
