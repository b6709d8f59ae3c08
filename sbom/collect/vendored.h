// Foreign code kept inside the repository: which directories it has, and what each says of itself.
#pragma once

#include "core/support/file_system.h"
#include "core/support/glob.h"
#include "core/support/result.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// Whether a directory, repo-relative, states a licence or a version of its own.
using StatesItsOwn = std::function<bool(const std::string &directory)>;

class VendoredDirectories {
public:
  // globs: the policy's; when there are none, the children of customary containers count, at any depth. submodules:
  // repo-relative path -> commit; each is foreign whatever the globs say.
  // statesItsOwn: asked of the children of contrib directories; without it none of them counts.
  static Result<VendoredDirectories> compile(const std::vector<std::string> &globs,
                                             const std::map<std::string, std::string> &submodules = {},
                                             StatesItsOwn statesItsOwn = {});

  // The foreign directory that holds a repo-relative file, by longest match: a submodule; the outermost directory for
  // each glob ("third_party/zlib" for "third_party/zlib/contrib/x.h" and "third_party/*"), or the file itself where a
  // glob names it; without globs, the innermost child of a customary container, where a file directly in a container
  // ("third_party/json.hpp") is its own component. A child directory of contrib counts where it states its own licence
  // or version, unless it lies in foreign code already, whose extras it holds.
  std::optional<std::string> directoryOf(std::string_view file) const;

private:
  bool isForeignContrib(std::string_view directory) const;

  std::vector<Glob> globs_;
  std::set<std::string, std::less<>> submodules_;
  StatesItsOwn statesItsOwn_;
};

// The path of a source or header without its ending ("src/crc32c" of "src/crc32c.h"); nullopt for any other file.
std::optional<std::string_view> sourceStem(std::string_view path);

// The sources and headers beside a file that differ from it in the ending only, and itself: one library in several
// files. An object is none of them, unless no source of it is there. Repo-relative as the file, sorted.
std::vector<std::string> filesOfOneStem(const FileSystem &files, const std::string &root, const std::string &file);

struct Proven {
  std::string value;
  std::string file; // repo-relative; empty when nothing is proven
};

// The version that a directory of the repository states in vcpkg.json, package.json, VERSION, CMakeLists.txt,
// meson.build or configure.ac. Statements that contradict each other prove nothing.
// directory: repo-relative, "." for the root.
Proven provenVersion(const FileSystem &files, const std::string &root, const std::string &directory);

// Whether a directory has a version as above, or a licence file, whatever that says.
bool statesItsOwn(const FileSystem &files, const std::string &root, const std::string &directory);

struct ProvenLicenses {
  std::vector<std::string> expressions; // sorted; all hold
  std::string file;                     // repo-relative, the first that states one
};

// Files of the directory, or of the root for ".", whose names say that they hold a licence; relative to the root.
std::vector<std::string> licenseFiles(const FileSystem &files, const std::string &root, const std::string &directory);

// From the licence files of a directory.
ProvenLicenses provenLicenses(const FileSystem &files, const std::string &root, const std::string &directory);

} // namespace lintel::sbom
