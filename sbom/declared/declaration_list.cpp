#include "sbom/declared/declaration_list.h"

#include <algorithm>
#include <tuple>

namespace lintel::sbom {

std::vector<Declaration> inOrder(std::vector<Declaration> declarations) {
  std::ranges::sort(declarations, [](const Declaration &a, const Declaration &b) {
    return std::tie(a.location, a) < std::tie(b.location, b);
  });
  declarations.erase(std::ranges::unique(declarations).begin(), declarations.end());
  return declarations;
}

void sortUnique(std::vector<std::string> &list) {
  std::ranges::sort(list);
  list.erase(std::ranges::unique(list).begin(), list.end());
}

} // namespace lintel::sbom
