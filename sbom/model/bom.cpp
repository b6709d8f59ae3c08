#include "sbom/model/bom.h"

namespace lintel::sbom {

std::string fileOfUnit(const std::string &unit) {
  const std::size_t hash = unit.rfind('#');
  const bool numbered = hash != std::string::npos && hash + 1 < unit.size() &&
                        unit.find_first_not_of("0123456789", hash + 1) == std::string::npos;
  return numbered ? unit.substr(0, hash) : unit;
}

} // namespace lintel::sbom
