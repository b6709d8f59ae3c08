// An advisory as the database keeps it.
#include "sbom/advisories/advisory.h"

#include <nlohmann/json.hpp>

namespace lintel::sbom::osv {
namespace {

using Json = nlohmann::ordered_json;

const char *keyOf(Event::Kind kind) {
  switch (kind) {
  case Event::Kind::Introduced: return "introduced";
  case Event::Kind::Fixed: return "fixed";
  case Event::Kind::LastAffected: return "last_affected";
  case Event::Kind::Limit: return "limit";
  }
  return "";
}

void put(Json &object, const char *key, const std::string &text) {
  if (!text.empty()) object[key] = text;
}
void put(Json &object, const char *key, const std::vector<std::string> &texts) {
  if (!texts.empty()) object[key] = texts;
}
void put(Json &object, const std::vector<Rating> &ratings) {
  for (const Rating &rating : ratings) object["severity"].push_back({{"type", rating.type}, {"score", rating.score}});
}

Json rangeJson(const Range &range) {
  Json json = {{"type", range.typeName}};
  put(json, "repo", range.repo);
  for (const Event &event : range.events) json["events"].push_back({{keyOf(event.kind), event.value}});
  return json;
}

Json affectedJson(const Affected &affected) {
  Json json = Json::object();
  Json package = Json::object();
  put(package, "ecosystem", affected.ecosystem);
  put(package, "name", affected.package);
  put(package, "purl", affected.purl);
  if (!package.empty()) json["package"] = std::move(package);
  put(json, "versions", affected.versions);
  for (const Range &range : affected.ranges) json["ranges"].push_back(rangeJson(range));
  put(json, affected.ratings);
  Json specific = Json::object();
  put(specific, "functions", affected.functions);
  put(specific, "files", affected.files);
  if (!specific.empty()) json["ecosystem_specific"] = std::move(specific);
  return json;
}

} // namespace

std::string toJson(const Advisory &advisory) {
  Json json = {{"id", advisory.id}, {"modified", advisory.modified}};
  put(json, "published", advisory.published);
  put(json, "withdrawn", advisory.withdrawn);
  put(json, "aliases", advisory.aliases);
  put(json, "related", advisory.related);
  put(json, "upstream", advisory.upstream);
  put(json, "summary", advisory.summary);
  put(json, advisory.ratings);
  for (const Affected &affected : advisory.affected) json["affected"].push_back(affectedJson(affected));
  for (const std::string &url : advisory.references) json["references"].push_back({{"type", "WEB"}, {"url", url}});
  if (!advisory.databaseRating.empty()) json["database_specific"]["severity"] = advisory.databaseRating;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace lintel::sbom::osv
