// What one translation unit really includes, found by preprocessing alone.
#pragma once

#include "core/finding/outcome.h"

#include <string>
#include <vector>

namespace lintel::sbom {

// Made by checkers/engine's dependency scan and handed over by app/ (engines do not include each other).
struct UnitIncludes {
  std::string unit;                 // repo-relative
  std::vector<std::string> headers; // absolute, as found; sorted, unique; without the unit's own file
  Outcome outcome;                  // engine Sbom
};

} // namespace lintel::sbom
