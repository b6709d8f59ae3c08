#include "core/input/git_open.h"

#include <filesystem>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>

namespace lintel::git {
namespace {

namespace fs = std::filesystem;

// The nearest directory upwards with a .git, which Git nevertheless did not take for a repository.
std::string brokenRepository(fs::path path) {
  for (std::error_code error; !path.empty(); path = path.parent_path()) {
    if (fs::exists(fs::symlink_status(path / ".git", error))) return path.string();
    if (path == path.root_path()) break;
  }
  return "";
}

bool belongsToAnother(const std::string &directory) {
  struct stat status{};
  return !directory.empty() && ::lstat(directory.c_str(), &status) == 0 && status.st_uid != ::geteuid();
}

Problem ownedByAnother(const std::string &directory) {
  Problem problem;
  problem.what = "the repository belongs to another user";
  problem.file = directory;
  problem.hint = "if you trust it: git config --global --add safe.directory " + directory;
  return problem;
}

// Whether the user's own configuration trusts every directory, which this version of libgit2 does not know.
bool trustsEveryOwner() {
  Config config;
  if (make(config, git_config_open_default) != 0) return false;
  bool trusted = false;
  const auto judge = [](const git_config_entry *entry, void *payload) {
    bool &all = *static_cast<bool *>(payload);
    const std::string_view value = entry->value ? entry->value : "";
    all = value == "*" || (all && !value.empty()); // an empty value takes back what was said before
    return 0;
  };
  git_config_get_multivar_foreach(config.get(), "safe.directory", nullptr, judge, &trusted);
  return trusted;
}

int openTrusted(Repository &repository, const std::string &path, unsigned flags) {
  static std::mutex ownerValidation; // a setting of the whole process
  const std::lock_guard guard(ownerValidation);
  const int error = make(repository, git_repository_open_ext, path.c_str(), flags, nullptr);
  if (error == 0 || !trustsEveryOwner()) return error;
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  const int unvalidated = make(repository, git_repository_open_ext, path.c_str(), flags, nullptr);
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1);
  return unvalidated;
}

Problem notOpened(int error, const std::string &path) {
  const std::string broken = brokenRepository(path);
  // Without any safe.directory in the configuration libgit2 says "not found" instead.
  if (error == GIT_EOWNER || (error == GIT_ENOTFOUND && belongsToAnother(broken))) return ownedByAnother(broken);
  if (error == GIT_ENOTFOUND && broken.empty()) {
    Problem problem;
    problem.what = "not in a Git repository";
    problem.file = path;
    problem.hint = "run inside a repository, or make one with 'git init'";
    return problem;
  }
  Problem problem = git::problem("the Git repository cannot be read", "'git status' and 'git fsck' say more");
  problem.file = broken.empty() ? path : broken;
  return problem;
}

} // namespace

Status open(Repository &repository, const std::string &path, Search search) {
  initialise();
  git_error_clear();
  const unsigned flags = search == Search::Upwards ? 0u : GIT_REPOSITORY_OPEN_NO_SEARCH;
  const int error = openTrusted(repository, path, flags);
  if (error != 0) return fail(notOpened(error, path));
  return {};
}

} // namespace lintel::git
