// The local index of upstream releases: which files each has, by content. What a vendored copy is, is proven by
// the releases that hold the same files.
#pragma once

#include "core/input/git_history.h"
#include "sbom/identity/upstream_match.h"
#include "sbom/model/release.h"
#include "sbom/store/sqlite.h"

#include <optional>
#include <string>
#include <vector>

namespace lintel::sbom {

struct IndexReport {
  std::size_t added = 0;         // releases that the index did not have
  std::size_t replaced = 0;      // among them: tags that named another commit before
  std::size_t unchanged = 0;     // releases that it had
  std::size_t passedOver = 0;    // tags that name no version
  std::size_t files = 0;         // of the releases that were added
  std::vector<Problem> problems; // releases that could not be read; the others are in the index
};

struct IndexedUpstream {
  std::string name;
  std::string url;
  std::size_t releases = 0;
};

class UpstreamIndex {
public:
  static constexpr std::size_t kMaxReleases = 5000; // of one upstream

  // Mode::Create makes the file if there is none. Errors: those of Database::open.
  static Result<UpstreamIndex> open(const std::string &path, Database::Mode mode);

  // Every tag that names a version, pre-releases too; tags that the index has are not read again. name: the
  // component's. url: where the repository can be had. Errors: tags or database cannot be read or written; nothing
  // is changed then.
  Result<IndexReport> add(const GitHistory &repository, const std::string &name, const std::string &url);
  // One release that lies in a directory, as from an archive; symbolic links are not followed.
  Result<IndexReport> addDirectory(const std::string &path, const std::string &name, const std::string &version,
                                   const std::string &url);

  // The release that the files of a copy come from, and how they differ from it. directory: of the copy, repo-relative;
  // it is put before the paths of the result. nullopt: too few files are known to say anything.
  Result<std::optional<UpstreamMatch>> identify(const std::vector<VendoredFile> &files,
                                                const std::string &directory) const;

  Result<std::vector<IndexedUpstream>> upstreams() const; // sorted by name, then URL

  // Releases after the given version, in the order of their versions, without pre-releases, of the upstream with this
  // URL, else with this name; each with the day of its commit. nullopt: the index does not know the upstream.
  Result<std::optional<std::vector<Release>>> newerReleases(const std::string &name, const std::string &url,
                                                            const std::string &version) const;

private:
  explicit UpstreamIndex(Database database) : database_(std::move(database)) {}
  Database database_;
};

} // namespace lintel::sbom
