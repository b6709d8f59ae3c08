// Statements as an OpenVEX 0.2.0 document.
#pragma once

#include "sbom/advisories/vex.h"

#include <string>
#include <vector>

namespace lintel::sbom {

struct VexDocumentInfo {
  std::string idBase;    // IRI without trailing '/', under which the document's own id is made
  std::string author;    // who makes the statements
  std::string role;      // of the author; may be empty
  std::string timestamp; // RFC 3339
  int version = 1;
  std::string tooling; // may be empty
};

// The same bytes for the same input, whatever the order of statements, products and aliases. "@id" is
// idBase/vex-<SHA-256 of everything else>, so two documents with one id say the same. What a statement shares with the
// document (its time) is not repeated. Bytes that are not UTF-8 become U+FFFD.
std::string writeOpenVex(std::vector<VexStatement> statements, const VexDocumentInfo &info);

} // namespace lintel::sbom
