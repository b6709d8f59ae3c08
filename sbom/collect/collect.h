// Engine 3, first half: what was really compiled, and who owns it.
#pragma once

#include "core/support/file_system.h"
#include "core/support/result.h"
#include "sbom/collect/include_scan.h"
#include "sbom/model/bom.h"

#include <string>
#include <vector>

namespace lintel::sbom {

struct CollectOptions {
  std::string root; // absolute repository root
  std::string projectName;
  std::vector<std::string> vendored;             // directory globs, repo-relative, from the policy
  std::string dpkgDirectory = "/var/lib/dpkg";   // may be absent: not a Debian system
  std::string docDirectory = "/usr/share/doc";   // Debian copyright files
  std::string distro;                            // for purls, "debian-12"; empty: left out
  std::vector<std::string> toolchainDirectories; // the compiler's own headers, as far as no package owns them
  // More of the project's own, such as a build directory outside root, as far as no package owns the
  // files. One that contains root is passed over.
  std::vector<std::string> projectDirectories;
};

// Joins the includes of every unit with the owners of the headers. Errors: a vendored glob that does
// not compile, a dpkg database that is there but cannot be read or is damaged.
Result<Bom> collect(const FileSystem &files, const CollectOptions &options, const std::vector<UnitIncludes> &units);

} // namespace lintel::sbom
