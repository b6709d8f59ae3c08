// OpenVEX documents of others, as data: https://github.com/openvex/spec, version 0.2.0; the older form, in which
// vulnerabilities and products are bare names, is understood as well.
#pragma once

#include "sbom/advisories/vex.h"

#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// The statements in the order of the document, each with what it inherits: timestamp, last_updated, supplier and
// products. text: at most kMaxFileSize bytes. file: as it is told in errors and in VexStatement::location.
//
// Errors (file:line:column): not JSON or beyond the bounds of parseJsonNode; no OpenVEX "@context"; a field of the
// wrong type; no author, no time; a statement without vulnerability, product or status; an unknown status or
// justification; not_affected with neither justification nor impact_statement; affected without action_statement;
// justification for another status than not_affected; a purl or a time that is none.
Result<std::vector<VexStatement>> readOpenVex(std::string_view text, const std::string &file);

} // namespace lintel::sbom
