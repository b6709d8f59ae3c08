// Which functions and files an advisory names. The schema leaves that to each database; these are the forms that
// databases of C, C++, Go and Rust use.
#pragma once

#include "sbom/advisories/value.h"

#include <string>
#include <vector>

namespace lintel::sbom::osv {

// Adds what an ecosystem_specific or database_specific object names; both lists stay sorted and unique. Read are lists
// under "symbols", "functions", "affected_functions", "vulnerable_functions" and under "files", "paths",
// "affected_files", "vulnerable_files"; the same within "affects" and "imports"; and the targets in "vanir_signatures".
// Keys of an object in place of a list count as its items. What has another form is passed over: it is no part of the
// schema.
void collectCode(const Value &specific, std::vector<std::string> &functions, std::vector<std::string> &files);

} // namespace lintel::sbom::osv
