// A database of made-up advisories for one test.
#pragma once

#include "sbom/advisories/database.h"
#include "sbom/advisories/match.h"
#include "tests/support/temporary_directory.h"

#include <string>
#include <vector>

namespace lintel::test {

// {"id": ID, "modified": "2024-01-02T03:04:05Z", more}; more is the inside of a JSON object, single quotes for double.
std::string record(const std::string &id, const std::string &more);

// "'affected': [{'package': ..., more}]", to be handed to record().
std::string affects(const std::string &ecosystem, const std::string &package, const std::string &more);

// "'ranges': [{'type': TYPE, 'events': [...]}]" from "introduced 0, fixed 1.2".
std::string range(const std::string &type, const std::string &events, const std::string &repo = "");

class Collection {
public:
  explicit Collection(const std::vector<std::string> &records); // each must go in
  std::vector<sbom::Match> match(const sbom::Subject &subject, const CommitHistory *history = nullptr) const;
  // "ID: affected" for each match, joined by "; "; empty when there is none.
  std::string statuses(const sbom::Subject &subject, const CommitHistory *history = nullptr) const;

private:
  TemporaryDirectory directory_;
};

} // namespace lintel::test
