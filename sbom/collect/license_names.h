// Debian's short licence names (copyright-format 1.0, "License specification") as SPDX expressions.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace lintel::sbom {

// What the full text filed under a short name turns out to be, for names that SPDX does not know.
using LicenseTextLookup = std::function<std::set<std::string>(const std::string &name)>;

// "GPL-2+ or Expat" -> "GPL-2.0-or-later OR MIT". A name that neither SPDX, Debian's list nor the text
// explains becomes a LicenseRef. nullopt when the synopsis is prose instead of names.
std::optional<std::string> spdxFromDebian(std::string_view synopsis, const LicenseTextLookup &textOf);

} // namespace lintel::sbom
