// The trees: the index and commits as sorted maps, and the content of their files.
#include "core/input/git_impl.h"

#include <filesystem>
#include <string_view>

namespace lintel {
namespace {

constexpr std::size_t kMaxTreeEntries = 2'000'000;
constexpr std::size_t kMaxPath = 4096;

// A crafted tree can hold names that would lead out of the work tree.
bool isSafePath(std::string_view path) {
  if (path.empty() || path.size() > kMaxPath) return false;
  while (true) {
    const auto slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    if (name.empty() || name == "." || name == ".." || name == ".git") return false;
    if (slash == path.npos) return true;
    path.remove_prefix(slash + 1);
  }
}

Problem unsafe(const std::string &path) {
  Problem problem;
  problem.what = "the tree holds a name that no work tree can have: '" + path + "'";
  problem.hint = "'git fsck' finds the commit; do not trust the repository";
  return problem;
}

struct Walk {
  TreeEntries entries;
  Problem problem;
  std::size_t visited = 0; // directories as well: one small tree object can be entered a million times
};

int addTreeEntry(const char *directory, const git_tree_entry *entry, void *payload) {
  Walk &walk = *static_cast<Walk *>(payload);
  const std::string path = std::string(directory) + git_tree_entry_name(entry);
  if (!isSafePath(path)) {
    walk.problem = unsafe(path);
    return -1;
  }
  if (++walk.visited > kMaxTreeEntries) {
    walk.problem.what = "the tree holds more than " + std::to_string(kMaxTreeEntries) + " files and directories";
    return -1;
  }
  if (git_tree_entry_type(entry) == GIT_OBJECT_TREE) return 0;
  walk.entries[path] = {*git_tree_entry_id(entry), static_cast<unsigned>(git_tree_entry_filemode(entry))};
  return 0;
}

std::string lockOf(git_index *index) { return std::string(git_index_path(index)) + ".lock"; }

bool isLocked(git_index *index) {
  std::error_code error;
  return std::filesystem::exists(std::filesystem::symlink_status(lockOf(index), error));
}

Problem locked(git_index *index) {
  Problem problem;
  problem.what = "the Git index is locked";
  problem.file = lockOf(index);
  problem.hint = "another Git command is at work: try again when it has ended; if there is none, remove the file";
  return problem;
}

Problem conflicts(const std::set<std::string> &paths) {
  constexpr std::size_t kShown = 10;
  Problem problem;
  problem.what = "unresolved merge conflicts in";
  std::size_t shown = 0;
  for (const std::string &path : paths)
    if (shown++ < kShown) problem.what += (shown == 1 ? " " : ", ") + path;
  if (paths.size() > kShown) problem.what += " and " + std::to_string(paths.size() - kShown) + " more";
  problem.hint = "resolve them and stage the result with 'git add'";
  return problem;
}

} // namespace

Result<git::Index> GitRepository::Impl::readIndexToCommit() const {
  auto index = readIndex();
  if (!index) return index;
  if (isLocked(index->get()) && indexFile.empty()) return fail(locked(index->get()));
  std::set<std::string> conflicting;
  for (std::size_t i = 0; i < git_index_entrycount(index->get()); ++i) {
    const git_index_entry &entry = *git_index_get_byindex(index->get(), i);
    if (git_index_entry_stage(&entry) != 0) conflicting.insert(entry.path);
  }
  if (!conflicting.empty()) return fail(conflicts(conflicting));
  return index;
}

Result<TreeEntries> GitRepository::Impl::stagedEntries(git_index *index) const {
  TreeEntries entries;
  for (std::size_t i = 0; i < git_index_entrycount(index); ++i) {
    const git_index_entry &entry = *git_index_get_byindex(index, i);
    if (!isSafePath(entry.path)) return fail(unsafe(entry.path));
    if (git_index_entry_stage(&entry) != 0 || (entry.flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD)) continue;
    entries[entry.path] = {entry.id, entry.mode};
  }
  return entries;
}

Result<TreeEntries> GitRepository::Impl::commitEntries(const git_oid &id) const {
  git_error_clear();
  const std::string what = "the tree of commit " + git::hex(id) + " cannot be read";
  git::Commit commit;
  git::Tree tree;
  if (git::make(commit, git_commit_lookup, repository.get(), &id) != 0 ||
      git::make(tree, git_commit_tree, commit.get()) != 0)
    return fail(git::problem(what, "'git fsck' says what is missing"));
  Walk walk;
  if (git_tree_walk(tree.get(), GIT_TREEWALK_PRE, addTreeEntry, &walk) == 0) return std::move(walk.entries);
  if (!walk.problem.what.empty()) return fail(std::move(walk.problem));
  return fail(git::problem(what, "'git fsck' says what is missing"));
}

Result<TreeEntries> GitRepository::Impl::headEntries() const {
  if (git_repository_head_unborn(repository.get()) == 1) return TreeEntries();
  auto head = headCommit();
  if (!head) return fail(std::move(head.error()));
  return commitEntries(*head);
}

Result<std::string> GitRepository::Impl::content(const git_oid &id, const std::string &path,
                                                 std::uint64_t maxSize) const {
  git_error_clear();
  const auto failed = [&] {
    Problem problem = git::problem("its content is not in the repository or broken",
                                   "'git fsck' says more; in a partial clone run 'git fetch --refetch --no-filter'");
    problem.file = path;
    return fail(std::move(problem));
  };
  git::Database database;
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  if (git::make(database, git_repository_odb, repository.get()) != 0 ||
      git_odb_read_header(&size, &type, database.get(), &id) != 0)
    return failed();
  if (size > maxSize) {
    Problem problem;
    problem.what = "the file in Git is larger than the limit of " + std::to_string(maxSize) + " bytes";
    problem.file = path;
    problem.hint = "keep large files out of the tree, or in Git LFS";
    return fail(std::move(problem));
  }
  git::Blob blob;
  if (git::make(blob, git_blob_lookup, repository.get(), &id) != 0) return failed();
  return std::string(static_cast<const char *>(git_blob_rawcontent(blob.get())),
                     static_cast<std::size_t>(git_blob_rawsize(blob.get())));
}

std::set<std::string> differingPaths(const TreeEntries &before, const TreeEntries &after) {
  std::set<std::string> paths;
  for (const auto &[path, entry] : before) {
    const auto other = after.find(path);
    if (other == after.end() || !entry.sameAs(other->second)) paths.insert(path);
  }
  for (const auto &[path, entry] : after)
    if (!before.contains(path)) paths.insert(path);
  return paths;
}

} // namespace lintel
