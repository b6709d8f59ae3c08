// Foreign code kept inside the repository: which directories it has, and what each says of itself.
#pragma once

#include "core/support/file_system.h"
#include "core/support/glob.h"
#include "core/support/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

class VendoredDirectories {
public:
  static Result<VendoredDirectories> compile(const std::vector<std::string> &globs);

  // The outermost directory above a repo-relative file that a glob names: "third_party/zlib" for
  // "third_party/zlib/contrib/x.h" and the glob "third_party/*".
  std::optional<std::string> directoryOf(std::string_view file) const;

private:
  std::vector<Glob> globs_;
};

struct Proven {
  std::string value;
  std::string file; // repo-relative; empty when nothing is proven
};

// The version that a directory of the repository states in vcpkg.json, package.json, VERSION or the
// first project() of CMakeLists.txt or meson.build. Statements that contradict each other prove nothing.
// directory: repo-relative, "." for the root.
Proven provenVersion(const FileSystem &files, const std::string &root, const std::string &directory);

struct ProvenLicenses {
  std::vector<std::string> expressions; // sorted; all hold
  std::string file;                     // repo-relative, the first that states one
};

// From the files LICENSE*, LICENCE*, COPYING* and UNLICENSE* of a directory.
ProvenLicenses provenLicenses(const FileSystem &files, const std::string &root, const std::string &directory);

} // namespace lintel::sbom
