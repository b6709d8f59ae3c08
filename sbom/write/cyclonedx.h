#pragma once

#include "sbom/model/bom.h"

#include <string>

namespace lintel::sbom {

// CycloneDX 1.6 JSON (ECMA-424), with a trailing newline. timestamp: RFC 3339, or empty for none.
// The same arguments give the same bytes: the serial number is made from the content.
std::string writeCycloneDx(const Bom &bom, const std::string &toolVersion, const std::string &timestamp);

} // namespace lintel::sbom
