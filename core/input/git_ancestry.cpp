#include "core/input/git_ancestry.h"

#include "core/input/git_handle.h"
#include "core/input/repository_url.h"

#include <array>
#include <cstring>
#include <fstream>
#include <list>
#include <unordered_set>
#include <vector>

namespace lintel {
namespace {

struct HashId {
  // An object id is a hash already.
  std::size_t operator()(const git_oid &id) const {
    std::size_t value = 0;
    std::memcpy(&value, id.id, sizeof value);
    return value;
  }
};
struct SameId {
  bool operator()(const git_oid &a, const git_oid &b) const { return git_oid_equal(&a, &b) != 0; }
};
using Ids = std::unordered_set<git_oid, HashId, SameId>; // never iterated: it has no order

std::optional<git_oid> objectId(const std::string &hex) {
  git_oid id;
  if (hex.size() != GIT_OID_HEXSZ || git_oid_fromstr(&id, hex.c_str()) != 0) return std::nullopt;
  return id;
}

// Everything behind one commit, itself included.
struct Walk {
  git_oid start{};
  Ids reached;
  bool complete = true; // false: a shallow clone ends before the beginning
};

Problem tooMuch(const std::string &path, std::size_t limit) {
  return {"the history is too large", path, 0, 0, "at most " + std::to_string(limit) + " commits", ""};
}

} // namespace

struct GitAncestry::Clone {
  git::Repository repository;
  std::string path;
  Ids boundary; // commits whose parents a shallow clone does not have
  std::list<Walk> walks;
  std::optional<std::map<std::string, std::string>> tags;

  bool has(const git_oid &id) const {
    git::Commit commit;
    return git::make(commit, git_commit_lookup, repository.get(), &id) == 0;
  }

  // Adds the parents that were not reached before to both.
  Status visit(const git_oid &id, Walk &walk, std::vector<git_oid> &waiting) const {
    if (boundary.contains(id)) {
      walk.complete = false;
      return {};
    }
    git_error_clear();
    git::Commit commit;
    if (git::make(commit, git_commit_lookup, repository.get(), &id) != 0) {
      Problem problem = git::problem("commit " + git::hex(id) + " cannot be read", "'git fsck' says more");
      problem.file = path;
      return fail(std::move(problem));
    }
    for (unsigned i = 0; i < git_commit_parentcount(commit.get()); ++i) {
      const git_oid &parent = *git_commit_parent_id(commit.get(), i);
      if (walk.reached.insert(parent).second) waiting.push_back(parent);
    }
    return {};
  }

  Result<const Walk *> walkFrom(const git_oid &start) {
    for (auto walk = walks.begin(); walk != walks.end(); ++walk) {
      if (!git_oid_equal(&walk->start, &start)) continue;
      walks.splice(walks.begin(), walks, walk);
      return &walks.front();
    }
    Walk walk;
    walk.start = start;
    walk.reached.insert(start);
    std::vector<git_oid> waiting = {start};
    while (!waiting.empty()) {
      const git_oid id = waiting.back();
      waiting.pop_back();
      if (Status visited = visit(id, walk, waiting); !visited) return fail(visited.error());
      if (walk.reached.size() > kMaxCommits) return fail(tooMuch(path, kMaxCommits));
    }
    walks.push_front(std::move(walk));
    dropOldWalks();
    return &walks.front();
  }

  // Together, the walks that are kept hold no more than the largest one may.
  void dropOldWalks() {
    std::size_t kept = 0;
    for (auto walk = walks.begin(); walk != walks.end(); ++walk) {
      kept += walk->reached.size();
      if (kept <= kMaxCommits || walk == walks.begin()) continue;
      walks.erase(walk, walks.end());
      return;
    }
  }

  std::vector<std::string> remoteUrls() const {
    std::vector<std::string> urls;
    git_strarray names = {nullptr, 0};
    if (git_remote_list(&names, repository.get()) != 0) return urls;
    for (std::size_t i = 0; i < names.count; ++i) {
      git::Remote remote;
      if (git::make(remote, git_remote_lookup, repository.get(), names.strings[i]) != 0) continue;
      if (const char *url = git_remote_url(remote.get()); url != nullptr && *url != '\0') urls.emplace_back(url);
    }
    git_strarray_dispose(&names);
    return urls;
  }

  void readBoundary() {
    std::ifstream file(std::string(git_repository_commondir(repository.get())) + "shallow");
    for (std::string line; boundary.size() < kMaxCommits && std::getline(file, line);)
      if (const auto id = objectId(line)) boundary.insert(*id);
  }

