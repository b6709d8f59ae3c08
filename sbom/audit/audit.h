// Engine 3, second half: whether the policy allows what was found.
#pragma once

#include "core/finding/finding.h"
#include "core/support/file_system.h"
#include "core/support/result.h"
#include "sbom/model/bom.h"

#include <string>
#include <vector>

namespace lintel::sbom {

struct DependencyPolicy {
  struct Ban {
    std::string name; // glob over component names and Debian source package names
    std::string reason;
  };
  std::vector<Ban> banned;
  std::vector<std::string> allowedLicenses;   // SPDX ids or "id WITH exception"; empty: any
  std::vector<std::string> licenseExceptions; // globs over component names that need no allowed licence
};

// Findings "dependencies/banned", "dependencies/license" and "dependencies/unknown-license", one for
// each component, at the first include in the project's own code that pulls the component in. The
// finding's symbol is the component's name: it keeps fingerprints apart that share a line, and lets a
// waiver name the component. Fingerprints are not yet assigned. Errors: a glob that does not compile.
Result<std::vector<Finding>> audit(const FileSystem &files, const std::string &root, const Bom &bom,
                                   const DependencyPolicy &policy);

} // namespace lintel::sbom
