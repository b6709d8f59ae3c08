#include "core/input/git_impl.h"
#include "core/input/git_loose_objects.h"
#include "core/input/git_open.h"
#include "core/support/path.h"

#include <filesystem>
#include <git2/sys/repository.h>

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
  auto impl = std::make_unique<Impl>();
  if (auto opened = git::open(impl->repository, path, git::Search::Upwards); !opened)
    return fail(std::move(opened.error()));
  const char *workTree = git_repository_workdir(impl->repository.get());
  if (!workTree || git_repository_is_bare(impl->repository.get())) return fail(bare(path));
  if (auto added = git::addLooseObjectReader(impl->repository.get()); !added) return fail(std::move(added.error()));
  impl->root = realPath(workTree);
  if (!indexFile.empty()) impl->indexFile = absolutePath(indexFile, impl->root);
  return GitRepository(std::move(impl));
}

const std::string &GitRepository::root() const { return impl_->root; }

std::string GitRepository::originUrl() const {
  git_strarray names = {nullptr, 0};
  if (git_remote_list(&names, impl_->repository.get()) != 0) return "";
  const std::string only = names.count == 1 ? names.strings[0] : "origin";
  git_strarray_dispose(&names);
  git::Remote remote;
  if (git::make(remote, git_remote_lookup, impl_->repository.get(), only.c_str()) != 0) return "";
  const char *url = git_remote_url(remote.get());
  return url != nullptr ? url : "";
}

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