  Status readTags() {
    std::map<std::string, std::string> found;
    git::ReferenceIterator iterator;
    if (git::make(iterator, git_reference_iterator_glob_new, repository.get(), "refs/tags/*") != 0)
      return fail(git::problem("the tags of '" + path + "' cannot be read"));
    constexpr std::string_view kPrefix = "refs/tags/";
    for (;;) {
      git::Reference tag;
      const int error = git::make(
          tag, [](git_reference **out, git_reference_iterator *from) { return git_reference_next(out, from); },
          iterator.get());
      if (error == GIT_ITEROVER) break;
      if (error != 0) return fail(git::problem("the tags of '" + path + "' cannot be read"));
      git::Object commit;
      if (git::make(commit, git_reference_peel, tag.get(), GIT_OBJECT_COMMIT) != 0) continue;
      found.emplace(std::string_view(git_reference_name(tag.get())).substr(kPrefix.size()),
                    git::hex(*git_object_id(commit.get())));
      if (found.size() > kMaxTags) return fail(tooMuch(path, kMaxTags));
    }
    tags = std::move(found);
    return {};
  }
};

GitAncestry::GitAncestry() = default;
GitAncestry::~GitAncestry() = default;
GitAncestry::GitAncestry(GitAncestry &&) noexcept = default;
GitAncestry &GitAncestry::operator=(GitAncestry &&) noexcept = default;

Result<std::shared_ptr<GitAncestry::Clone>> GitAncestry::open(const std::string &path) {
  git::initialise();
  git_error_clear();
  auto clone = std::make_shared<Clone>();
  clone->path = path;
  const unsigned flags = GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_BARE;
  int error = git::make(clone->repository, git_repository_open_ext, path.c_str(), flags, nullptr);
  if (error != 0) // with a work tree, whose .git may be a file that leads elsewhere
    error = git::make(clone->repository, git_repository_open_ext, path.c_str(),
                      static_cast<unsigned>(GIT_REPOSITORY_OPEN_NO_SEARCH), nullptr);
  if (error != 0) return fail(git::problem("'" + path + "' cannot be opened as a Git repository"));
  clone->readBoundary();
  return clone;
}

Status GitAncestry::add(const std::string &url, const std::string &path) {
  auto clone = open(path);
  if (!clone) return fail(clone.error());
  clones_[normalisedRepositoryUrl(url)] = std::move(*clone);
  return {};
}

Status GitAncestry::addClone(const std::string &path) {
  const auto clone = open(path);
  if (!clone) return fail(clone.error());
  const std::vector<std::string> urls = (*clone)->remoteUrls();
  if (urls.empty())
    return fail({"'" + path + "' has no remote, so nobody knows what it is a clone of", "", 0, 0, "",
                 "git remote add origin URL"});
  for (const std::string &url : urls) clones_[normalisedRepositoryUrl(url)] = *clone;
  return {};
}

bool GitAncestry::knows(const std::string &repository) const {
  return clones_.contains(normalisedRepositoryUrl(repository));
}

Result<std::optional<bool>> GitAncestry::isAncestor(const std::string &repository, const std::string &ancestor,
                                                    const std::string &descendant) const {
  const auto clone = clones_.find(normalisedRepositoryUrl(repository));
  const auto older = objectId(ancestor);
  const auto newer = objectId(descendant);
  if (clone == clones_.end() || !older || !newer) return std::optional<bool>();
  if (git_oid_equal(&*older, &*newer)) return std::optional(true);
  if (!clone->second->has(*newer)) return std::optional<bool>();
  const Result<const Walk *> behind = clone->second->walkFrom(*newer);
  if (!behind) return fail(behind.error());
  if ((*behind)->reached.contains(*older)) return std::optional(true);
  // A commit that the whole history does not hold is no ancestor, but one that is not here at all may be a mistake of
  // the advisory, or of a branch that was not fetched.
  if (!clone->second->has(*older)) return std::optional<bool>();
  if ((*behind)->complete) return std::optional(false);
  const Result<const Walk *> behindOlder = clone->second->walkFrom(*older);
  if (!behindOlder) return fail(behindOlder.error());
  if ((*behindOlder)->reached.contains(*newer)) return std::optional(false); // then it is the other way round
  return std::optional<bool>();
}

Result<std::map<std::string, std::string>> GitAncestry::tags(const std::string &repository) const {
  const auto clone = clones_.find(normalisedRepositoryUrl(repository));
  if (clone == clones_.end()) return std::map<std::string, std::string>();
  if (!clone->second->tags)
    if (Status read = clone->second->readTags(); !read) return fail(read.error());
  return *clone->second->tags;
}

} // namespace lintel
