// A Git repository made in a test, with the shapes that commit ranges are judged on.
#pragma once

#include "tests/support/temporary_directory.h"

#include <string>
#include <vector>

namespace lintel::test {

class History {
public:
  History();
  std::string git(const std::vector<std::string> &arguments, const std::string &directory = "") const; // its output
  std::string commit(const std::string &file) const; // one that touches the file; its id
  std::string path() const { return directory_ / "repo"; }
  std::string beside(const std::string &name) const { return directory_ / name; }

private:
  TemporaryDirectory directory_;
};

} // namespace lintel::test
