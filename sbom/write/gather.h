// What a document says, each statement with its place: the readers gather it, the verifier judges it.
#pragma once

#include "sbom/write/json_read.h"
#include "sbom/write/read.h"
#include "sbom/write/verify.h"

#include <set>

namespace lintel::sbom {

// A text of the document and the JSON pointer at which it stands (tag-value is read as the JSON it stands for).
struct Said {
  std::string text;
  std::string place;
};

struct SaidHash {
  std::string algorithm; // as ReadComponent::hashes; as written when it is unknown
  std::string value;
  std::string place;
};

// A mistake that only the reader of a format can see.
struct FoundMistake {
  MistakeSeverity severity = MistakeSeverity::Error;
  std::string place;
  std::string what;
  std::string expected;
};

struct Gathered {
  ReadDocument document;
  std::vector<std::string> componentPlaces; // one for each component of the document
  std::vector<Said> ids;                    // everything that may be referred to
  std::vector<Said> references;             // to something inside the document
  std::vector<Said> expressions;            // licence expressions
  std::set<std::string> licenseRefs;        // LicenseRefs that the document defines
  bool definesLicenseRefs = false;          // SPDX: each LicenseRef of an expression must be defined
  std::vector<SaidHash> hashes;
  std::vector<Said> timestamps;
  std::vector<Said> uris;
  std::vector<FoundMistake> mistakes;
  std::map<std::string, int> lines; // tag-value: place -> line

  void mistake(const std::string &place, std::string what, std::string expected,
               MistakeSeverity severity = MistakeSeverity::Error);
  void component(ReadComponent component, const std::string &place);
};

Result<Gathered> gather(std::string_view text, const std::string &file);

Gathered gatherCycloneDx(const Json &document);
Gathered gatherSpdx2(const Json &document);
Gathered gatherSpdx3(const Json &document);

// An SPDX 2 document in tag-value as the JSON that it stands for; lines: place of each value -> line.
// Tags that are unknown are passed over. Errors: a line that is no tag, a text that does not end.
Result<Json> readTagValue(std::string_view text, const std::string &file, std::map<std::string, int> &lines);

// "SHA-512", "SHA512" and "sha512" -> "sha512"; "" for what no format knows.
std::string hashName(const std::string &algorithm);

} // namespace lintel::sbom
