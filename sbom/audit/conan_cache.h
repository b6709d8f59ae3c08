// Recipes in the cache of Conan 2, by their revisions.
#pragma once

#include "core/support/file_system.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lintel::sbom {

class ConanCache {
public:
  // directories: absolute; a cache itself ("~/.conan2", with the packages in "p") or its folder of packages.
  ConanCache(const FileSystem &files, const std::vector<std::string> &directories);

  // Whether a recipe of this revision is there, and of which of its files the content is not what the revision was
  // made of. A revision is the MD5 of the recipe's conanmanifest.txt without its first line, the time.
  struct Check {
    std::string recipe;               // directory
    std::vector<std::string> changed; // files; sorted
  };
  std::optional<Check> check(const std::string &revision) const;

private:
  const FileSystem &files_;
  std::map<std::string, std::string> recipes_; // revision -> directory of the recipe
};

} // namespace lintel::sbom
