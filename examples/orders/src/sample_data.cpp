#include "sample_data.h"

namespace orders {

void addSampleData(OrderStore &store) {
  sqlite3_exec(store.database(),
               "INSERT INTO orders (customer, article, cents) "
               "VALUES (7, 'lamp', 4900), (7, 'chair', 12900), (8, 'table', 34900)",
               nullptr, nullptr, nullptr);
}

} // namespace orders
