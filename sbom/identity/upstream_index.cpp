#include "sbom/identity/upstream_index.h"

#include "core/support/date.h"
#include "core/support/file_system.h"
#include "core/support/hash.h"
#include "sbom/identity/release_writer.h"
#include "sbom/identity/tag_version.h"

#include <algorithm>
#include <filesystem>
#include <tuple>

namespace lintel::sbom {
namespace {

namespace fs = std::filesystem;

constexpr int kApplicationId = 0x4C6E7570; // "Lnup"
constexpr int kSchemaVersion = 2;
constexpr std::size_t kMaxFiles = 500'000; // of one release

std::vector<ReleaseFile> releaseFiles(std::vector<GitHistory::File> files) {
  std::vector<ReleaseFile> result;
  for (GitHistory::File &file : files) result.push_back({std::move(file.path), std::move(file.blob)});
  return result;
}

Result<std::vector<ReleaseFile>> filesBelow(const std::string &directory) {
  std::vector<ReleaseFile> files;
  std::error_code error;
  const RealFileSystem disk;
  fs::recursive_directory_iterator entry(directory, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (entry->path().filename() == ".git") {
      entry.disable_recursion_pending();
      continue;
    }
    if (!entry->is_regular_file(error) || entry->is_symlink(error)) continue;
    if (files.size() == kMaxFiles) return fail({"the release has more files than can be", directory, 0, 0, "", ""});
    const auto content = disk.read(entry->path().string());
    if (!content) return fail(content.error());
    files.push_back({entry->path().lexically_relative(directory).generic_string(), gitBlobId(*content)});
  }
  if (error) return fail({"the directory cannot be read: " + error.message(), directory, 0, 0, "", ""});
  std::ranges::sort(files, {}, &ReleaseFile::path);
  return files;
}

// In the order in which they were made, so that what did not change between two is stored once.
std::vector<GitHistory::Tag> byTime(std::vector<GitHistory::Tag> tags) {
  std::ranges::sort(tags,
                    [](const auto &a, const auto &b) { return std::tie(a.time, a.name) < std::tie(b.time, b.name); });
  return tags;
}

Problem tooMany(const std::string &name) {
  return {"'" + name + "' has more than " + std::to_string(UpstreamIndex::kMaxReleases) +
              " releases; the newest are left out",
          "",
          0,
          0,
          "",
          ""};
}

Status addTag(ReleaseWriter &writer, const GitHistory &repository, const GitHistory::Tag &tag, IndexReport &report) {
  const auto version = versionOfTag(tag.name);
  const std::string *known = writer.commitOf(tag.name);
  report.passedOver += version ? 0 : 1;
  report.unchanged += version && known && *known == tag.commit ? 1 : 0;
  if (!version || (known && *known == tag.commit)) return {};
  auto files = repository.files(tag.commit);
  if (!files) {
    files.error().what = "the release '" + tag.name + "' is left out: " + files.error().what;
    report.problems.push_back(std::move(files.error()));
    return {};
  }
  ++report.added;
  report.replaced += known ? 1 : 0;
  report.files += files->size();
  return writer.add({tag.name, tag.commit, version->version, version->prerelease, dateOf(tag.time)},
                    releaseFiles(std::move(*files)));
}

} // namespace

Result<UpstreamIndex> UpstreamIndex::open(const std::string &path, Database::Mode mode) {
  auto database = Database::open(path, mode, kApplicationId, kSchemaVersion);
  if (!database) return fail(database.error());
  if (database->isNew())
    if (Status made = createUpstreamTables(*database); !made) return fail(made.error());
  return UpstreamIndex(std::move(*database));
}

Result<IndexReport> UpstreamIndex::add(const GitHistory &repository, const std::string &name, const std::string &url) {
  auto tags = repository.tags();
  if (!tags) return fail(tags.error());
  auto transaction = Transaction::begin(database_);
  if (!transaction) return fail(transaction.error());
  auto writer = ReleaseWriter::open(database_, name, url);
  if (!writer) return fail(writer.error());
  IndexReport report;
  for (const GitHistory::Tag &tag : byTime(std::move(*tags))) {
    if (writer->releaseCount() >= kMaxReleases && !writer->commitOf(tag.name)) {
      report.problems.push_back(tooMany(name));
      break;
    }
    if (Status added = addTag(*writer, repository, tag, report); !added) return fail(added.error());
  }
  if (Status written = writer->finish(); !written) return fail(written.error());
  if (Status committed = transaction->commit(); !committed) return fail(committed.error());
  return report;
}

Result<IndexReport> UpstreamIndex::addDirectory(const std::string &path, const std::string &name,
                                                const std::string &version, const std::string &url) {
  const auto files = filesBelow(path);
  if (!files) return fail(files.error());
  auto transaction = Transaction::begin(database_);
  if (!transaction) return fail(transaction.error());
  auto writer = ReleaseWriter::open(database_, name, url);
  if (!writer) return fail(writer.error());
  const auto named = versionOfTag(version);
  IndexReport report;
  report.added = 1;
  report.replaced = writer->commitOf(version) ? 1 : 0;
  report.files = files->size();
  if (Status added = writer->add({version, "", version, named && named->prerelease, ""}, *files); !added)
    return fail(added.error());
  if (Status written = writer->finish(); !written) return fail(written.error());
  if (Status committed = transaction->commit(); !committed) return fail(committed.error());
  return report;
}

Result<std::vector<IndexedUpstream>> UpstreamIndex::upstreams() const {
  auto statement = database_.prepare("SELECT name, url, (SELECT count(*) FROM release WHERE upstream=upstream.id)"
                                     " FROM upstream ORDER BY name, url");
  if (!statement) return fail(statement.error());
  std::vector<IndexedUpstream> upstreams;
  Result<bool> row = statement->step();
  for (; row && *row; row = statement->step())
    upstreams.push_back({statement->text(0), statement->text(1), static_cast<std::size_t>(statement->number(2))});
  if (!row) return fail(row.error());
  return upstreams;
}

Result<std::optional<std::vector<Release>>>
UpstreamIndex::newerReleases(const std::string &name, const std::string &url, const std::string &version) const {
  auto statement =
      database_.prepare("SELECT version, date FROM release WHERE prerelease=0 AND upstream=(SELECT id FROM upstream"
                        " WHERE (url=?2 AND url<>'') OR name=?1 ORDER BY url<>?2, id LIMIT 1) ORDER BY ordinal");
  if (!statement) return fail(statement.error());
  statement->bind(1, name).bind(2, url);
  std::vector<Release> releases;
  bool isKnown = false;
  Result<bool> row = statement->step();
  for (; row && *row; row = statement->step()) {
    isKnown = true;
    Release candidate{statement->text(0), statement->text(1)};
    if (compareVersions(candidate.version, version) > 0) releases.push_back(std::move(candidate));
  }
  if (!row) return fail(row.error());
  if (!isKnown) return std::nullopt;
  // Of two tags of one version, the one that was made first.
  std::ranges::stable_sort(releases,
                           [](const auto &a, const auto &b) { return compareVersions(a.version, b.version) < 0; });
  const auto repeated = std::ranges::unique(releases, {}, &Release::version);
  releases.erase(repeated.begin(), repeated.end());
  return releases;
}

} // namespace lintel::sbom
