// orders DATABASE CACHE-DIRECTORY TARGET: answers one HTTP request on standard output.
//
//   orders orders.db /tmp '/orders?customer=7&page_size=2'
#include "cache.h"
#include "handles.h"
#include "legacy/request_log.h"
#include "orders.h"
#include "request.h"
#include "sample_data.h"

#include <exception>
#include <iostream>

namespace {

using namespace orders;

std::string toJson(const std::vector<Order> &list) {
  std::string json = "[";
  for (const Order &order : list) {
    if (json.size() > 1) json += ',';
    json += "{\"id\":" + std::to_string(order.id) + ",\"article\":\"" + order.article +
            "\",\"cents\":" + std::to_string(order.cents) + "}";
  }
  return json + "]";
}

std::string cacheKey(const ListOrdersRequest &request) {
  return std::to_string(request.customer) + "-" + std::to_string(request.page_size) + "-" +
         std::to_string(request.offset);
}

int respond(const char *status, const std::string &body) {
  std::cout << "HTTP/1.1 " << status << "\r\nContent-Type: application/json\r\nContent-Length: " << body.size()
            << "\r\n\r\n"
            << body << '\n';
  return std::cout.flush() ? 0 : 1;
}

int serve(const std::string &database, const std::string &cacheDirectory, const std::string &target) {
  const std::optional<ListOrdersRequest> request = parseListOrders(target);
  if (!request) return respond("400 Bad Request", "{\"error\":\"unknown request\"}");
  const Cache cache(cacheDirectory);
  if (const auto answer = cache.load(cacheKey(*request))) return respond("200 OK", *answer);

  OrderStore store(database);
  if (store.listOrdersBounded(*request).empty()) addSampleData(store);
  const std::string answer = toJson(store.listOrdersBounded(*request));
  if (!cache.storeChecked(cacheKey(*request), answer)) std::cerr << "orders: the answer could not be cached\n";

  Sessions sessions;
  const int session = sessions.add(std::make_unique<Session>(Session{std::to_string(request->customer)}));
  std::cerr << requestLogLine(*sessions.find(session), answer.size()) << '\n';
  return respond("200 OK", answer);
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 4) {
    std::cerr << "usage: orders DATABASE CACHE-DIRECTORY TARGET\n";
    return 2;
  }
  try {
    return serve(argv[1], argv[2], argv[3]);
  } catch (const std::exception &error) {
    std::cerr << "orders: " << error.what() << '\n';
    return 1;
  }
}
