// Licences from Debian's copyright files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// SPDX expressions (or the file's own words) for all that a copyright file says of the parts of a
// package that can reach a program; sorted, unique; empty when it says nothing that is understood.
//
// Machine-readable files: every Files paragraph counts, except those that cover only the packaging
// (debian/*), the build system, tests or documentation. Other files: references to
// /usr/share/common-licenses, and the texts and notices that statedLicenses knows.
std::vector<std::string> licensesOfCopyrightFile(std::string_view text);

} // namespace lintel::sbom
