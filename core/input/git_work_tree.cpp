#include "core/input/git_impl.h"
#include "core/support/path.h"

#include <sys/stat.h>

namespace lintel {
namespace {

bool isRegularOnDisk(const std::string &path) {
  struct stat status{};
  return ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

void addDelta(WorkTreeState &state, const git_diff_delta &delta) {
  std::string path = delta.status == GIT_DELTA_UNTRACKED ? delta.new_file.path : delta.old_file.path;
  while (path.ends_with('/')) path.pop_back(); // a nested repository
  switch (delta.status) {
  case GIT_DELTA_UNTRACKED: state.untracked.insert(std::move(path)); break;
  case GIT_DELTA_DELETED: state.deleted.insert(std::move(path)); break;
  case GIT_DELTA_UNMODIFIED:
  case GIT_DELTA_IGNORED: break;
  default: state.changed.insert(std::move(path)); break;
  }
}

// Entries that Git was told not to compare (skip-worktree, assume-unchanged): we look for ourselves.
bool differsUnwatched(git_repository *repository, const git_index_entry &entry, const std::string &path) {
  if (!(entry.flags & GIT_INDEX_ENTRY_VALID) && !(entry.flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE)) return false;
  git_oid onDisk;
  return !isRegularOnDisk(path) ||
         git_repository_hashfile(&onDisk, repository, path.c_str(), GIT_OBJECT_BLOB, entry.path) != 0 ||
         !git_oid_equal(&onDisk, &entry.id);
}

} // namespace

Result<WorkTreeState> GitRepository::Impl::compareWorkTree(git_index *index) const {
  git_error_clear();
  git_diff_options options;
  git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  options.flags = GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS | GIT_DIFF_INCLUDE_TYPECHANGE |
                  GIT_DIFF_IGNORE_FILEMODE | GIT_DIFF_INCLUDE_UNREADABLE | GIT_DIFF_SKIP_BINARY_CHECK;
  options.ignore_submodules = GIT_SUBMODULE_IGNORE_ALL;
  git::Diff diff;
  if (git::make(diff, git_diff_index_to_workdir, repository.get(), index, &options) != 0)
    return fail(git::problem("the work tree cannot be compared with the Git index"));

  WorkTreeState state;
  for (std::size_t i = 0; i < git_diff_num_deltas(diff.get()); ++i) addDelta(state, *git_diff_get_delta(diff.get(), i));
  for (std::size_t i = 0; i < git_index_entrycount(index); ++i) {
    const git_index_entry &entry = *git_index_get_byindex(index, i);
    const bool intent = entry.flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD;
    if (intent || differsUnwatched(repository.get(), entry, absolute(entry.path))) state.changed.insert(entry.path);
  }
  return state;
}

bool GitRepository::Impl::leavesTree(const std::string &path) const { return !staysInside(absolute(path), root); }

Result<std::vector<std::string>> GitRepository::workTreeFiles() const {
  auto index = impl_->readIndex();
  if (!index) return fail(std::move(index.error()));
  auto state = impl_->compareWorkTree(index->get());
  if (!state) return fail(std::move(state.error()));
  std::set<std::string> paths = std::move(state->untracked);
  for (std::size_t i = 0; i < git_index_entrycount(index->get()); ++i)
    paths.insert(git_index_get_byindex(index->get(), i)->path);
  std::vector<std::string> files;
  for (const std::string &path : paths)
    if (!state->deleted.contains(path) && (isRegularOnDisk(impl_->absolute(path)) || impl_->leavesTree(path)))
      files.push_back(path);
  return files;
}

} // namespace lintel
