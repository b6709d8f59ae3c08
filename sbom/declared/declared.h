// The declared view: what the manifests of a repository say it depends on.
#pragma once

#include "core/finding/outcome.h"
#include "sbom/declared/reader.h"

namespace lintel::sbom {

struct DeclaredView {
  std::vector<Declaration> declarations; // sorted by location
  std::vector<Outcome> outcomes;         // one for each manifest, engine Sbom, sorted by unit
};

// paths: repo-relative files of the repository. A manifest that cannot be read is an outcome, and the rest is read.
DeclaredView readDeclared(const FileSystem &files, const std::string &root, const std::vector<std::string> &paths,
                          const DeclaredOptions &options);

} // namespace lintel::sbom
