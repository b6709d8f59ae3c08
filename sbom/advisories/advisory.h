// One advisory: a record of the OSV schema (ossf.github.io/osv-schema, 1.6 and 1.7), reduced to what matching and its
// reader need.
#pragma once

#include "core/support/result.h"
#include "sbom/advisories/value.h"

#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom::osv {

struct Event {
  enum class Kind { Introduced, Fixed, LastAffected, Limit };
  Kind kind = Kind::Introduced;
  std::string value; // a version, a commit id, "0" (introduced: from the beginning) or "*" (limit: none)
};

struct Range {
  enum class Type { SemVer, Ecosystem, Git, Other };
  Type type = Type::Other;
  std::string typeName; // as the record spells it
  std::string repo;     // normalised; of a Git range
  std::vector<Event> events;
};

// A rating as the record gives it: type "CVSS_V3" and a vector, "Ubuntu" and "medium", ...
struct Rating {
  std::string type;
  std::string score;
};

struct Affected {
  std::string ecosystem; // with its suffix: "Debian:12"; empty without package
  std::string package;
  std::string purl; // without version, qualifiers and subpath
  std::vector<std::string> versions;
  std::vector<Range> ranges;
  std::vector<Rating> ratings;
  std::vector<std::string> functions; // sorted, unique; of ecosystem_specific and database_specific
  std::vector<std::string> files;     // likewise
};

struct Advisory {
  std::string id;
  std::string modified; // as written
  std::string published;
  std::string withdrawn; // empty: it stands
  std::vector<std::string> aliases;
  std::vector<std::string> related;
  std::vector<std::string> upstream;
  std::string summary;         // or the first line of the details
  std::string databaseRating;  // database_specific.severity: "HIGH"
  std::vector<Rating> ratings; // of the whole record
  std::vector<Affected> affected;
  std::vector<std::string> references; // URLs
};

// The record in a parsed document. Errors, with the line: no id, no date of modification, a value of another type than
// the schema's, a range without a beginning, a Git range without repository, a schema of another major version.
Result<Advisory> readAdvisory(const Value &document, const std::string &file);

// The same record in the words of the schema, in one line; readAdvisory gives back what it was made from.
std::string toJson(const Advisory &advisory);

// A date of the schema (RFC 3339 in UTC) as text that sorts by time; empty when it is none.
std::string sortableDate(std::string_view date);

} // namespace lintel::sbom::osv
