#include "policy/model/node.h"

#include <nlohmann/json.hpp>

namespace lintel::policy {
namespace {

using Json = nlohmann::ordered_json;

Json toJson(const Node &node) {
  if (node.isScalar()) return node.text;
  Json json = node.kind == Node::Kind::List ? Json::array() : Json::object();
  for (const Node &item : node.items) json.push_back(toJson(item));
  for (const Node::Entry &entry : node.entries) json[entry.key] = toJson(entry.value);
  return json;
}

} // namespace

std::string jsonText(const Node &node) { return toJson(node).dump(-1, ' ', false, Json::error_handler_t::replace); }

} // namespace lintel::policy
