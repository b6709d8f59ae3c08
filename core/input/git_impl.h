// What the sources of GitRepository share. A tree, whether the index or a commit, is a sorted map;
// libgit2's diff is used for the one comparison that needs it: the index against the work tree,
// where the index's time stamps spare reading every file.
#pragma once

#include "core/input/git.h"
#include "core/input/git_handle.h"

#include <map>
#include <set>

namespace lintel {

struct TreeEntry {
  git_oid id;
  unsigned mode;

  bool isRegular() const { return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE; }
  bool isLink() const { return mode == GIT_FILEMODE_LINK; }
  bool isSubmodule() const { return mode == GIT_FILEMODE_COMMIT; }
  // The same content of the same kind; the executable bit makes no difference.
  bool sameAs(const TreeEntry &other) const {
    return git_oid_equal(&id, &other.id) && isRegular() == other.isRegular() && isLink() == other.isLink();
  }
};

using TreeEntries = std::map<std::string, TreeEntry>; // repo-relative path -> blob

// The work tree as the index sees it; repo-relative paths.
struct WorkTreeState {
  std::set<std::string> changed;   // tracked, with another content or kind than in the index
  std::set<std::string> deleted;   // tracked, but not there
  std::set<std::string> untracked; // and not ignored; a nested repository is one path
};

struct GitRepository::Impl {
  git::Repository repository;
  std::string root;
  std::string indexFile; // absolute; empty: the repository's own

  // The index as it now is on disk.
  Result<git::Index> readIndex() const;
  // The same, to judge what it holds. Errors: locked, unresolved conflicts.
  Result<git::Index> readIndexToCommit() const;
  // What a commit of the index would hold: neither conflicting nor intent-to-add entries.
  Result<TreeEntries> stagedEntries(git_index *index) const;
  Result<TreeEntries> commitEntries(const git_oid &commit) const;
  // Of HEAD; empty before the first commit.
  Result<TreeEntries> headEntries() const;
  Result<WorkTreeState> compareWorkTree(git_index *index) const;

  // The tree in place of the work tree; the index tells what the work tree holds.
  Result<TreeView> view(const TreeEntries &tree, git_index *index) const;
  // The blob. Errors: missing, broken, over maxSize; they name path.
  Result<std::string> content(const git_oid &id, const std::string &path, std::uint64_t maxSize = kMaxFileSize) const;
  bool leavesTree(const std::string &path) const; // a link on the disk that leads out of the work tree
  std::string absolute(const std::string &path) const { return root + "/" + path; }

  bool isShallow() const { return git_repository_is_shallow(repository.get()) == 1; }
  Result<git_oid> headCommit() const;
  Result<git_oid> resolveCommit(const std::string &revision) const;
  Problem unknownRevision(const std::string &revision) const;
};

// Paths whose entries differ between two trees, sorted.
std::set<std::string> differingPaths(const TreeEntries &before, const TreeEntries &after);

} // namespace lintel
