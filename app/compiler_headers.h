// Lintel scans with Clang, and so finds Clang's <stddef.h>. A bill of materials is about the compiler that the build
// runs: its header of the same name takes the place.
#pragma once

#include "core/support/file_system.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lintel::app {

class CompilerHeaders {
public:
  explicit CompilerHeaders(const FileSystem &files) : files_(files) {}

  // headers: absolute, as scanned with Lintel's Clang. compiler: as the compile database names it. A header that the
  // build's compiler does not have is its own affair and falls away; one of a compiler that is not found stays.
  void replace(const std::string &compiler, std::vector<std::string> &headers);

private:
  const std::optional<std::string> &directoryOf(const std::string &compiler);

  const FileSystem &files_;
  std::map<std::string, std::optional<std::string>> directories_; // by compiler; nullopt: not found
};

} // namespace lintel::app
