#include "sbom/identity/customary_containers.h"

#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <string>

namespace lintel::sbom {

bool isCustomaryContainer(std::string_view name) {
  static constexpr std::array<std::string_view, 14> kNames = {
      "3rd_party",  "3rdparty",    "bundled",     "deps",        "extern",     "external", "externals",
      "submodules", "subprojects", "third-party", "third_party", "thirdparty", "vendor",   "vendored"};
  return std::ranges::binary_search(kNames, lowerCase(name));
}

bool isDoubtfulContainer(std::string_view name) { return lowerCase(name) == "contrib"; }

} // namespace lintel::sbom
