// Repositories that tests make: files committed and tagged with the real git.
#pragma once

#include "core/input/git_history.h"
#include "tests/support/temporary_directory.h"

#include <map>
#include <string>
#include <vector>

namespace lintel::test {

using Files = std::map<std::string, std::string>; // path -> content

class UpstreamRepository {
public:
  UpstreamRepository();

  // Replaces all files, commits them and tags the commit; its id. Annotated tags carry a message. date: of the commit,
  // as Git reads it; empty: now.
  std::string release(const std::string &tag, const Files &files, bool annotated = false,
                      const std::string &date = {}) const;
  // What it says; fails the test on an error.
  std::string git(const std::vector<std::string> &arguments, const std::string &date = {}) const;
  std::string path() const { return directory_.path(); }
  lintel::GitHistory history() const;

private:
  TemporaryDirectory directory_;
};

// A file of many lines that nobody else has, apart from the ones with the same name and version.
std::string sourceText(const std::string &name, int version = 1);

} // namespace lintel::test
