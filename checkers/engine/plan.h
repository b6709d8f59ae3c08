// Which units there are: one for each distinct (file, effective arguments).
#pragma once

#include "checkers/engine/engine.h"

namespace lintel::checkers {

struct Plan {
  std::vector<Unit> units;       // sorted by name
  std::vector<Outcome> unusable; // entries that cannot be analysed: why
};

// Units outside the repository (generated elsewhere) are reported as excluded: they are not its code.
Plan planUnits(const CompileDatabase &database, const std::string &root);

} // namespace lintel::checkers
