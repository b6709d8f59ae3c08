// Calls the program as a function, in a project of two C files: one finding, and none.
#pragma once

#include "tests/support/temporary_directory.h"

#include <map>
#include <string>
#include <vector>

namespace lintel::test {

struct ProgramResult {
  int status = -1;
  std::string out;
  std::string err;
};

// Runs `lintel ARGUMENTS...` in directory, with these variables and no other LINTEL_* one.
ProgramResult lintelIn(const std::string &directory, const std::vector<std::string> &arguments,
                       const std::map<std::string, std::string> &environment = {});

class Project {
public:
  Project(); // src/bad.c drops an error, src/good.c does not; build/compile_commands.json has both
  const std::string &root() const { return directory_.path(); }
  std::string path(const std::string &name) const { return root() + "/" + name; }
  void write(const std::string &name, const std::string &content) const { directory_.write(name, content); }
  void remove(const std::string &name) const;
  void database(const std::vector<std::string> &sources) const;
  std::string read(const std::string &name) const; // "" when it does not exist
  ProgramResult lintel(const std::vector<std::string> &arguments,
                       const std::map<std::string, std::string> &environment = {}) const {
    return lintelIn(root(), arguments, environment);
  }

private:
  TemporaryDirectory directory_;
};

inline constexpr const char *kRule = "lintel-error-discarded";

} // namespace lintel::test
