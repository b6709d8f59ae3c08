// Uses of a file by a name that was checked before, on some path through a function.
#pragma once

#include "checkers/analysis/function_graph.h"
#include "checkers/checks/toctou/helpers.h"
#include "checkers/checks/toctou/paths.h"

#include <optional>
#include <string>
#include <vector>

namespace lintel::checkers::checks::toctou {

struct Race {
  Access check;
  Access use;
  std::string path; // for messages
};

// nullopt: the analysis did not settle.
std::optional<std::vector<Race>> findRaces(const FunctionGraph &graph, Helpers &helpers);

} // namespace lintel::checkers::checks::toctou
