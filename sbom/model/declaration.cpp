#include "sbom/model/declaration.h"

#include <algorithm>

namespace lintel::sbom {

bool isCommitId(std::string_view text) {
  const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
  return (text.size() == 40 || text.size() == 64) && std::ranges::all_of(text, isHex);
}

} // namespace lintel::sbom
