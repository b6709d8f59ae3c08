// What the writers of both SPDX generations share: ids, names of places, and the texts of annotations.
#pragma once

#include "sbom/model/bom.h"
#include "sbom/write/document.h"
#include "sbom/write/json_text.h"
#include "sbom/write/licenses.h"

#include <string>
#include <vector>

namespace lintel::sbom {

inline constexpr const char *kNoAssertion = "NOASSERTION";

// "SPDXRef-Package-" and the reference with its illegal characters replaced (SPDX 2.3, 3.2: letters, digits, '.' and
// '-'); a replaced one gets a number made from the reference, so that two references never meet.
std::string spdxId(const std::string &ref);

// The reference of a file of a component, for spdxId.
std::string fileRef(const Component &component, const ComponentFile &file);

// "git+https://host/x.git@v1" or an archive's URL (SPDX 2.3, 7.7); empty when none is known or it is no URI.
std::string downloadLocation(const std::string &url, const std::string &revision);
std::string downloadLocation(const Component &component);

// Where the component comes from and how far a copy differs from its release.
std::string sourceInfo(const Component &component);

// The evidence for a component, one text for each kind: identity, headers, links, declarations.
std::vector<std::string> evidenceTexts(const Component &component);

// The time of DocumentInfo, or the beginning of 1970.
std::string createdTime(const DocumentInfo &info);

// "https://spdx.org/spdxdocs/orders-<uuid>", made from the content.
std::string documentNamespace(const Bom &bom, const std::string &content);

// The document without its namespace, as SPDX 2.3 JSON; the tag-value form is the same document.
Json spdx2Document(const Bom &bom, const DocumentInfo &info);
Json spdx2Packages(const Bom &bom, const DocumentInfo &info, LicenseTexts &texts);
Json spdx2Relationships(const Bom &bom);

} // namespace lintel::sbom
