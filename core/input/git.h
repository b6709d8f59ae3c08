// The repository through libgit2, read only: neither the work tree nor the index is ever written.
#pragma once

#include "core/support/file_system.h"
#include "core/support/result.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lintel {

// A tree to judge, as an overlay over the disk: files that differ from the work tree carry their
// content, files that the tree does not have (and that are not ignored) are absent.
// A tracked symbolic link shows what it leads to within the tree. Submodules stay as they are on disk.
struct TreeView {
  Overlay overlay;                // absolute paths; content as Git stores it (no line-ending conversion)
  std::vector<std::string> files; // every tracked regular file, and every link out of the tree; repo-relative, sorted
  std::map<std::string, std::string> submodules; // repo-relative path -> the commit that the tree records
};

class GitRepository {
public:
  // The repository that contains path (which may be below its root). Errors: no repository, a bare
  // one, a broken one, one of another owner; the message says which and what to do.
  // indexFile: the index to use instead of the repository's own, as Git names it to a hook in
  // GIT_INDEX_FILE (`git commit -a` and `git commit FILE` prepare one); relative to the root.
  static Result<GitRepository> discover(const std::string &path, const std::string &indexFile = "");

  ~GitRepository();
  GitRepository(GitRepository &&) noexcept;
  GitRepository &operator=(GitRepository &&) noexcept;

  const std::string &root() const; // absolute, symbolic links resolved, no trailing slash

  // Where the repository comes from, as Git's configuration writes it: the URL of "origin", else that of the only
  // remote; empty: nobody knows.
  std::string originUrl() const;

  // The directory Git runs hooks from: core.hooksPath if set (relative to the root), else the
  // common directory's hooks/ (also in a linked worktree).
  Result<std::string> hooksDirectory() const;

  // Regular files of the work tree that Git tracks or does not ignore, repo-relative, sorted. A link that
  // leaves the tree is among them: it cannot be judged, and that must be said.
  Result<std::vector<std::string>> workTreeFiles() const;

  // The submodules that the index records: repo-relative path -> commit.
  Result<std::map<std::string, std::string>> submodules() const;

  // Exactly what `git commit` would record now. Untracked files that are not ignored are absent.
  // Errors: a broken or locked index, unresolved conflicts (named), a file over kMaxFileSize.
  Result<TreeView> stagedTree() const;
  // Files whose staged content differs from HEAD (all of them before the first commit); deleted ones included.
  Result<std::vector<std::string>> stagedFiles() const;

  // The commit that a revision names, as a full object id. Errors: unknown revision (with near names).
  Result<std::string> commitId(const std::string &revision) const;
  // The best common ancestor of a commit (by default HEAD) and revision, as a full object id. Errors: those
  // of commitId, no common ancestor, a shallow clone that ends before it.
  Result<std::string> mergeBase(const std::string &revision, const std::string &commit = "HEAD") const;
  // The tree of a commit (a full object id, as commitId gives it) in place of the work tree.
  Result<TreeView> commitTree(const std::string &commit) const;
  // Files that differ between the commit and: the index (staged) or the work tree (not ignored files).
  Result<std::vector<std::string>> changedFiles(const std::string &commit, bool staged) const;

  struct Impl; // known only to the sources of this class

private:
  explicit GitRepository(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace lintel
