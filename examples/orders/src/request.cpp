#include "request.h"

#include <charconv>

namespace orders {
namespace {

std::optional<std::int64_t> parseNumber(std::string_view text) {
  std::int64_t number = 0;
  const char *const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

std::int64_t *fieldFor(ListOrdersRequest &request, std::string_view key) {
  if (key == "customer") return &request.customer;
  if (key == "page_size") return &request.page_size;
  if (key == "offset") return &request.offset;
  return nullptr;
}

} // namespace

std::optional<ListOrdersRequest> parseListOrders(std::string_view target) {
  constexpr std::string_view kPath = "/orders?";
  if (!target.starts_with(kPath)) return std::nullopt;
  ListOrdersRequest request;
  for (std::string_view query = target.substr(kPath.size()); !query.empty();) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(pair.size() == query.size() ? pair.size() : pair.size() + 1);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    std::int64_t *const field = fieldFor(request, pair.substr(0, equals));
    const std::optional<std::int64_t> number = parseNumber(pair.substr(equals + 1));
    if (!field || !number) return std::nullopt;
    *field = *number;
  }
  return request;
}

} // namespace orders
