// subprojects/*.wrap: where Meson gets a subproject from (https://mesonbuild.com/Wrap-dependency-system-manual.html).
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isMesonWrap(std::string_view path);
Result<std::vector<Declaration>> readMesonWrap(const Manifest &manifest);

} // namespace lintel::sbom
