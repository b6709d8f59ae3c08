// xmake.lua: add_requires() and package() definitions.
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isXmakeFile(std::string_view path);
Result<std::vector<Declaration>> readXmake(const Manifest &manifest);

} // namespace lintel::sbom
