// Writes releases of one upstream into the index. A file that stays the same over many releases is one row: a span
// from the first to the last of them, counted in the order in which they were added.
#pragma once

#include "sbom/store/sqlite.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace lintel::sbom {

// Of a new database.
Status createUpstreamTables(Database &database);

struct IndexedRelease {
  std::string tag;
  std::string commit; // empty when it comes from a directory
  std::string version;
  bool prerelease = false;
  std::string date; // YYYY-MM-DD, of the commit; empty when it comes from a directory
};

struct ReleaseFile {
  std::string path;
  std::string blobId; // 40 hexadecimal digits
};

class ReleaseWriter {
public:
  // Inside a transaction; the upstream is made if it is new.
  static Result<ReleaseWriter> open(Database &database, const std::string &name, const std::string &url);

  // The commit of a tag that the index has, or of a release without commit ""; nullptr when it has none.
  const std::string *commitOf(const std::string &tag) const;
  std::size_t releaseCount() const { return commits_.size(); }

  // Replaces the release of the same tag.
  Status add(const IndexedRelease &release, const std::vector<ReleaseFile> &files);
  Status finish();

private:
  // A table of names with short ids.
  struct Names {
    std::optional<Statement> find, insert;
    std::unordered_map<std::string, std::int64_t> known;
    std::int64_t next = 1;
    Status prepare(const Database &database, const std::string &table);
    Result<std::int64_t> idOf(const std::string &name);
  };
  ReleaseWriter() = default;

  Status load(const Database &database, const std::string &name, const std::string &url);
  Status store(std::uint64_t key, std::int64_t first);

  std::optional<Statement> insertSpan_, insertRelease_;
  std::int64_t upstream_ = 0;
  std::int64_t ordinal_ = 0; // of the last release; 0 before the first
  Names blobs_, paths_;
  std::unordered_map<std::string, std::string> commits_; // by tag
  std::unordered_map<std::uint64_t, std::int64_t> open_; // blob and path in the last release -> first of the span
};

// 20 bytes for 40 hexadecimal digits, and back.
std::string packedId(std::string_view hex);
std::string hexId(std::string_view packed);

} // namespace lintel::sbom
