#include "sbom/model/bom.h"

#include <algorithm>

namespace lintel::sbom {

const char *toString(Origin origin) {
  switch (origin) {
  case Origin::Project: return "project";
  case Origin::DebianPackage: return "debian-package";
  case Origin::Vendored: return "vendored";
  case Origin::Submodule: return "submodule";
  case Origin::Fetched: return "fetched";
  case Origin::Conan: return "conan";
  case Origin::Vcpkg: return "vcpkg";
  case Origin::Toolchain: return "toolchain";
  case Origin::Declared: return "declared";
  case Origin::Unknown: break;
  }
  return "unknown";
}

const Component *findComponent(const Bom &bom, const std::string &ref) {
  const auto found = std::ranges::lower_bound(bom.components, ref, {}, &Component::ref);
  return found == bom.components.end() || found->ref != ref ? nullptr : &*found;
}

std::string fileOfUnit(const std::string &unit) {
  const std::size_t hash = unit.rfind('#');
  const bool numbered = hash != std::string::npos && hash + 1 < unit.size() &&
                        unit.find_first_not_of("0123456789", hash + 1) == std::string::npos;
  return numbered ? unit.substr(0, hash) : unit;
}

} // namespace lintel::sbom
