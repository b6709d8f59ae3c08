// Decides who owns each header of a build.
#pragma once

#include "core/support/file_system.h"
#include "core/support/result.h"
#include "sbom/collect/collect.h"
#include "sbom/collect/debian.h"
#include "sbom/collect/vendored.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace lintel::sbom {

struct Owner {
  Origin origin = Origin::Unknown;
  const DebianPackage *package = nullptr; // DebianPackage
  std::string directory;                  // Vendored: repo-relative; Toolchain: as the options name it
  std::string header;                     // repo-relative inside the repository, absolute outside; normalised
};

class Owners {
public:
  // headers: absolute. files and the database must outlive the object.
  static Result<Owners> decide(const CollectOptions &options, const DebianDatabase &database,
                               const std::set<std::string> &headers);

  const Owner &of(const std::string &header) const { return owners_.at(header); }
  // Whether a repo-relative unit is foreign code, and of which directory.
  std::optional<std::string> vendoredDirectoryOf(const std::string &unit) const { return vendored_.directoryOf(unit); }

private:
  std::optional<Owner> inRepository(const CollectOptions &options, const std::string &header,
                                    const std::string &realPath) const;

  VendoredDirectories vendored_;
  std::map<std::string, Owner> owners_;
};

} // namespace lintel::sbom
