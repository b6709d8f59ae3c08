// Runs the engines over one tree. The judged tree and the merge base go the same way.
#pragma once

#include "app/selection.h"
#include "app/workspace.h"

namespace lintel::app {

struct Results {
  std::vector<Finding> findings; // with fingerprints, in report order
  std::vector<Outcome> outcomes;
  std::vector<std::string> undecided; // what the audit could not judge, a sentence each
  std::string openVex;                // see DependencyResults
};

Result<Results> runEngines(const Workspace &workspace, const Tree &tree, const Options &options,
                           const std::function<void(const checkers::Progress &)> &onProgress);

checkers::EngineOptions engineOptions(const Workspace &workspace, const Tree &tree, const Options &options);

} // namespace lintel::app
