// The parts of a CycloneDX document, one function for each that is more than a line.
#pragma once

#include "sbom/write/cyclonedx.h"
#include "sbom/write/json_text.h"

namespace lintel::sbom {

Json cdxProperty(const char *name, const std::string &value);

// A component with all that is known of it.
Json cdxComponent(const Component &component, CycloneDxVersion version);

// Component::licenses and, as far as the version can hold both, the concluded licence.
Json cdxLicenses(const Component &component, CycloneDxVersion version);
Json cdxDeclaredLicenses(const std::vector<std::string> &licenses);

// Methods of identification, occurrences and the licence that was concluded; null when there is nothing.
Json cdxEvidence(const Component &component);

// Hashes and the properties that BSI TR-03183-2 (5.2.2) asks for, set on the entry of a file.
void setCdxFile(Json &entry, const ComponentFile &file);

Json cdxParty(const std::string &text); // organizationalEntity

} // namespace lintel::sbom
