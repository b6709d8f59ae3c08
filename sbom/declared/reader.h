// What every reader of a manifest format is: a name, the files it reads, and a function from text to declarations.
#pragma once

#include "core/support/file_system.h"
#include "core/support/result.h"
#include "sbom/model/declaration.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

struct DeclaredOptions {
  std::string vcpkgCheckout; // absolute directory of a vcpkg repository that resolves versions; may be empty
  std::map<std::string, std::string> gitlinks; // repo-relative path of each submodule -> the commit that Git records
};

struct Manifest {
  std::string path; // repo-relative
  std::string_view text;
  const FileSystem &files; // for what lies beside it (a lock, a configuration); only below root
  const std::string &root; // absolute
  const DeclaredOptions &options;

  // A file in the manifest's own directory ("go.sum"); nullopt when it is not there, leads out of root or is too large.
  std::optional<std::string> beside(std::string_view name) const;
};

struct Reader {
  const char *name;                     // for messages: "go.mod"
  bool (*reads)(std::string_view path); // repo-relative
  // Sorted by location. Errors: the text is not of its format (file, line, column).
  Result<std::vector<Declaration>> (*read)(const Manifest &manifest);
};

std::span<const Reader> buildFileReaders();   // CMake, Meson, Bazel, xmake, make, Autoconf, shell
std::span<const Reader> packageFileReaders(); // vcpkg, Conan, Git, Go, npm, Cargo, Python, Debian

} // namespace lintel::sbom
