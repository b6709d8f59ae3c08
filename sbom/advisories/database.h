// The local collection of advisories: one SQLite file, filled from dumps in the OSV format, asked offline.
#pragma once

#include "core/support/result.h"
#include "sbom/advisories/advisory.h"
#include "sbom/advisories/package_key.h"
#include "sbom/store/sqlite.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lintel::sbom {

// What became of the records of one source.
struct AddReport {
  std::size_t added = 0;
  std::size_t updated = 0;       // a newer date of modification replaced what was there
  std::size_t unchanged = 0;     // the same date, or an older one
  std::size_t withdrawn = 0;     // of the added and updated: kept as withdrawn, never matched
  std::size_t malformed = 0;     // files or records that did not go in
  std::vector<Problem> problems; // why, with file and line; the first thousand
  bool isComplete() const { return malformed == 0; }
};

struct DatabaseInfo {
  std::size_t count = 0;               // of records that stand
  std::size_t withdrawn = 0;           // of those that do not
  std::vector<std::string> ecosystems; // without suffix; "GIT": commit ranges of repositories; sorted
  std::string newestModified;          // date of the newest record, as RFC 3339; empty when there is none
  std::string lastAdded;               // YYYY-MM-DD on which a source was last added; empty: never
};

using AdvisoryPtr = std::shared_ptr<const osv::Advisory>;

// Answers which advisories speak of something; what was asked for before is remembered. Must not outlive the database.
class AdvisoryLookup {
public:
  // Every record that has one of the keys, once, sorted by id. Errors: those of SQLite, a damaged record.
  Result<std::vector<AdvisoryPtr>> find(const PackageKeys &keys);

private:
  friend class AdvisoryDatabase;
  AdvisoryLookup(Statement byKey, Statement body, std::string path);
  Result<AdvisoryPtr> load(std::int64_t number);

  Statement byKey_;
  Statement body_;
  std::string path_;
  std::map<std::int64_t, AdvisoryPtr> loaded_;
};

class AdvisoryDatabase {
public:
  // Errors: no such file (ReadOnly), not a database of advisories, one of another format.
  static Result<AdvisoryDatabase> open(const std::string &path, Database::Mode mode);

  // Takes in all records of a source: a .json, .yaml or .yml file, an archive of such files, or a directory with
  // either below it (hidden directories are passed over, links refused). Other files are passed over. A record that
  // cannot be read is reported, and the rest goes in; all in one transaction. today: YYYY-MM-DD. Errors: no such
  // source, no date, the database cannot be written; then nothing went in.
  Result<AddReport> add(const std::string &source, const std::string &today);

  Result<DatabaseInfo> info() const;
  Result<AdvisoryLookup> lookup() const;
  const std::string &path() const { return database_.path(); }

private:
  explicit AdvisoryDatabase(Database database) : database_(std::move(database)) {}
  Database database_;
};

} // namespace lintel::sbom
