// SPDX documents: what a Bom knows in the terms of SPDX 2.3 (ISO/IEC 5962) and 3.0.1.
#pragma once

#include "sbom/model/bom.h"
#include "sbom/write/document.h"

#include <string>

namespace lintel::sbom {

// All end with a newline, hold no vulnerabilities, and are the same bytes for the same arguments: the namespace is made
// from the content. Artefacts and files are packages of SPDX 2.3, since it takes no file without a SHA-1.
std::string writeSpdxJson(const Bom &bom, const DocumentInfo &info);     // SPDX 2.3 JSON
std::string writeSpdxTagValue(const Bom &bom, const DocumentInfo &info); // SPDX 2.3 tag-value
std::string writeSpdx3(const Bom &bom, const DocumentInfo &info);        // SPDX 3.0.1 JSON-LD

} // namespace lintel::sbom
