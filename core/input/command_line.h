// The files that a command names with "@file", read without running the compiler's driver.
#pragma once

#include "core/support/file_system.h"
#include "core/support/result.h"

#include <string>
#include <vector>

namespace lintel {

// Replaces "@file" by the arguments in that file, for all entries of one database: what they may
// hold together is bounded, because a few bytes in the database can name the same file many times.
class ResponseFiles {
public:
  // Files within either of the two directories (symbolic links resolved) may be read.
  ResponseFiles(const FileSystem &files, std::string root, std::string databaseDirectory);

  // Relative names are relative to directory, as for the compiler. Errors say which file and why.
  Result<std::vector<std::string>> expand(const std::vector<std::string> &arguments, const std::string &directory);

private:
  struct Expansion;
  Status expandInto(Expansion &into, const std::vector<std::string> &arguments, int depth);
  Result<std::vector<std::string>> readArguments(const std::string &name, const std::string &directory);

  const FileSystem &files_;
  std::string root_;
  std::string databaseDirectory_;
  std::size_t bytesLeft_;
  std::size_t argumentsLeft_;
};

} // namespace lintel
