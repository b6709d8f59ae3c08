// The questions about whole trees: what would be committed, what a commit holds, what differs.
#include "core/input/git_overlay.h"

#include <sys/stat.h>

namespace lintel {
namespace {

std::set<std::string> pathsOf(WorkTreeState state) {
  std::set<std::string> paths = std::move(state.changed);
  paths.merge(state.deleted);
  paths.merge(state.untracked);
  return paths;
}

bool isSubmodule(const TreeEntries &tree, const std::string &path) {
  const auto entry = tree.find(path);
  return entry != tree.end() && entry->second.isSubmodule();
}

std::vector<std::string> withoutSubmodules(const std::set<std::string> &paths, const TreeEntries &before,
                                           const TreeEntries &after) {
  std::vector<std::string> files;
  for (const std::string &path : paths)
    if (!isSubmodule(before, path) && !isSubmodule(after, path)) files.push_back(path);
  return files;
}

// Whether the disk has at path another file than the entry, or one where there is none.
bool differsOnDisk(const GitRepository::Impl &repository, const TreeEntry *entry, const std::string &path) {
  struct stat status{};
  const std::string absolute = repository.absolute(path);
  const bool exists = ::lstat(absolute.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
  if (!exists || !entry) return exists != (entry != nullptr);
  if (!S_ISREG(status.st_mode) || !entry->isRegular()) return true;
  git_oid onDisk; // after line-ending conversion, as it would be stored
  return git_repository_hashfile(&onDisk, repository.repository.get(), absolute.c_str(), GIT_OBJECT_BLOB,
                                 path.c_str()) != 0 ||
         !git_oid_equal(&onDisk, &entry->id);
}

std::map<std::string, std::string> submodulesOf(const TreeEntries &tree) {
  std::map<std::string, std::string> submodules;
  for (const auto &[path, entry] : tree) {
    if (!entry.isSubmodule()) continue;
    char id[GIT_OID_HEXSZ + 1];
    submodules.emplace(path, git_oid_tostr(id, sizeof id, &entry.id));
  }
  return submodules;
}

Result<git_oid> parseId(const std::string &commit) {
  git_oid id;
  if (commit.size() == GIT_OID_HEXSZ && git_oid_fromstr(&id, commit.c_str()) == 0) return id;
  return fail("'" + commit + "' is not a full commit id");
}

} // namespace

Result<TreeView> GitRepository::Impl::view(const TreeEntries &tree, git_index *index) const {
  auto state = compareWorkTree(index);
  if (!state) return fail(std::move(state.error()));
  auto staged = stagedEntries(index);
  if (!staged) return fail(std::move(staged.error()));
  std::set<std::string> differing = pathsOf(std::move(*state));
  differing.merge(differingPaths(*staged, tree));
  auto overlay = OverlayBuilder(*this, tree, differing).build();
  if (!overlay) return fail(std::move(overlay.error()));
  TreeView view{std::move(*overlay), {}, submodulesOf(tree)};
  for (const auto &[path, entry] : tree)
    if (entry.isRegular() || (entry.isLink() && leavesTree(path))) view.files.push_back(path);
  return view;
}

Result<std::map<std::string, std::string>> GitRepository::submodules() const {
  auto index = impl_->readIndex();
  if (!index) return fail(std::move(index.error()));
  auto staged = impl_->stagedEntries(index->get());
  if (!staged) return fail(std::move(staged.error()));
  return submodulesOf(*staged);
}

Result<TreeView> GitRepository::stagedTree() const {
  auto index = impl_->readIndexToCommit();
  if (!index) return fail(std::move(index.error()));
  auto staged = impl_->stagedEntries(index->get());
  if (!staged) return fail(std::move(staged.error()));
  return impl_->view(*staged, index->get());
}

Result<std::vector<std::string>> GitRepository::stagedFiles() const {
  auto index = impl_->readIndexToCommit();
  if (!index) return fail(std::move(index.error()));
  auto staged = impl_->stagedEntries(index->get());
  if (!staged) return fail(std::move(staged.error()));
  auto head = impl_->headEntries();
  if (!head) return fail(std::move(head.error()));
  return withoutSubmodules(differingPaths(*head, *staged), *head, *staged);
}

Result<TreeView> GitRepository::commitTree(const std::string &commit) const {
  auto id = parseId(commit);
  if (!id) return fail(std::move(id.error()));
  auto tree = impl_->commitEntries(*id);
  if (!tree) return fail(std::move(tree.error()));
  auto index = impl_->readIndex();
  if (!index) return fail(std::move(index.error()));
  return impl_->view(*tree, index->get());
}

Result<std::vector<std::string>> GitRepository::changedFiles(const std::string &commit, bool staged) const {
  auto id = parseId(commit);
  if (!id) return fail(std::move(id.error()));
  auto tree = impl_->commitEntries(*id);
  if (!tree) return fail(std::move(tree.error()));
  auto index = staged ? impl_->readIndexToCommit() : impl_->readIndex();
  if (!index) return fail(std::move(index.error()));
  auto entries = impl_->stagedEntries(index->get());
  if (!entries) return fail(std::move(entries.error()));
  std::set<std::string> paths = differingPaths(*tree, *entries);
  if (staged) return withoutSubmodules(paths, *tree, *entries);

  auto state = impl_->compareWorkTree(index->get());
  if (!state) return fail(std::move(state.error()));
  paths.merge(pathsOf(std::move(*state)));
  std::vector<std::string> files;
  for (std::string &path : withoutSubmodules(paths, *tree, *entries)) {
    const auto entry = tree->find(path);
    if (differsOnDisk(*impl_, entry == tree->end() ? nullptr : &entry->second, path)) files.push_back(std::move(path));
  }
  return files;
}

} // namespace lintel
