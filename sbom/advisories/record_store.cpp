#include "sbom/advisories/record_store.h"

#include "sbom/advisories/database.h"

#include <array>

namespace lintel::sbom {

RecordStore::RecordStore(Statement find, Statement insert, Statement update, Statement dropKeys, Statement addKey,
                         Statement lastNumber)
    : find_(std::move(find)),
      insert_(std::move(insert)),
      update_(std::move(update)),
      dropKeys_(std::move(dropKeys)),
      addKey_(std::move(addKey)),
      lastNumber_(std::move(lastNumber)) {}

Result<RecordStore> RecordStore::open(const Database &database) {
  constexpr std::array kSql = {"SELECT number, modified FROM record WHERE id=?",
                               "INSERT INTO record(modified, withdrawn, body, id) VALUES(?, ?, ?, ?)",
                               "UPDATE record SET modified=?, withdrawn=?, body=? WHERE id=?",
                               "DELETE FROM key WHERE record=?",
                               "INSERT OR IGNORE INTO key VALUES(?, ?, ?)",
                               "SELECT last_insert_rowid()"};
  std::vector<Statement> made;
  for (const char *sql : kSql) {
    auto statement = database.prepare(sql);
    if (!statement) return fail(statement.error());
    made.push_back(std::move(*statement));
  }
  return RecordStore(std::move(made[0]), std::move(made[1]), std::move(made[2]), std::move(made[3]), std::move(made[4]),
                     std::move(made[5]));
}

Status RecordStore::putKeys(std::int64_t number, const osv::Advisory &advisory) {
  for (const osv::Affected &affected : advisory.affected)
    for (const PackageKey &key : keysOf(affected)) {
      addKey_.bind(1, static_cast<std::int64_t>(key.kind)).bind(2, key.value).bind(3, number);
      if (Status added = addKey_.run(); !added) return added;
    }
  return {};
}

Status RecordStore::put(const osv::Advisory &advisory, AddReport &report) {
  const std::string modified = osv::sortableDate(advisory.modified);
  const Result<bool> known = find_.bind(1, advisory.id).step();
  if (!known) return fail(known.error());
  std::int64_t number = *known ? find_.number(0) : 0;
  const std::string before = *known ? find_.text(1) : std::string();
  if (Status reset = *known ? find_.run() : Status(); !reset) return reset;
  if (*known && modified <= before) {
    ++report.unchanged;
    return {};
  }
  const bool withdrawn = !advisory.withdrawn.empty();
  Statement &write = *known ? update_ : insert_;
  write.bind(1, modified).bind(2, withdrawn ? 1 : 0).bind(3, osv::toJson(advisory)).bind(4, advisory.id);
  if (Status written = write.run(); !written) return written;
  if (*known) {
    if (Status dropped = dropKeys_.bind(1, number).run(); !dropped) return dropped;
  } else {
    const Result<bool> row = lastNumber_.step();
    if (!row) return fail(row.error());
    number = lastNumber_.number(0);
    if (Status reset = lastNumber_.run(); !reset) return reset;
  }
  ++(*known ? report.updated : report.added);
  if (withdrawn) {
    ++report.withdrawn;
    return {};
  }
  return putKeys(number, advisory);
}

} // namespace lintel::sbom
