// Which commit is behind which: advisories state ranges of commits, and only a clone of the repository can tell
// whether a given commit lies in them.
#pragma once

#include "core/support/result.h"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace lintel {

// Histories of repositories, named by URL in any spelling.
class CommitHistory {
public:
  virtual ~CommitHistory() = default;
  // Whether the history of this repository is at hand.
  virtual bool knows(const std::string &repository) const = 0;
  // Whether ancestor is descendant or is reached from it. Both are full object ids, in hexadecimal. nullopt: not known
  // here (no such repository or commit, a shallow clone that ends before it). Errors: an object that cannot be read, a
  // history of more than kMaxCommits.
  virtual Result<std::optional<bool>> isAncestor(const std::string &repository, const std::string &ancestor,
                                                 const std::string &descendant) const = 0;
  // Tag name -> id of the commit that it leads to; tags of anything else are left out.
  virtual Result<std::map<std::string, std::string>> tags(const std::string &repository) const = 0;
};

// Histories of local clones, submodules and bare repositories, read only. Answers are kept, so that asking about one
// commit again is cheap; an object of this class is not shared between threads.
class GitAncestry final : public CommitHistory {
public:
  static constexpr std::size_t kMaxCommits = 4'000'000; // of one walk
  static constexpr std::size_t kMaxTags = 200'000;

  GitAncestry();
  ~GitAncestry() override;
  GitAncestry(GitAncestry &&) noexcept;
  GitAncestry &operator=(GitAncestry &&) noexcept;

  // Makes the repository at path (a work tree, a bare repository, a submodule's directory, a git directory) known
  // as url. A second path for the same url replaces the first. Errors: no repository there, a broken one.
  Status add(const std::string &url, const std::string &path);
  // The same under the URL of each of its remotes. Errors: also a repository without a remote.
  Status addClone(const std::string &path);

  bool knows(const std::string &repository) const override;
  Result<std::optional<bool>> isAncestor(const std::string &repository, const std::string &ancestor,
                                         const std::string &descendant) const override;
  Result<std::map<std::string, std::string>> tags(const std::string &repository) const override;

private:
  struct Clone;
  static Result<std::shared_ptr<Clone>> open(const std::string &path);
  std::map<std::string, std::shared_ptr<Clone>> clones_; // by normalised URL
};

} // namespace lintel
