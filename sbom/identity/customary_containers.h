// How repositories name the directories in which they keep other people's code.
#pragma once

#include <string_view>

namespace lintel::sbom {

// Whether the children of a directory of that name are, by wide custom, foreign: "third_party", "deps", "Vendor" and
// their kin, in any case.
bool isCustomaryContainer(std::string_view name);

// "contrib" holds foreign code in some repositories, and in others the project's own extras.
bool isDoubtfulContainer(std::string_view name);

} // namespace lintel::sbom
