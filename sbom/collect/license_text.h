// Recognises well-known licences by phrases that only their texts contain.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace lintel::sbom {

// SPDX expressions for every licence whose text, or whose SPDX-License-Identifier line, is found; empty
// when there is none. The text of a GNU licence alone proves its version, not "or later": it gives "-only".
std::set<std::string> recogniseLicenses(std::string_view text);

// Lower case, comment marks and punctuation around words removed, white space runs made one blank.
std::string foldLicenseText(std::string_view text);

} // namespace lintel::sbom
