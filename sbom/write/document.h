// What a document says about itself, whatever its format.
#pragma once

#include <string>

namespace lintel::sbom {

struct DocumentInfo {
  std::string toolVersion;
  // RFC 3339 in UTC, to the second ("2026-01-31T12:00:00Z"); empty: CycloneDX then names no time, and SPDX, which
  // must name one, names the beginning of 1970.
  std::string timestamp;
  // Who makes the document (BSI TR-03183-2, 5.2.1: e-mail address or URL; any other text is a name); may be empty.
  std::string creator;
};

} // namespace lintel::sbom
