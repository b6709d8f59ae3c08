#include "history.h"

#include "tests/support/command.h"

#include <catch2/catch.hpp>

namespace lintel::test {

History::History() {
  directory_.write("repo/first", "1");
  git({"init", "-q", "-b", "main"});
}

std::string History::git(const std::vector<std::string> &arguments, const std::string &directory) const {
  std::vector<std::string> command = {"git"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const CommandResult result = runCommand(command, directory.empty() ? path() : directory,
                                          {{"HOME", directory_.path()},
                                           {"GIT_CONFIG_NOSYSTEM", "1"},
                                           {"GIT_AUTHOR_NAME", "a"},
                                           {"GIT_AUTHOR_EMAIL", "a@example.org"},
                                           {"GIT_COMMITTER_NAME", "a"},
                                           {"GIT_COMMITTER_EMAIL", "a@example.org"},
                                           {"GIT_AUTHOR_DATE", "2024-01-01T00:00:00Z"},
                                           {"GIT_COMMITTER_DATE", "2024-01-01T00:00:00Z"}});
  INFO(result.err);
  REQUIRE(result.status == 0);
  return result.out.substr(0, result.out.find_last_not_of('\n') + 1);
}

std::string History::commit(const std::string &file) const {
  directory_.write("repo/" + file, file);
  git({"add", "-A"});
  git({"commit", "-q", "-m", file});
  return git({"rev-parse", "HEAD"});
}

} // namespace lintel::test
