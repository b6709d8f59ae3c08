// Which units of the compile database a run looks at, and what becomes of every other file.
#pragma once

#include "app/workspace.h"
#include "checkers/engine/engine.h"
#include "core/finding/outcome.h"

#include <vector>

namespace lintel::app {

struct Selection {
  std::vector<checkers::Unit> units;
  std::vector<Outcome> outcomes; // of what is not analysed: excluded, not in the database, unusable
  // Every unit of the build that this tree has, whatever the policy excludes and the run asks for: a bill of materials
  // is of the whole build.
  std::vector<checkers::Unit> compiled;
  std::string buildDirectory; // absolute; where the compile database lies; empty when none was needed
};

// The units of a tree (the judged one or the merge base) that the run asks for. engine carries jobs, time
// and memory for the include scan that finds the units of a changed header. Errors: the database.
Result<Selection> selectUnits(const Workspace &workspace, const Tree &tree, const Options &options,
                              const checkers::EngineOptions &engine);

bool isSource(const std::string &path); // a C or C++ file that is compiled by itself
bool isHeader(const std::string &path);

} // namespace lintel::app
