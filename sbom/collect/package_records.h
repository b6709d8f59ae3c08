// The records that FetchContent, ExternalProject, Git checkouts, Conan's generators and vcpkg leave on disk.
#pragma once

#include "core/support/file_system.h"
#include "sbom/collect/package_directories.h"

namespace lintel::sbom {

// <subbuild>/<name>-populate-prefix/src/<name>-populate-stamp/: what FetchContent was told to get.
void addPopulateRecord(const FileSystem &files, const std::string &subbuild, const std::string &name,
                       PackageDirectory &package);

// <name>-gitinfo.txt ("repository=", "tag=") and <name>-urlinfo.txt ("url(s)=") of a stamp directory, as CMake's module
// ExternalProject writes them.
void addStampRecord(const FileSystem &files, const std::string &stamp, const std::string &name,
                    PackageDirectory &package);

// The commit that a checkout's .git/HEAD names by itself, or through a reference that is a file.
void addCheckoutRecord(const FileSystem &files, PackageDirectory &package);

// The packages that files made by Conan's CMakeDeps name: <name>-<configuration>-data.cmake sets
// <name>_PACKAGE_FOLDER_*, <name>-config-version.cmake sets PACKAGE_VERSION. Looked for in the build directory, three
// levels deep.
std::vector<PackageDirectory> conanPackages(const FileSystem &files, const std::string &buildDirectory);

// <directory>/vcpkg/status and <directory>/vcpkg/info/<port>_<version>_<triplet>.list: path in the tree -> its port.
std::map<std::string, PackageDirectory> vcpkgOwners(const FileSystem &files, const std::string &directory);

} // namespace lintel::sbom
