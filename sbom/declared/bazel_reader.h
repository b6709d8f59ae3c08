// MODULE.bazel, WORKSPACE and *.bzl: modules, their overrides, and repositories that rules fetch.
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isBazelFile(std::string_view path);
Result<std::vector<Declaration>> readBazel(const Manifest &manifest);

} // namespace lintel::sbom
