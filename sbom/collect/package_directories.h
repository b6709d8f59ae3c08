// Directories that a package manager or the build itself filled: which package a file in them belongs to, read
// from the names and records that these tools leave behind.
#pragma once

#include "core/support/file_system.h"
#include "sbom/model/bom.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lintel::sbom {

struct PackageDirectory {
  Origin origin = Origin::Fetched; // Fetched, Conan or Vcpkg
  std::string name;
  std::string version;   // as the tool's record says; else empty
  std::string directory; // absolute; of vcpkg the directory of the triplet, which its ports share
  std::string url;       // Fetched: where the build got it, when the record says
  std::string revision;  // Fetched: tag or commit, likewise
  std::string triplet;   // vcpkg
  std::string evidence;  // the file that says so, or the directory's name
};

// Answers are kept: a build includes thousands of headers of few packages.
class PackageDirectories {
public:
  // buildDirectory: absolute, or empty; where Conan's generated CMake files are looked for.
  PackageDirectories(const FileSystem &files, std::string buildDirectory);

  // The package of an absolute, normalised path. Layouts: <build>/_deps/<name>-src and -build (FetchContent, CPM),
  // CPM's source cache, <prefix>/src/<name> beside <name>-stamp (ExternalProject), Conan 1 and 2 caches,
  // vcpkg_installed/<triplet> and installed/<triplet> with vcpkg's own file lists.
  std::optional<PackageDirectory> find(const std::string &path);

private:
  using Lookup = std::optional<PackageDirectory> (PackageDirectories::*)(const std::string &path);
  std::optional<PackageDirectory> findFetched(const std::string &path);
  std::optional<PackageDirectory> findInCpmCache(const std::string &path);
  std::optional<PackageDirectory> findExternalProject(const std::string &path);
  std::optional<PackageDirectory> findConan1(const std::string &path);
  std::optional<PackageDirectory> findConan2(const std::string &path);
  std::optional<PackageDirectory> findVcpkg(const std::string &path);

  struct VcpkgTree {
    std::map<std::string, PackageDirectory> owners; // by path relative to the tree: "x64-linux/include/zlib.h"
  };
  const VcpkgTree &vcpkgTree(const std::string &directory);
  void readConanGenerators();

  const FileSystem &files_;
  std::string buildDirectory_;
  std::map<std::string, PackageDirectory> known_; // by directory that holds one package
  std::map<std::string, VcpkgTree> vcpkg_;
  std::optional<std::map<std::string, PackageDirectory>> conan_; // by package directory
};

} // namespace lintel::sbom
