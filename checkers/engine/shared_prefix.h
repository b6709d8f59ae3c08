// What a build precompiles. CMake's target_precompile_headers hands every unit the same headers first, and without the
// compiler's own precompiled form they would be parsed again for each unit, for most of its time. A precompiled file of
// the build is never loaded (a pull request could bring one); a worker makes its own, in memory, and uses it for all
// units that begin in the same way.
#pragma once

#include "checkers/engine/engine.h"

#include "llvm/Support/VirtualFileSystem.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lintel::checkers {

// The precompiled form of what comes first in a unit.
struct SharedPrefix {
  static constexpr const char *kPath = "/lintel/shared-prefix.pch"; // in the file system that `over` gives
  std::string mainFile; // the empty file that it was made for; Clang looks whether it is still the same
  std::string bytes;

  // files with the prefix in them; the prefix must outlive the result.
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> over(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files) const;
};

// One for each run, made before the workers; each worker fills its own copy.
class SharedPrefixes {
public:
  SharedPrefixes(const std::vector<Unit> &units, const EngineOptions &options);

  // The prefix to parse the unit with. nullptr: parse it as it stands. That is also so for the first unit of every
  // group, so that what a check sees in the directives of the prefix itself is seen once.
  const SharedPrefix *of(const Unit &unit);
  // Whether `of` would give or make one.
  bool isAskedFor(const Unit &unit) const { return groups_.count(unit.name) != 0; }

private:
  std::unique_ptr<SharedPrefix> make(const Unit &unit);

  const EngineOptions &options_;
  std::size_t held_ = 0;                                          // bytes of all prefixes
  std::map<std::string, std::string> groups_;                     // unit name -> key, of those that share a prefix
  std::map<std::string, std::unique_ptr<SharedPrefix>> prefixes_; // by key; nullptr: it cannot be shared
};

} // namespace lintel::checkers
