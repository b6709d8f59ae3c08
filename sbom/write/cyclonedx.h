#pragma once

#include "sbom/model/bom.h"
#include "sbom/write/document.h"

#include <string>

namespace lintel::sbom {

enum class CycloneDxVersion { V1_6, V1_7 };

// CycloneDX JSON (ECMA-424), with a trailing newline. The same arguments give the same bytes: the serial number is
// made from the content. No vulnerabilities are ever written (BSI TR-03183-2, 8.1.14).
std::string writeCycloneDx(const Bom &bom, CycloneDxVersion version, const DocumentInfo &info);

} // namespace lintel::sbom
