// Who owns a file of a Debian system, read from dpkg's own database (dpkg(1), FILES) without running it.
#pragma once

#include "core/support/file_system.h"
#include "core/support/result.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

struct DebianPackage {
  std::string name;
  std::string version;
  std::string architecture;
  std::string source;
  std::string sourceVersion;
  std::string maintainer;                        // "Name <address>"
  std::vector<std::string> provides;             // names of virtual packages
  std::vector<std::vector<std::string>> depends; // names; any of the inner list satisfies
};

// A path as Debian 12 has it on disk: /bin, /lib, /lib32, /lib64, /libx32 and /sbin are links into
// /usr, while packages still list files under either name.
std::string mergedUsrPath(std::string_view path);

class DebianDatabase {
public:
  // Reads <directory>/status and <directory>/diversions. A directory without a status file is no
  // error: it is not a Debian system, and nothing has an owner.
  static Result<DebianDatabase> load(const FileSystem &files, const std::string &directory);

  // The owner of each of the paths that has one. paths must have passed mergedUsrPath. Reads every
  // file list once. Of several owners (the same package for two architectures) the machine's own
  // architecture wins, then the first by name.
  Result<std::map<std::string, const DebianPackage *>> owners(const std::set<std::string> &paths) const;

private:
  struct Diversion {
    std::string target;
    std::string package; // whose own file stays in place; ":" for none
  };
  struct PackageList { // <directory>/info/<file>
    std::string file;
    const DebianPackage *package;
  };

  Status readStatus();
  Status readDiversions();
  std::vector<PackageList> packageLists() const;
  bool precedes(const DebianPackage &a, const DebianPackage &b) const;

  const FileSystem *files_ = nullptr;
  std::string directory_;
  std::string nativeArchitecture_;
  std::map<std::pair<std::string, std::string>, DebianPackage> packages_; // by name and architecture
  std::map<std::string, Diversion, std::less<>> diversions_;              // by the diverted path
};

} // namespace lintel::sbom
