// The files that link commands name with "@file": bounded, and only inside the repository or the build directory.
#pragma once

#include "core/support/file_system.h"

#include <string>
#include <vector>

namespace lintel::sbom {

class ResponseFiles {
public:
  ResponseFiles(const FileSystem &files, std::string root, std::string buildDirectory)
      : files_(files), root_(std::move(root)), buildDirectory_(std::move(buildDirectory)) {}

  // The words with every "@file" replaced by the words in it, also in nested files. Relative names are relative to
  // directory. A file that cannot be read is left out and told in problems, at the place (file, line) of the command.
  std::vector<std::string> expand(const std::vector<std::string> &words, const std::string &directory,
                                  const Problem &place, std::vector<Problem> &problems);

private:
  struct Expansion;
  void expandInto(Expansion &into, const std::vector<std::string> &words, int depth);
  Result<std::vector<std::string>> read(const std::string &name, const std::string &directory);

  const FileSystem &files_;
  std::string root_;
  std::string buildDirectory_;
  std::size_t bytesLeft_ = std::size_t{256} << 20; // for all commands together
};

// Words as GNU tools split a response file: a backslash escapes in quotes of either kind too.
std::vector<std::string> splitResponseFile(const std::string &text);

} // namespace lintel::sbom
