#include "core/input/git_impl.h"
#include "core/input/git_loose_objects.h"
#include "core/support/path.h"

#include <filesystem>
#include <git2/sys/repository.h>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>

namespace lintel {
namespace {

namespace fs = std::filesystem;

std::string realPath(const std::string &path) {
  std::error_code error;
  const fs::path resolved = fs::canonical(path, error);
  std::string text = error ? path : resolved.string();
  while (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

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
  git::Config config;
  if (git::make(config, git_config_open_default) != 0) return false;
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

int open(git::Repository &repository, const std::string &path) {
  static std::mutex ownerValidation; // a setting of the whole process
  const std::lock_guard guard(ownerValidation);
  const int error = git::make(repository, git_repository_open_ext, path.c_str(), 0u, nullptr);
  if (error == 0 || !trustsEveryOwner()) return error;
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  const int unvalidated = git::make(repository, git_repository_open_ext, path.c_str(), 0u, nullptr);
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

Problem bare(const std::string &path) {
  Problem problem;
  problem.what = "the Git repository is bare: it has no work tree to judge";
  problem.file = path;
  problem.hint = "use a clone or a linked work tree ('git worktree add')";
  return problem;
}

// The configuration with the work tree's own file, which this version of libgit2 does not read itself.
Result<git::Config> configuration(git_repository *repository) {
  git::Config config;
  if (git::make(config, git_repository_config, repository) != 0)
    return fail(git::problem("the Git configuration cannot be read"));
  int enabled = 0;
  if (git_config_get_bool(&enabled, config.get(), "extensions.worktreeConfig") != 0 || !enabled) return config;
  const std::string file = std::string(git_repository_path(repository)) + "config.worktree";
  const int error =
      git_config_add_file_ondisk(config.get(), file.c_str(), GIT_CONFIG_LEVEL_APP, repository, /*force=*/1);
  if (error != 0 && error != GIT_ENOTFOUND) return fail(git::problem("the Git configuration cannot be read"));
  return config;
}

} // namespace

GitRepository::GitRepository(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GitRepository::~GitRepository() = default;
GitRepository::GitRepository(GitRepository &&) noexcept = default;
GitRepository &GitRepository::operator=(GitRepository &&) noexcept = default;

Result<GitRepository> GitRepository::discover(const std::string &path, const std::string &indexFile) {
  git::initialise();
  git_error_clear();
  auto impl = std::make_unique<Impl>();
  const int error = open(impl->repository, path);
  if (error != 0) return fail(notOpened(error, path));
  const char *workTree = git_repository_workdir(impl->repository.get());
  if (!workTree || git_repository_is_bare(impl->repository.get())) return fail(bare(path));
  if (auto added = git::addLooseObjectReader(impl->repository.get()); !added) return fail(std::move(added.error()));
  impl->root = realPath(workTree);
  if (!indexFile.empty()) impl->indexFile = absolutePath(indexFile, impl->root);
  return GitRepository(std::move(impl));
}

const std::string &GitRepository::root() const { return impl_->root; }

Result<std::string> GitRepository::hooksDirectory() const {
  auto config = configuration(impl_->repository.get());
  if (!config) return fail(std::move(config.error()));
  git::Buffer configured; // a leading ~ is expanded
  const int error = git_config_get_path(configured.get(), config->get(), "core.hooksPath");
  if (error == 0 && !configured.text().empty()) return absolutePath(configured.text(), impl_->root);
  if (error != 0 && error != GIT_ENOTFOUND) return fail(git::problem("core.hooksPath cannot be used"));
  return absolutePath("hooks", git_repository_commondir(impl_->repository.get()));
}

Result<git::Index> GitRepository::Impl::readIndex() const {
  git_error_clear();
  git::Index index;
  const char *hint = "'git status' says more; to build the index anew: remove it and run 'git reset'";
  const int opened = indexFile.empty() ? git::make(index, git_repository_index, repository.get())
                                       : git::make(index, git_index_open, indexFile.c_str());
  // The index is kept by the repository; another process may have written it since.
  if (opened != 0 || git_index_read(index.get(), /*force=*/1) != 0)
    return fail(git::problem("the Git index cannot be read", hint));
  if (!indexFile.empty()) git_repository_set_index(repository.get(), index.get());
  return index;
}

} // namespace lintel
