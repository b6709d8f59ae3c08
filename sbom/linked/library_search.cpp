#include "sbom/linked/library_search.h"

#include "core/support/path.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>
#include <utility>

namespace lintel::sbom {
namespace {

// The newest of GCC's directories, /usr/lib/gcc/<triplet>/<version>; empty when there is none.
std::string gccDirectory(const FileSystem &files, const std::string &triplet) {
  const std::string parent = "/usr/lib/gcc/" + triplet;
  int newest = -1;
  for (const std::string &name : files.list(parent)) {
    int version = -1;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), version);
    if (error == std::errc() && end == name.data() + name.size()) newest = std::max(newest, version);
  }
  return newest < 0 ? "" : parent + "/" + std::to_string(newest);
}

} // namespace

std::vector<std::string> debianLibraryDirectories(const FileSystem &files) {
  static constexpr std::array<const char *, 6> kTriplets = {"x86_64-linux-gnu",    "aarch64-linux-gnu",
                                                            "riscv64-linux-gnu",   "powerpc64le-linux-gnu",
                                                            "arm-linux-gnueabihf", "i386-linux-gnu"};
  std::vector<std::string> directories;
  for (const std::string triplet : kTriplets) {
    if (!files.isFile("/usr/lib/" + triplet + "/libc.so.6") && !files.isFile("/lib/" + triplet + "/libc.so.6"))
      continue;
    if (const std::string gcc = gccDirectory(files, triplet); !gcc.empty()) directories.push_back(gcc);
    for (const char *top : {"/usr/local/lib/", "/usr/lib/", "/lib/"}) directories.push_back(top + triplet);
    break; // the first is the machine's own; others are there for cross compilation
  }
  for (const char *directory : {"/usr/local/lib", "/usr/lib", "/lib", "/usr/lib64", "/lib64"})
    directories.emplace_back(directory);
  return directories;
}

LibrarySearch::LibrarySearch(const FileSystem &files, std::vector<std::string> directories,
                             const std::set<std::string> &outputs)
    : files_(files),
      directories_(directories.empty() ? debianLibraryDirectories(files) : std::move(directories)),
      outputs_(outputs.begin(), outputs.end()) {}

bool LibrarySearch::exists(const std::string &path) {
  if (outputs_.contains(path)) return true;
  const auto [known, isNew] = isFile_.try_emplace(path, false);
  if (isNew) known->second = files_.isFile(path);
  return known->second;
}

std::optional<std::string> LibrarySearch::findIn(const std::vector<std::string> &names,
                                                 const std::vector<std::string> &directories) {
  for (const std::vector<std::string> *list : {&directories, &std::as_const(directories_)})
    for (const std::string &directory : *list)
      for (const std::string &name : names)
        if (std::string path = absolutePath(name, directory); exists(path)) return path;
  return std::nullopt;
}

std::optional<std::string> LibrarySearch::find(const CommandInput &library,
                                               const std::vector<std::string> &directories) {
  if (library.name.starts_with(':')) return findIn({library.name.substr(1)}, directories);
  const std::string stem = "lib" + library.name;
  if (library.onlyStatic) return findIn({stem + ".a"}, directories);
  return findIn({stem + ".so", stem + ".a"}, directories);
}

std::optional<std::string> LibrarySearch::findNeeded(const std::string &name,
                                                     const std::vector<std::string> &directories) {
  if (name.find('/') == std::string::npos) return findIn({name}, directories);
  if (name.starts_with('/') && exists(name)) return name;
  return std::nullopt;
}

} // namespace lintel::sbom
