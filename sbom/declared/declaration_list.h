// Puts what a reader found into the order that all readers give.
#pragma once

#include "sbom/model/declaration.h"

#include <string>
#include <vector>

namespace lintel::sbom {

// Sorted by location, without repetitions (a loop may come to the same declaration twice).
std::vector<Declaration> inOrder(std::vector<Declaration> declarations);

void sortUnique(std::vector<std::string> &list);

} // namespace lintel::sbom
