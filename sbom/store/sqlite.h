// SQLite as values that report errors: the local indexes (upstream releases, advisories) are kept in it.
#pragma once

#include "core/support/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace lintel::sbom {

class Statement {
public:
  // Parameters and columns are numbered from 1 and from 0, as SQLite numbers them. Text is copied.
  Statement &bind(int parameter, std::string_view text);
  Statement &bind(int parameter, std::int64_t number);

  // True when there is a row to read. Errors: those of SQLite, with the text of the statement. After false the
  // statement may be bound and run again.
  Result<bool> step();
  Status run(); // step() until there is no row

  std::string text(int column) const;
  std::int64_t number(int column) const;

private:
  friend class Database;
  explicit Statement(sqlite3_stmt *statement);
  struct Finalise {
    void operator()(sqlite3_stmt *statement) const noexcept;
  };
  std::unique_ptr<sqlite3_stmt, Finalise> statement_;
  int bindError_ = 0;
};

// One connection; not shared between threads. Waits up to ten seconds for another writer.
class Database {
public:
  enum class Mode { ReadOnly, Create };
  // schemaVersion is kept in the file (PRAGMA user_version). Errors: no such file, not a database, another
  // schema version, applicationId of another program.
  static Result<Database> open(const std::string &path, Mode mode, int applicationId, int schemaVersion);

  Status execute(const std::string &sql); // no rows
  Result<Statement> prepare(std::string_view sql) const;
  const std::string &path() const { return path_; }
  bool isNew() const { return isNew_; } // just created: the caller makes its tables

private:
  struct Close {
    void operator()(sqlite3 *connection) const noexcept;
  };
  std::unique_ptr<sqlite3, Close> connection_;
  std::string path_;
  bool isNew_ = false;
};

// Everything between construction and commit(), or nothing of it.
class Transaction {
public:
  static Result<Transaction> begin(Database &database);
  Status commit();
  ~Transaction();
  Transaction(Transaction &&other) noexcept;
  Transaction(const Transaction &) = delete;
  Transaction &operator=(const Transaction &) = delete;
  Transaction &operator=(Transaction &&) = delete;

private:
  explicit Transaction(Database &database) : database_(&database) {}
  Database *database_;
};

} // namespace lintel::sbom
