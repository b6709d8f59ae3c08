// vcpkg.json: the ports that a project asks for; and vcpkg-configuration.json, which says where they come from.
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isVcpkgJson(std::string_view path);
bool isVcpkgConfiguration(std::string_view path);

// One declaration for each dependency, and where a checkout tells it, for each port that these need (not direct, at the
// place of the dependency that leads there). revision: the baseline's commit; source: a registry that is not vcpkg's
// own. A manifest beside a portfile.cmake is that of a port: nothing in it is direct. Errors: those of the format.
Result<std::vector<Declaration>> readVcpkgJson(const Manifest &manifest);

// Declares nothing: its registries are those of the manifest beside it. Errors: those of the format.
Result<std::vector<Declaration>> readVcpkgConfiguration(const Manifest &manifest);

} // namespace lintel::sbom
