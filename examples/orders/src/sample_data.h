// Orders to look at in an empty database.
#pragma once

#include "orders.h"

namespace orders {

void addSampleData(OrderStore &store);

} // namespace orders
