// Orders in an SQLite database.
#pragma once

#include "request.h"

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace orders {

struct Order {
  std::int64_t id = 0;
  std::string article;
  std::int64_t cents = 0;
};

class OrderStore {
public:
  // Opens the database, creates what is missing. Throws std::runtime_error.
  explicit OrderStore(const std::string &path);

  // The incident: the client's page size is the limit of the query. One request for ten million
  // orders occupied the database until every other request had timed out.
  std::vector<Order> listOrders(const ListOrdersRequest &request);

  // The right way: the boundary decides how much one request may cost.
  std::vector<Order> listOrdersBounded(const ListOrdersRequest &request);

  sqlite3 *database() { return database_.get(); }

private:
  struct Close {
    void operator()(sqlite3 *database) const { sqlite3_close(database); }
  };
  std::unique_ptr<sqlite3, Close> database_;
};

} // namespace orders
