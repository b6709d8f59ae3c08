// Documents of any producer in one neutral form, for the verifier and for comparing them.
#pragma once

#include "core/support/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

enum class DocumentFormat { CycloneDxJson, SpdxJson, SpdxTagValue, Spdx3 };
const char *toString(DocumentFormat format); // "CycloneDX JSON", "SPDX JSON", ...

struct ReadComponent {
  std::string id;   // bom-ref, SPDXID or spdxId; empty when the document gives none
  std::string kind; // "library", "file", ... in the words of the format
  std::string name; // with its group, when it has one: "@babel/core"
  std::string version;
  std::string purl;
  std::string supplier;
  std::vector<std::string> licenses;         // ids, names and expressions as written; sorted, unique
  std::map<std::string, std::string> hashes; // "sha512" -> hexadecimal digits as written
};

// kind: "depends-on", "contains", "static-link", "dynamic-link", "generated-from", "describes" or "other".
struct ReadEdge {
  std::string from;
  std::string to;
  std::string kind;
  friend auto operator<=>(const ReadEdge &, const ReadEdge &) = default;
};

struct ReadDocument {
  DocumentFormat format = DocumentFormat::CycloneDxJson;
  std::string specVersion; // "1.6", "2.3", "3.0.1"
  std::string name;
  std::string identity;                  // serial number or namespace
  std::string created;                   // time stamp as written
  std::string root;                      // id of the component that the document is about
  std::vector<ReadComponent> components; // in the order of the document, the root among them
  std::vector<ReadEdge> edges;           // sorted, unique; without NONE and NOASSERTION
};

// CycloneDX 1.4 to 1.7 JSON, SPDX 2.2 and 2.3 JSON and tag-value, SPDX 3.0.x JSON-LD, told apart by their content.
// Errors: another format or version, text that is not JSON where JSON begins, more than 100 levels of nesting.
Result<ReadDocument> readSbom(std::string_view text, const std::string &file);

} // namespace lintel::sbom
