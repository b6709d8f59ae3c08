// meson.build: dependency(), find_library() of a compiler, subproject().
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isMesonFile(std::string_view path);
Result<std::vector<Declaration>> readMeson(const Manifest &manifest);

} // namespace lintel::sbom
