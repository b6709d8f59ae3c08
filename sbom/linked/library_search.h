// Where the linker finds "-lz", and the loader "libz.so.1" (ld(1), ld.so(8)).
#pragma once

#include "core/support/file_system.h"
#include "sbom/linked/link_command.h"

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace lintel::sbom {

class LibrarySearch {
public:
  // directories: searched after those of the command; empty: Debian's. outputs: files that the build makes, and that
  // are found even where they are not built yet.
  LibrarySearch(const FileSystem &files, std::vector<std::string> directories, const std::set<std::string> &outputs);

  // The file behind "-lNAME" or "-l:FILE": in each directory the shared object, then the archive; only the archive
  // with onlyStatic. nullopt when there is none.
  std::optional<std::string> find(const CommandInput &library, const std::vector<std::string> &directories);

  // The file behind a NEEDED name: a path as it is, else searched in directories and then in the general ones.
  std::optional<std::string> findNeeded(const std::string &name, const std::vector<std::string> &directories);

private:
  std::optional<std::string> findIn(const std::vector<std::string> &names, const std::vector<std::string> &directories);
  bool exists(const std::string &path);

  const FileSystem &files_;
  std::vector<std::string> directories_;
  std::unordered_set<std::string> outputs_;
  std::unordered_map<std::string, bool> isFile_; // every name is asked for many times
};

// Debian's directories for libraries of the machine, in the order in which the linker searches them.
std::vector<std::string> debianLibraryDirectories(const FileSystem &files);

} // namespace lintel::sbom
