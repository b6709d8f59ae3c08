// What a client asks for, taken from the target of an HTTP request.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace orders {

struct ListOrdersRequest {
  std::int64_t customer = 0;
  std::int64_t page_size = 20;
  std::int64_t offset = 0;
};

// "/orders?customer=7&page_size=50&offset=100". Nothing for another path, an unknown key or a value
// that is not a number; which numbers are sensible is not decided here.
std::optional<ListOrdersRequest> parseListOrders(std::string_view target);

} // namespace orders
