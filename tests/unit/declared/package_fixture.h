// A repository in memory, and what the readers of package files make of one of its files.
#pragma once

#include "sbom/declared/reader.h"

#include <string>
#include <vector>

namespace lintel::sbom {

struct Repository {
  Overlay files; // repo-relative path -> text
  DeclaredOptions options;

  Result<std::vector<Declaration>> read(const std::string &path) const;
  // The same, which must succeed.
  std::vector<Declaration> declarations(const std::string &path) const;
  // The problem that reading must end in.
  Problem problem(const std::string &path) const;
};

Repository repositoryWith(const std::string &path, const std::string &text);

// "name version" of each, in the order of the list; "!" before what is not direct, "?" after what is not resolved.
std::vector<std::string> summaries(const std::vector<Declaration> &declarations);

// The one with this name; the test fails when there is none or more.
const Declaration &named(const std::vector<Declaration> &declarations, const std::string &name);

} // namespace lintel::sbom
