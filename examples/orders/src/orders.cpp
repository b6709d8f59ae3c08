#include "orders.h"

#include <algorithm>
#include <stdexcept>

namespace orders {
namespace {

constexpr std::int64_t kMaxPageSize = 100;
constexpr std::int64_t kMaxOffset = 10'000;

constexpr const char *kSchema = "CREATE TABLE IF NOT EXISTS orders ("
                                "id INTEGER PRIMARY KEY, customer INTEGER, article TEXT, cents INTEGER)";
constexpr const char *kListOrders = "SELECT id, article, cents FROM orders WHERE customer = ?1 "
                                    "ORDER BY id LIMIT ?2 OFFSET ?3";

struct Finalize {
  void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

void require(int status, sqlite3 *database) {
  if (status != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(database));
}

Statement prepare(sqlite3 *database, const char *text) {
  sqlite3_stmt *statement = nullptr;
  require(sqlite3_prepare_v2(database, text, -1, &statement, nullptr), database);
  return Statement(statement);
}

std::string text(sqlite3_stmt *statement, int column) {
  const unsigned char *bytes = sqlite3_column_text(statement, column);
  return bytes ? std::string(bytes, bytes + sqlite3_column_bytes(statement, column)) : std::string();
}

std::vector<Order> readOrders(sqlite3_stmt *statement, sqlite3 *database) {
  std::vector<Order> orders;
  int status = SQLITE_ROW;
  while ((status = sqlite3_step(statement)) == SQLITE_ROW)
    orders.push_back({sqlite3_column_int64(statement, 0), text(statement, 1), sqlite3_column_int64(statement, 2)});
  if (status != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(database));
  return orders;
}

} // namespace

OrderStore::OrderStore(const std::string &path) {
  sqlite3 *opened = nullptr;
  const int status = sqlite3_open(path.c_str(), &opened);
  database_.reset(opened); // also after a failure: SQLite wants the handle back
  require(status, opened);
  require(sqlite3_exec(opened, kSchema, nullptr, nullptr, nullptr), opened);
}

std::vector<Order> OrderStore::listOrders(const ListOrdersRequest &request) {
  const Statement statement = prepare(database(), kListOrders);
  require(sqlite3_bind_int64(statement.get(), 1, request.customer), database());
  require(sqlite3_bind_int64(statement.get(), 2, request.page_size), database());
  require(sqlite3_bind_int64(statement.get(), 3, std::clamp<std::int64_t>(request.offset, 0, kMaxOffset)), database());
  return readOrders(statement.get(), database());
}

std::vector<Order> OrderStore::listOrdersBounded(const ListOrdersRequest &request) {
  const std::int64_t pageSize = std::clamp<std::int64_t>(request.page_size, 1, kMaxPageSize);
  const std::int64_t offset = std::clamp<std::int64_t>(request.offset, 0, kMaxOffset);
  const Statement statement = prepare(database(), kListOrders);
  require(sqlite3_bind_int64(statement.get(), 1, request.customer), database());
  require(sqlite3_bind_int64(statement.get(), 2, pageSize), database());
  require(sqlite3_bind_int64(statement.get(), 3, offset), database());
  return readOrders(statement.get(), database());
}

} // namespace orders
