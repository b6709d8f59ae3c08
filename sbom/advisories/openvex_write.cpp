#include "sbom/advisories/openvex_write.h"

#include "core/support/hash.h"
#include "core/support/text.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

namespace lintel::sbom {
namespace {

using Json = nlohmann::ordered_json; // members in the order of the specification

void put(Json &object, const char *key, const std::string &value) {
  if (!value.empty()) object[key] = toValidUtf8(value);
}

void put(Json &object, const char *key, const std::map<std::string, std::string> &values) {
  for (const auto &[name, value] : values) object[key][toValidUtf8(name)] = toValidUtf8(value);
}

Json toJson(const VexComponent &component) {
  Json json = Json::object();
  put(json, "@id", component.id);
  put(json, "identifiers", component.identifiers);
  put(json, "hashes", component.hashes);
  return json;
}

Json toJson(const VexProduct &product) {
  Json json = toJson(product.component);
  for (const VexComponent &part : product.subcomponents) json["subcomponents"].push_back(toJson(part));
  return json;
}

Json toJson(const VexStatement &statement, const VexDocumentInfo &info) {
  Json json = Json::object();
  put(json, "@id", statement.id);
  Json vulnerability = Json::object();
  put(vulnerability, "@id", statement.vulnerabilityIri);
  put(vulnerability, "name", statement.vulnerability);
  put(vulnerability, "description", statement.description);
  for (const std::string &alias : statement.aliases) vulnerability["aliases"].push_back(toValidUtf8(alias));
  json["vulnerability"] = std::move(vulnerability);
  if (statement.timestamp != info.timestamp) put(json, "timestamp", statement.timestamp);
  put(json, "last_updated", statement.lastUpdated);
  for (const VexProduct &product : statement.products) json["products"].push_back(toJson(product));
  json["status"] = toString(statement.status);
  put(json, "supplier", statement.supplier);
  put(json, "status_notes", statement.statusNotes);
  if (statement.justification) json["justification"] = toString(*statement.justification);
  put(json, "impact_statement", statement.impactStatement);
  put(json, "action_statement", statement.actionStatement);
  put(json, "action_statement_timestamp", statement.actionTimestamp);
  return json;
}

template <class T> void sortUnique(std::vector<T> &values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

void normalise(VexStatement &statement) {
  statement.location = {}; // where it was read is not what it says
  sortUnique(statement.aliases);
  for (VexProduct &product : statement.products) sortUnique(product.subcomponents);
  sortUnique(statement.products);
}

Json head(const VexDocumentInfo &info, const std::string &id) {
  Json json = Json::object();
  json["@context"] = "https://openvex.dev/ns/v0.2.0";
  put(json, "@id", id);
  put(json, "author", info.author);
  put(json, "role", info.role);
  put(json, "timestamp", info.timestamp);
  json["version"] = info.version;
  put(json, "tooling", info.tooling);
  return json;
}

} // namespace

std::string writeOpenVex(std::vector<VexStatement> statements, const VexDocumentInfo &info) {
  for (VexStatement &statement : statements) normalise(statement);
  sortUnique(statements);
  Json list = Json::array();
  for (const VexStatement &statement : statements) list.push_back(toJson(statement, info));
  Json document = head(info, "");
  document["statements"] = list;
  const std::string id = info.idBase + "/vex-" + sha256Hex(document.dump());
  document = head(info, id);
  document["statements"] = std::move(list);
  return document.dump(2) + "\n";
}

} // namespace lintel::sbom
