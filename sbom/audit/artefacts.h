// The directories of downloads that a policy names: FetchContent's, the caches of Go, npm and Conan, vcpkg's.
#pragma once

#include "core/support/file_system.h"
#include "core/support/result.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace lintel::sbom {

class Artefacts {
public:
  // directories: absolute, or relative to root; one of these that a link leads out of root is left out. Symbolic links
  // below are followed, to a bounded depth and number of files; isWhole() says whether that was enough.
  Artefacts(const FileSystem &files, const std::string &root, const std::vector<std::string> &directories);

  // Files with one of these names, by name; absolute paths in the order of the directories.
  std::map<std::string, std::vector<std::string>> find(const std::set<std::string> &names);
  bool isWhole() const { return isWhole_; }

  // The files among <directory>/<path> for all directories.
  std::vector<std::string> at(const std::vector<std::string> &paths) const;

  Result<std::string> read(const std::string &path) const; // at most 256 MiB
  const std::vector<std::string> &directories() const { return directories_; }

private:
  struct Walk;
  void walk(const std::string &directory, int depth, Walk &walk);

  const FileSystem &files_;
  std::vector<std::string> directories_; // absolute
  bool isWhole_ = true;
};

} // namespace lintel::sbom
