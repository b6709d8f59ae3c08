#include "collection.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

namespace lintel::test {
namespace {

std::string json(std::string text) {
  std::replace(text.begin(), text.end(), '\'', '"');
  return text;
}

} // namespace

std::string record(const std::string &id, const std::string &more) {
  return json("{'id': '" + id + "', 'modified': '2024-01-02T03:04:05Z'" + (more.empty() ? "" : ", " + more) + "}");
}

std::string affects(const std::string &ecosystem, const std::string &package, const std::string &more) {
  return "'affected': [{'package': {'ecosystem': '" + ecosystem + "', 'name': '" + package + "'}, " + more + "}]";
}

std::string range(const std::string &type, const std::string &events, const std::string &repo) {
  std::istringstream words(events);
  std::string list;
  for (std::string kind, value; words >> kind >> value;) {
    if (value.ends_with(',')) value.pop_back();
    list += (list.empty() ? "{'" : ", {'") + kind + "': '" + value + "'}";
  }
  const std::string where = repo.empty() ? "" : "'repo': '" + repo + "', ";
  return "'ranges': [{'type': '" + type + "', " + where + "'events': [" + list + "]}]";
}

Collection::Collection(const std::vector<std::string> &records) {
  for (std::size_t i = 0; i < records.size(); ++i)
    directory_.write("records/" + std::to_string(i) + ".json", records[i]);
  auto database = sbom::AdvisoryDatabase::open(directory_ / "db", sbom::Database::Mode::Create);
  REQUIRE(database.has_value());
  const auto report = database->add(directory_ / "records", "2024-02-01");
  REQUIRE(report.has_value());
  for (const Problem &problem : report->problems) UNSCOPED_INFO(toString(problem));
  REQUIRE(report->isComplete());
}

std::vector<sbom::Match> Collection::match(const sbom::Subject &subject, const CommitHistory *history) const {
  const auto database = sbom::AdvisoryDatabase::open(directory_ / "db", sbom::Database::Mode::ReadOnly);
  REQUIRE(database.has_value());
  auto matches = sbom::match(*database, {subject}, history);
  REQUIRE(matches.has_value());
  return *matches;
}

std::string Collection::statuses(const sbom::Subject &subject, const CommitHistory *history) const {
  std::string text;
  for (const sbom::Match &match : match(subject, history))
    text += (text.empty() ? "" : "; ") + match.id + ": " + toString(match.status);
  return text;
}

} // namespace lintel::test
