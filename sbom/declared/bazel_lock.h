// MODULE.bazel.lock: which version of each module the resolution chose. It lists the registry's files by URL, and the
// source.json of chosen versions only (https://bazel.build/external/lockfile).
#pragma once

#include "sbom/declared/reader.h"
#include "sbom/declared/source_text.h"

namespace lintel::sbom {

struct LockedModule {
  std::string name;
  std::string version;
  std::string registry; // "https://bcr.bazel.build"
  Span span;            // of the name, in the URL
};

// In the order of the file. Errors: not JSON, with the place.
Result<std::vector<LockedModule>> lockedModules(const SourceText &source);

bool isBazelLock(std::string_view path);

// Modules that the MODULE.bazel beside the lock does not name itself; those that it does are declared there.
Result<std::vector<Declaration>> readBazelLock(const Manifest &manifest);

} // namespace lintel::sbom
