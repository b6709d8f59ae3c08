// What a port of vcpkg downloads, read from its portfile without running it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

struct PortDownload {
  std::string fileName; // in vcpkg's directory of downloads
  std::string sha512;   // lower-case hexadecimal
};

// Calls of vcpkg_from_github, vcpkg_from_gitlab, vcpkg_from_bitbucket and vcpkg_download_distfile. version replaces
// ${VERSION}; a call with any other variable in its name is left out.
std::vector<PortDownload> downloadsOfPort(std::string_view portfile, const std::string &version);

} // namespace lintel::sbom
