#include "tests/unit/identity/upstream_repository.h"

#include "tests/support/command.h"

#include <catch2/catch.hpp>

namespace lintel::test {

UpstreamRepository::UpstreamRepository() { git({"init", "--quiet", "--initial-branch=main"}); }

std::string UpstreamRepository::git(const std::vector<std::string> &arguments, const std::string &date) const {
  std::vector<std::string> command = {"git"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::map<std::string, std::string> environment = {
      {"GIT_CONFIG_GLOBAL", "/dev/null"},    {"GIT_CONFIG_NOSYSTEM", "1"}, {"GIT_AUTHOR_NAME", "a"},
      {"GIT_AUTHOR_EMAIL", "a@example.org"}, {"GIT_COMMITTER_NAME", "a"},  {"GIT_COMMITTER_EMAIL", "a@example.org"}};
  if (!date.empty()) environment["GIT_COMMITTER_DATE"] = date;
  const CommandResult result = runCommand(command, path(), environment);
  INFO(arguments.front() << ": " << result.err);
  REQUIRE(result.status == 0);
  return result.out.substr(0, result.out.find_last_not_of('\n') + 1);
}

std::string UpstreamRepository::release(const std::string &tag, const Files &files, bool annotated,
                                        const std::string &date) const {
  git({"rm", "-r", "--quiet", "--ignore-unmatch", "."});
  for (const auto &[name, content] : files) directory_.write(name, content);
  git({"add", "--all"});
  git({"commit", "--quiet", "--allow-empty", "--message", tag}, date);
  if (annotated)
    git({"tag", "--annotate", "--message", tag, tag});
  else
    git({"tag", tag});
  return git({"rev-parse", "HEAD"});
}

lintel::GitHistory UpstreamRepository::history() const {
  auto history = lintel::GitHistory::open(path());
  REQUIRE(history);
  return std::move(*history);
}

std::string sourceText(const std::string &name, int version) {
  std::string text;
  for (int line = 0; line < 20; ++line) text += "int " + name + std::to_string(line) + ";\n";
  return text + "int version = " + std::to_string(version) + ";\n";
}

} // namespace lintel::test
