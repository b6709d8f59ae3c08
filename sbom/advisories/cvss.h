// How bad a flaw is, as its advisories rate it.
#pragma once

#include <optional>
#include <string_view>

namespace lintel::sbom {

enum class SeverityLevel { Unknown, Low, Medium, High, Critical };
const char *toString(SeverityLevel level); // "unknown", "low", ...

// The base score of a vector, 0 to 10: CVSS 3.0 and 3.1 (specification, section 7.1) and CVSS 2 (guide, section 3.2.1).
// nullopt for other text, also for CVSS 4, whose score needs a table of expert ratings.
std::optional<double> cvssBaseScore(std::string_view vector);

// The qualitative rating of a base score (CVSS 3.1, section 5); a score of 0 is low here: an advisory is no "none".
SeverityLevel levelOfScore(double score);
// Of a database's own word: "HIGH", "moderate", "important"; any case.
SeverityLevel levelOfWord(std::string_view word);

} // namespace lintel::sbom
