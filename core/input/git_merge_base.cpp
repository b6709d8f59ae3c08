#include "core/input/git_impl.h"
#include "core/support/text.h"

#include <algorithm>
#include <deque>
#include <fstream>

namespace lintel {
namespace {

struct ById {
  bool operator()(const git_oid &a, const git_oid &b) const { return git_oid_cmp(&a, &b) < 0; }
};
using Ids = std::set<git_oid, ById>;

constexpr const char *kFetchMore = "the clone is shallow: 'git fetch --unshallow' (in CI: fetch depth 0)";

// The history of a shallow clone as Git sees it: a commit at the boundary has no parents. libgit2 1.5
// does not know the boundary and fails at it, even when the common ancestor lies before.
class ShallowHistory {
public:
  explicit ShallowHistory(git_repository *repository) : repository_(repository) {
    std::ifstream file(std::string(git_repository_commondir(repository)) + "shallow");
    git_oid id;
    for (std::string line; std::getline(file, line);)
      if (git_oid_fromstr(&id, line.c_str()) == 0) boundary_.insert(id);
  }

  Result<std::vector<git_oid>> parents(const git_oid &id) const {
    std::vector<git_oid> parents;
    if (boundary_.contains(id)) return parents;
    git::Commit commit;
    if (git::make(commit, git_commit_lookup, repository_, &id) != 0)
      return fail(git::problem("commit " + git::hex(id) + " cannot be read", kFetchMore));
    for (unsigned i = 0; i < git_commit_parentcount(commit.get()); ++i)
      parents.push_back(*git_commit_parent_id(commit.get(), i));
    return parents;
  }

  // All commits that can be reached from start, itself included.
  Result<Ids> reachable(const Ids &start) const {
    Ids seen = start;
    for (std::deque<git_oid> queue(start.begin(), start.end()); !queue.empty(); queue.pop_front()) {
      auto next = parents(queue.front());
      if (!next) return fail(std::move(next.error()));
      for (const git_oid &parent : *next)
        if (seen.insert(parent).second) queue.push_back(parent);
    }
    return seen;
  }

  // Common ancestors that no other common ancestor has behind it; the first by id, to be definite.
  Result<std::optional<git_oid>> mergeBase(const git_oid &one, const git_oid &two) const {
    auto ofOne = reachable({one});
    if (!ofOne) return fail(std::move(ofOne.error()));
    auto ofTwo = reachable({two});
    if (!ofTwo) return fail(std::move(ofTwo.error()));
    Ids common, behind;
    std::set_intersection(ofOne->begin(), ofOne->end(), ofTwo->begin(), ofTwo->end(),
                          std::inserter(common, common.end()), ById());
    for (const git_oid &id : common) {
      auto next = parents(id);
      if (!next) return fail(std::move(next.error()));
      behind.insert(next->begin(), next->end());
    }
    for (const git_oid &id : common)
      if (!behind.contains(id)) return id;
    return std::nullopt;
  }

private:
  git_repository *repository_;
  Ids boundary_;
};

Problem noCommonAncestor(const std::string &commit, const std::string &revision, bool shallow) {
  Problem problem;
  problem.what = commit + " and '" + revision + "' have no common ancestor";
  problem.hint = shallow ? kFetchMore : "name the branch that this one was started from";
  return problem;
}

// As a person would write it: "main", "origin/main", "v1.0".
std::string shortName(std::string name) {
  for (const std::string_view prefix : {"refs/heads/", "refs/remotes/", "refs/tags/"})
    if (name.starts_with(prefix)) return name.substr(prefix.size());
  return name;
}

std::vector<std::string> referenceNames(git_repository *repository) {
  constexpr std::size_t kEnough = 10'000;
  std::vector<std::string> names;
  git::ReferenceIterator iterator;
  if (git::make(iterator, git_reference_iterator_new, repository) != 0) return names;
  const char *name = nullptr;
  while (names.size() < kEnough && git_reference_next_name(&name, iterator.get()) == 0)
    names.push_back(shortName(name));
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace

Result<git_oid> GitRepository::Impl::headCommit() const {
  git_error_clear();
  git::Reference head;
  const int error = git::make(head, git_repository_head, repository.get());
  if (error == GIT_EUNBORNBRANCH) {
    Problem problem;
    problem.what = "HEAD has no commit yet";
    problem.hint = "make the first commit";
    return fail(std::move(problem));
  }
  git::Object commit;
  if (error != 0 || git::make(commit, git_reference_peel, head.get(), GIT_OBJECT_COMMIT) != 0)
    return fail(git::problem("HEAD cannot be read", "'git status' and 'git fsck' say more"));
  return *git_object_id(commit.get());
}

Problem GitRepository::Impl::unknownRevision(const std::string &revision) const {
  Problem problem;
  problem.what = "unknown revision '" + revision + "'";
  problem.expected = "a branch, tag or commit";
  if (const auto near = didYouMean(revision, referenceNames(repository.get())))
    problem.hint = "did you mean '" + *near + "'?";
  else
    problem.hint = "fetch it first ('git fetch'), 'git branch -a' lists what is there";
  return problem;
}

Result<git_oid> GitRepository::Impl::resolveCommit(const std::string &revision) const {
  git_error_clear();
  git::Object object, commit;
  const int error = git::make(object, git_revparse_single, repository.get(), revision.c_str());
  if (error == GIT_ENOTFOUND || error == GIT_EINVALIDSPEC) return fail(unknownRevision(revision));
  if (error == GIT_EAMBIGUOUS) return fail(git::problem("revision '" + revision + "' is ambiguous", "give more of it"));
  if (error != 0 || git::make(commit, git_object_peel, object.get(), GIT_OBJECT_COMMIT) != 0)
    return fail(git::problem("revision '" + revision + "' leads to no commit", "name a branch, tag or commit"));
  return *git_object_id(commit.get());
}

Result<std::string> GitRepository::commitId(const std::string &revision) const {
  auto id = impl_->resolveCommit(revision);
  if (!id) return fail(std::move(id.error()));
  return git::hex(*id);
}

Result<std::string> GitRepository::mergeBase(const std::string &revision, const std::string &commit) const {
  auto head = commit == "HEAD" ? impl_->headCommit() : impl_->resolveCommit(commit);
  if (!head) return fail(std::move(head.error()));
  auto other = impl_->resolveCommit(revision);
  if (!other) return fail(std::move(other.error()));
  git_repository *repository = impl_->repository.get();
  if (impl_->isShallow()) {
    auto base = ShallowHistory(repository).mergeBase(*head, *other);
    if (!base) return fail(std::move(base.error()));
    if (!*base) return fail(noCommonAncestor(commit, revision, true));
    return git::hex(**base);
  }
  git_error_clear();
  git_oid base;
  const int error = git_merge_base(&base, repository, &*head, &*other);
  // A missing object is "not found" as well; only the class of the error tells them apart.
  const bool none = error == GIT_ENOTFOUND && git_error_last() && git_error_last()->klass == GIT_ERROR_MERGE;
  if (none) return fail(noCommonAncestor(commit, revision, false));
  if (error != 0)
    return fail(
        git::problem("the common ancestor of " + commit + " and '" + revision + "' cannot be found", "run 'git fsck'"));
  return git::hex(base);
}

} // namespace lintel
