// MODULE.bazel.lock: which version of each module the resolution chose. It lists the registry's files by URL, and the
// source.json of chosen versions only (https://bazel.build/external/lockfile).
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

struct LockedModule {
  std::string name;
  std::string version;
  std::string registry; // "https://bcr.bazel.build"
  Location location;    // of the name, in the URL
};

// In the order of the file. Errors: those of parseJson.
Result<std::vector<LockedModule>> lockedModules(std::string_view text, const std::string &file);

bool isBazelLock(std::string_view path);

// Modules that the MODULE.bazel beside the lock does not name itself; those that it does are declared there.
Result<std::vector<Declaration>> readBazelLock(const Manifest &manifest);

} // namespace lintel::sbom
