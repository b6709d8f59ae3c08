#include "sbom/store/sqlite.h"

#include <sqlite3.h>

namespace lintel::sbom {
namespace {

constexpr int kBusyMilliseconds = 10000;

Problem problemOf(sqlite3 *connection, const std::string &path) {
  return {connection ? sqlite3_errmsg(connection) : "out of memory", path, 0, 0, "a database made by Lintel", ""};
}

Result<std::int64_t> pragma(const Database &database, const char *sql) {
  Result<Statement> statement = database.prepare(sql);
  if (!statement) return fail(statement.error());
  const Result<bool> row = statement->step();
  if (!row) return fail(row.error());
  return *row ? statement->number(0) : 0;
}

} // namespace

Statement::Statement(sqlite3_stmt *statement) : statement_(statement) {}

void Statement::Finalise::operator()(sqlite3_stmt *statement) const noexcept {
  (void)sqlite3_finalize(statement); // repeats the error of the last step, which was reported there
}

Statement &Statement::bind(int parameter, std::string_view text) {
  const int error =
      sqlite3_bind_text64(statement_.get(), parameter, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (error != SQLITE_OK) bindError_ = error;
  return *this;
}

Statement &Statement::bind(int parameter, std::int64_t number) {
  const int error = sqlite3_bind_int64(statement_.get(), parameter, number);
  if (error != SQLITE_OK) bindError_ = error;
  return *this;
}

Result<bool> Statement::step() {
  const int state = bindError_ == SQLITE_OK ? sqlite3_step(statement_.get()) : bindError_;
  if (state == SQLITE_ROW) return true;
  const char *sql = sqlite3_sql(statement_.get());
  (void)sqlite3_reset(statement_.get()); // says again what step has said
  bindError_ = SQLITE_OK;
  if (state == SQLITE_DONE) return false;
  const char *file = sqlite3_db_filename(sqlite3_db_handle(statement_.get()), "main");
  return fail({std::string(sqlite3_errstr(state)) + " in '" + (sql ? sql : "") + "'", file ? file : "", 0, 0, "", ""});
}

Status Statement::run() {
  for (;;) {
    const Result<bool> row = step();
    if (!row) return fail(row.error());
    if (!*row) return {};
  }
}

std::string Statement::text(int column) const {
  const auto *bytes = static_cast<const char *>(sqlite3_column_blob(statement_.get(), column));
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return bytes && size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

std::int64_t Statement::number(int column) const { return sqlite3_column_int64(statement_.get(), column); }

void Database::Close::operator()(sqlite3 *connection) const noexcept {
  (void)sqlite3_close_v2(connection); // fails only for misuse
}

Result<Database> Database::open(const std::string &path, Mode mode, int applicationId, int schemaVersion) {
  const int flags = mode == Mode::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3 *connection = nullptr;
  const int state = sqlite3_open_v2(path.c_str(), &connection, flags, nullptr);
  Database database;
  database.connection_.reset(connection);
  database.path_ = path;
  if (state != SQLITE_OK) return fail(problemOf(connection, path));
  if (sqlite3_busy_timeout(connection, kBusyMilliseconds) != SQLITE_OK) return fail(problemOf(connection, path));
  const Result<std::int64_t> application = pragma(database, "PRAGMA application_id");
  if (!application) return fail(Problem{application.error().what, path, 0, 0, "a database made by Lintel", ""});
  const Result<std::int64_t> tables = pragma(database, "SELECT count(*) FROM sqlite_master");
  if (!tables) return fail(tables.error());
  database.isNew_ = mode == Mode::Create && *application == 0 && *tables == 0;
  if (database.isNew_) {
    if (Status made = database.execute("PRAGMA application_id=" + std::to_string(applicationId) +
                                       "; PRAGMA user_version=" + std::to_string(schemaVersion));
        !made)
      return fail(made.error());
    return database;
  }
  if (*application != applicationId)
    return fail(
        Problem{"a database of another kind", path, 0, 0, "one made by Lintel for this use", "choose another file"});
  const Result<std::int64_t> version = pragma(database, "PRAGMA user_version");
  if (!version) return fail(version.error());
  if (*version != schemaVersion)
    return fail(Problem{"a database of format " + std::to_string(*version), path, 0, 0,
                        "format " + std::to_string(schemaVersion), "remove it and add its sources again"});
  return database;
}

Status Database::execute(const std::string &sql) {
  if (sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return fail(problemOf(connection_.get(), path_));
}

Result<Statement> Database::prepare(std::string_view sql) const {
  sqlite3_stmt *statement = nullptr;
  const int state =
      sqlite3_prepare_v2(connection_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (state != SQLITE_OK) return fail(problemOf(connection_.get(), path_));
  return Statement(statement);
}

Result<Transaction> Transaction::begin(Database &database) {
  if (Status begun = database.execute("BEGIN IMMEDIATE"); !begun) return fail(begun.error());
  return Transaction(database);
}

Status Transaction::commit() {
  Database *database = std::exchange(database_, nullptr);
  Status committed = database->execute("COMMIT");
  if (!committed) (void)database->execute("ROLLBACK"); // the error of the commit is the one to tell
  return committed;
}

Transaction::Transaction(Transaction &&other) noexcept : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
  if (database_) (void)database_->execute("ROLLBACK"); // closing the connection does the same
}

} // namespace lintel::sbom
