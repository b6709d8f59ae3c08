// Where advisories are read from: a file, an archive, a directory tree of either.
#pragma once

#include "core/support/result.h"
#include "sbom/advisories/database.h"
#include "sbom/advisories/record_store.h"

#include <string>
#include <string_view>

namespace lintel::sbom {

// Puts every record of the source into the store. What cannot be read is counted and told in the report. Errors: no
// such source, those of the store.
Status readSource(const std::string &source, RecordStore &store, AddReport &report);

// The advisories in the text of one file: a record, a list of records, or several YAML documents. The name's ending
// tells the language. Problems of single records are added; the others are returned.
std::vector<osv::Advisory> readRecords(const std::string &text, const std::string &file,
                                       std::vector<Problem> &problems);

} // namespace lintel::sbom
