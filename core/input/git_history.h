// What a Git repository holds beside its work tree: tags, the files of a commit, their content. Bare
// repositories too: upstream projects are kept as such. Nothing is written to a repository that is opened.
#pragma once

#include "core/support/file_system.h"
#include "core/support/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lintel {

struct GitRepositoryParts; // known only to git_history.cpp

class GitHistory {
public:
  struct Tag {
    std::string name;      // without "refs/tags/"
    std::string commit;    // full object id, annotated tags peeled
    std::int64_t time = 0; // of the commit, seconds since 1970
  };
  struct File {
    std::string path; // relative to the root of the tree
    std::string blob; // full object id
    bool executable = false;
  };

  // path: a bare repository, or the root of a work tree. Errors: no repository, broken, of another owner.
  static Result<GitHistory> open(const std::string &path);
  // A bare clone with every tag, into a directory that is absent or empty. url: https://, file:// or a local
  // path; no other protocol, no submodules, no hooks, no credentials. Errors: another protocol, not reachable,
  // more than maxBytes to receive; what was received is removed then.
  static Result<GitHistory> clone(const std::string &url, const std::string &directory,
                                  std::uint64_t maxBytes = 4ull << 30);

  ~GitHistory();
  GitHistory(GitHistory &&) noexcept;
  GitHistory &operator=(GitHistory &&) noexcept;

  const std::string &path() const; // as it was opened

  // Sorted by name. Tags of something other than a commit are left out. Errors: a tag whose object is missing
  // or broken (named).
  Result<std::vector<Tag>> tags() const;
  // Regular files, sorted by path; neither links nor submodules. commit: a full object id. Errors: no such
  // commit, a broken tree, names that lead out of a tree, more entries than any project has.
  Result<std::vector<File>> files(const std::string &commit) const;
  // Errors: no such blob, broken, larger than maxSize.
  Result<std::string> content(const std::string &blob, std::uint64_t maxSize = kMaxFileSize) const;

private:
  explicit GitHistory(std::unique_ptr<GitRepositoryParts> parts);
  std::unique_ptr<GitRepositoryParts> parts_;
};

// Lines taken away plus lines added from before to after. Errors: binary content.
Result<std::uint64_t> changedLines(std::string_view before, std::string_view after);

} // namespace lintel
