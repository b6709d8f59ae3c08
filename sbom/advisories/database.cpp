#include "sbom/advisories/database.h"

#include "core/support/date.h"
#include "sbom/advisories/record_store.h"
#include "sbom/advisories/source.h"

#include <algorithm>
#include <set>

namespace lintel::sbom {
namespace {

constexpr int kApplicationId = 0x4C54'4144; // "LTAD"
constexpr int kSchemaVersion = 2;
constexpr std::size_t kMaxLoaded = 20'000; // advisories that a lookup remembers

// modified: sortable. A key is of a record that stands; its value is described in package_key.h.
constexpr const char *kTables = "CREATE TABLE record(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
                                " modified TEXT NOT NULL, withdrawn INTEGER NOT NULL, body TEXT NOT NULL);"
                                "CREATE TABLE key(kind INTEGER NOT NULL, value TEXT NOT NULL, record INTEGER NOT NULL,"
                                " PRIMARY KEY(kind, value, record)) WITHOUT ROWID;"
                                "CREATE INDEX key_of_record ON key(record);"
                                "CREATE TABLE state(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;";

Result<std::string> textOf(const Database &database, const char *sql) {
  auto statement = database.prepare(sql);
  if (!statement) return fail(statement.error());
  const Result<bool> row = statement->step();
  if (!row) return fail(row.error());
  return *row ? statement->text(0) : std::string();
}

Result<std::size_t> numberOf(const Database &database, const char *sql) {
  auto statement = database.prepare(sql);
  if (!statement) return fail(statement.error());
  const Result<bool> row = statement->step();
  if (!row) return fail(row.error());
  return static_cast<std::size_t>(*row ? std::max<std::int64_t>(statement->number(0), 0) : 0);
}

Result<std::vector<std::string>> ecosystems(const Database &database) {
  auto statement = database.prepare("SELECT DISTINCT substr(value, 1, instr(value, char(10)) - 1) FROM key WHERE kind=1"
                                    " UNION SELECT 'GIT' WHERE EXISTS (SELECT 1 FROM key WHERE kind=3)");
  if (!statement) return fail(statement.error());
  std::set<std::string> names;
  for (;;) {
    const Result<bool> row = statement->step();
    if (!row) return fail(row.error());
    if (!*row) break;
    if (std::string name = statement->text(0); !name.empty()) names.insert(std::move(name));
  }
  return std::vector<std::string>(names.begin(), names.end());
}

} // namespace

AdvisoryLookup::AdvisoryLookup(Statement byKey, Statement body, std::string path)
    : byKey_(std::move(byKey)), body_(std::move(body)), path_(std::move(path)) {}

Result<AdvisoryPtr> AdvisoryLookup::load(std::int64_t number) {
  if (const auto known = loaded_.find(number); known != loaded_.end()) return known->second;
  const Result<bool> row = body_.bind(1, number).step();
  if (!row) return fail(row.error());
  const std::string text = *row ? body_.text(0) : std::string();
  if (Status reset = *row ? body_.run() : Status(); !reset) return fail(reset.error());
  const auto document = osv::parseJson(text, path_);
  auto advisory = document ? osv::readAdvisory(*document, path_) : fail(document.error());
  if (!advisory)
    return fail({"a damaged record: " + advisory.error().what, path_, 0, 0, "a database made by Lintel",
                 "remove it and add its sources again"});
  if (loaded_.size() == kMaxLoaded) loaded_.clear();
  return loaded_.emplace(number, std::make_shared<const osv::Advisory>(std::move(*advisory))).first->second;
}

Result<std::vector<AdvisoryPtr>> AdvisoryLookup::find(const PackageKeys &keys) {
  std::set<std::int64_t> numbers;
  for (const PackageKey &key : keys) {
    byKey_.bind(1, static_cast<std::int64_t>(key.kind)).bind(2, key.value);
    for (;;) {
      const Result<bool> row = byKey_.step();
      if (!row) return fail(row.error());
      if (!*row) break;
      numbers.insert(byKey_.number(0));
    }
  }
  std::vector<AdvisoryPtr> found;
  for (const std::int64_t number : numbers) {
    auto advisory = load(number);
    if (!advisory) return fail(advisory.error());
    found.push_back(std::move(*advisory));
  }
  std::sort(found.begin(), found.end(), [](const AdvisoryPtr &a, const AdvisoryPtr &b) { return a->id < b->id; });
  return found;
}

Result<AdvisoryDatabase> AdvisoryDatabase::open(const std::string &path, Database::Mode mode) {
  auto database = Database::open(path, mode, kApplicationId, kSchemaVersion);
  if (!database) return fail(database.error());
  if (database->isNew())
    if (Status made = database->execute(kTables); !made) return fail(made.error());
  return AdvisoryDatabase(std::move(*database));
}

Result<AddReport> AdvisoryDatabase::add(const std::string &source, const std::string &today) {
  if (!isDate(today)) return fail({"'" + today + "' is no date", "", 0, 0, "YYYY-MM-DD", ""});
  auto transaction = Transaction::begin(database_);
  if (!transaction) return fail(transaction.error());
  auto store = RecordStore::open(database_);
  if (!store) return fail(store.error());
  AddReport report;
  if (Status read = readSource(source, *store, report); !read) return fail(read.error());
  auto state = database_.prepare("INSERT OR REPLACE INTO state VALUES('last-added', ?)");
  if (!state) return fail(state.error());
  if (Status written = state->bind(1, today).run(); !written) return fail(written.error());
  if (Status committed = transaction->commit(); !committed) return fail(committed.error());
  return report;
}

Result<DatabaseInfo> AdvisoryDatabase::info() const {
  DatabaseInfo info;
  const auto count = numberOf(database_, "SELECT count(*) FROM record WHERE withdrawn=0");
  const auto withdrawn = numberOf(database_, "SELECT count(*) FROM record WHERE withdrawn=1");
  const auto newest = textOf(database_, "SELECT max(modified) FROM record");
  const auto added = textOf(database_, "SELECT value FROM state WHERE name='last-added'");
  auto names = ecosystems(database_);
  if (!count) return fail(count.error());
  if (!withdrawn) return fail(withdrawn.error());
  if (!newest) return fail(newest.error());
  if (!added) return fail(added.error());
  if (!names) return fail(names.error());
  info.count = *count;
  info.withdrawn = *withdrawn;
  info.ecosystems = std::move(*names);
  info.newestModified = newest->empty() ? "" : *newest + "Z";
  info.lastAdded = *added;
  return info;
}

Result<AdvisoryLookup> AdvisoryDatabase::lookup() const {
  auto byKey = database_.prepare("SELECT record FROM key WHERE kind=? AND value=?");
  if (!byKey) return fail(byKey.error());
  auto body = database_.prepare("SELECT body FROM record WHERE number=?");
  if (!body) return fail(body.error());
  return AdvisoryLookup(std::move(*byKey), std::move(*body), path());
}

} // namespace lintel::sbom
