// Opening a repository, with an error that says what to do: none there, broken, of another owner.
#pragma once

#include "core/input/git_handle.h"

namespace lintel::git {

enum class Search {
  Upwards, // path may lie below the root of the work tree
  Nowhere  // path is the repository, or the root of its work tree
};

// Honours safe.directory of the user's own configuration, '*' too.
Status open(Repository &repository, const std::string &path, Search search);

} // namespace lintel::git
