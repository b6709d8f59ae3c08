#include "core/input/git_history.h"

#include "core/input/git_impl.h"
#include "core/input/git_loose_objects.h"
#include "core/input/git_open.h"

#include <algorithm>

namespace lintel {

struct GitRepositoryParts {
  GitRepository::Impl repository;
  std::string path;
};

namespace {

using Patch = git::Handle<git_patch, git_patch_free>;
using ObjectIds = std::vector<std::pair<std::string, git_oid>>; // of tags, by name

constexpr std::string_view kTags = "refs/tags/";

Result<git_oid> objectId(const std::string &hex) {
  git_oid id;
  if (hex.size() != GIT_OID_HEXSZ || git_oid_fromstr(&id, hex.c_str()) != 0)
    return fail({"'" + hex + "' is no object id", "", 0, 0, "40 hexadecimal digits", ""});
  return id;
}

Problem unusableUrl(const std::string &url) {
  return {"'" + url + "' cannot be cloned",
          "",
          0,
          0,
          "a URL with https:// or file://, or the path of a repository",
          "clone it with git and give the path of the clone"};
}

// "host:path" and "helper::address" are protocols too, in Git's own short spelling.
bool isUsableUrl(const std::string &url) {
  if (url.starts_with("https://") || url.starts_with("file://")) return true;
  return !url.empty() && url.find(':') == std::string::npos;
}

struct Budget {
  std::uint64_t bytes;
  bool exceeded = false;
};

int countBytes(const git_indexer_progress *progress, void *payload) {
  Budget &budget = *static_cast<Budget *>(payload);
  budget.exceeded = progress->received_bytes > budget.bytes;
  return budget.exceeded ? -1 : 0;
}

int addTag(const char *name, git_oid *id, void *payload) {
  const std::string_view reference = name;
  if (reference.starts_with(kTags))
    static_cast<ObjectIds *>(payload)->emplace_back(reference.substr(kTags.size()), *id);
  return 0;
}

} // namespace

GitHistory::GitHistory(std::unique_ptr<GitRepositoryParts> parts) : parts_(std::move(parts)) {}
GitHistory::~GitHistory() = default;
GitHistory::GitHistory(GitHistory &&) noexcept = default;
GitHistory &GitHistory::operator=(GitHistory &&) noexcept = default;

Result<GitHistory> GitHistory::open(const std::string &path) {
  auto parts = std::make_unique<GitRepositoryParts>();
  parts->path = path;
  git::Repository &repository = parts->repository.repository;
  if (auto opened = git::open(repository, path, git::Search::Nowhere); !opened) return fail(std::move(opened.error()));
  if (auto added = git::addLooseObjectReader(repository.get()); !added) return fail(std::move(added.error()));
  return GitHistory(std::move(parts));
}

Result<GitHistory> GitHistory::clone(const std::string &url, const std::string &directory, std::uint64_t maxBytes) {
  if (!isUsableUrl(url)) return fail(unusableUrl(url));
  git::initialise();
  git_error_clear();
  Budget budget{maxBytes};
  git_clone_options options{};
  if (git_clone_options_init(&options, GIT_CLONE_OPTIONS_VERSION) != 0)
    return fail(git::problem("no clone is possible"));
  options.bare = 1;
  options.local = GIT_CLONE_NO_LOCAL; // objects are sent and checked, not linked
  options.fetch_opts.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_ALL;
  options.fetch_opts.callbacks.transfer_progress = countBytes;
  options.fetch_opts.callbacks.payload = &budget;
  git::Repository repository;
  if (git::make(repository, git_clone, url.c_str(), directory.c_str(), &options) != 0) {
    if (budget.exceeded)
      return fail({"'" + url + "' is larger than " + std::to_string(maxBytes) + " bytes", "", 0, 0, "",
                   "clone it with git and give the path of the clone"});
    return fail(git::problem("'" + url + "' cannot be cloned"));
  }
  repository.reset();
  return open(directory);
}

const std::string &GitHistory::path() const { return parts_->path; }

Result<std::vector<GitHistory::Tag>> GitHistory::tags() const {
  git_error_clear();
  git_repository *repository = parts_->repository.repository.get();
  ObjectIds ids;
  if (git_tag_foreach(repository, addTag, &ids) != 0) return fail(git::problem("the tags cannot be read"));
  std::sort(ids.begin(), ids.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
  std::vector<Tag> tags;
  for (const auto &[name, id] : ids) {
    git::Object tagged;
    git::Object commit;
    const int found = git::make(tagged, git_object_lookup, repository, &id, GIT_OBJECT_ANY);
    const int peeled = found == 0 ? git::make(commit, git_object_peel, tagged.get(), GIT_OBJECT_COMMIT) : found;
    if (peeled == GIT_EPEEL || peeled == GIT_EINVALIDSPEC) continue; // a tag of a tree or of a single file
    if (peeled != 0) {
      Problem problem = git::problem("the tag '" + name + "' cannot be read", "'git fsck' says what is missing");
      problem.file = path();
      return fail(std::move(problem));
    }
    const auto *raw = reinterpret_cast<const git_commit *>(commit.get()); // a git_object of that type
    tags.push_back({name, git::hex(*git_object_id(commit.get())), git_commit_time(raw)});
  }
  return tags;
}

Result<std::vector<GitHistory::File>> GitHistory::files(const std::string &commit) const {
  const auto id = objectId(commit);
  if (!id) return fail(id.error());
  auto entries = parts_->repository.commitEntries(*id);
  if (!entries) return fail(std::move(entries.error()));
  std::vector<File> files;
  for (const auto &[path, entry] : *entries)
    if (entry.isRegular()) files.push_back({path, git::hex(entry.id), entry.mode == GIT_FILEMODE_BLOB_EXECUTABLE});
  return files;
}

Result<std::string> GitHistory::content(const std::string &blob, std::uint64_t maxSize) const {
  const auto id = objectId(blob);
  if (!id) return fail(id.error());
  return parts_->repository.content(*id, blob, maxSize);
}

Result<std::uint64_t> changedLines(std::string_view before, std::string_view after) {
  git::initialise();
  git_error_clear();
  Patch patch;
  git_diff_options options{};
  std::size_t added = 0;
  std::size_t removed = 0;
  if (git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION) != 0 ||
      git::make(patch, git_patch_from_buffers, before.data(), before.size(), nullptr, after.data(), after.size(),
                nullptr, &options) != 0 ||
      git_patch_line_stats(nullptr, &added, &removed, patch.get()) != 0)
    return fail(git::problem("the files cannot be compared"));
  const git_diff_delta *delta = git_patch_get_delta(patch.get());
  if (delta && (delta->flags & GIT_DIFF_FLAG_BINARY) != 0) return fail("one of the files is binary");
  return added + removed;
}

} // namespace lintel
