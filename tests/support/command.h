// Runs a program and keeps what it says. For tests only: no shell, no timeout of its own (ctest has one).
#pragma once

#include <map>
#include <string>
#include <vector>

namespace lintel::test {

struct CommandResult {
  int status = -1; // exit code, or 128 + signal
  std::string out;
  std::string err;
};

// environment is added to the test's own; directory "" is the current one.
CommandResult runCommand(const std::vector<std::string> &arguments, const std::string &directory = "",
                         const std::map<std::string, std::string> &environment = {});

} // namespace lintel::test
