#include "tests/unit/input/sandbox.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <git2.h>
#include <sstream>
#include <sys/wait.h>

namespace fs = std::filesystem;

namespace {

std::string slurp(const fs::path &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

} // namespace

Sandbox::Sandbox() : root_(home_ / "repo") {
  fs::create_directory(root_);
  git_libgit2_init();
  for (const int level : {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG})
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
  git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL, home_.path().c_str());
}

Sandbox::~Sandbox() { git_libgit2_shutdown(); }

int Sandbox::run(const std::string &command, const std::string &directory) const {
  const std::string isolated = "cd '" + root_ + "/" + directory + "' && env -i PATH=\"$PATH\" HOME='" + home_.path() +
                               "' GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a "
                               "GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a "
                               "GIT_COMMITTER_EMAIL=a@example.org sh -c '" +
                               command + "' >'" + home_ / "out" + "' 2>&1";
  const int status = std::system(isolated.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string Sandbox::git(const std::string &arguments, const std::string &directory) const {
  const int status = run("git " + arguments, directory);
  std::string output = slurp(home_ / "out");
  INFO("git " << arguments << ": " << output);
  REQUIRE(status == 0);
  while (output.ends_with('\n')) output.pop_back();
  return output;
}

void Sandbox::write(const std::string &name, const std::string &content) const {
  const fs::path file = path(name);
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << content;
}

std::string Sandbox::read(const std::string &name) const { return slurp(path(name)); }
void Sandbox::remove(const std::string &name) const { fs::remove_all(path(name)); }

void Sandbox::init() const { git("init -q -b main"); }

std::string Sandbox::commit(const std::string &name, const std::string &content) const {
  write(name, content);
  git("add -f \"" + name + "\"");
  git("commit -q -m change");
  return git("rev-parse HEAD");
}

std::map<std::string, std::string> Sandbox::snapshot() const {
  std::map<std::string, std::string> files;
  for (const auto &entry : fs::recursive_directory_iterator(root_)) {
    if (entry.is_symlink())
      files[entry.path().string()] = "-> " + fs::read_symlink(entry.path()).string();
    else if (entry.is_regular_file())
      files[entry.path().string()] = slurp(entry.path());
  }
  return files;
}
