// Decides who owns each file of a build: headers that units include, files that artefacts are linked with.
#pragma once

#include "core/support/file_system.h"
#include "core/support/result.h"
#include "sbom/collect/collect.h"
#include "sbom/collect/debian.h"
#include "sbom/collect/package_directories.h"
#include "sbom/collect/vendored.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace lintel::sbom {

struct Owner {
  Origin origin = Origin::Unknown;
  const DebianPackage *debian = nullptr; // DebianPackage
  PackageDirectory package;              // Fetched, Conan, Vcpkg
  std::string directory;                 // Vendored, Submodule: repo-relative; Toolchain: as the options name it
  std::string file;                      // repo-relative inside the repository, absolute outside; normalised
  bool isFileItself = false;             // Vendored: the directory is the file, which lies directly in a container

  // A manifest that lies directly in "third_party" lists what the project takes from there; one in a directory below
  // speaks for that directory.
  bool isManifestOfProject() const { return origin == Origin::Project || isFileItself; }
};

class Owners {
public:
  // paths: absolute. files and the database must outlive the object.
  static Result<Owners> decide(const FileSystem &files, const CollectOptions &options, const DebianDatabase &database,
                               const std::set<std::string> &paths);

  const Owner &of(const std::string &path) const { return owners_.at(path); }

private:
  std::optional<Owner> inRepository(const FileSystem &files, const CollectOptions &options, const std::string &path,
                                    const std::string &realPath) const;
  std::string firstOfCopy(const FileSystem &files, const std::string &root, const std::string &file) const;

  VendoredDirectories vendored_;
  std::map<std::string, Owner> owners_;
};

} // namespace lintel::sbom
