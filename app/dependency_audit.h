// Judges the dependencies of a tree: collects them, asks the databases of advisories, hears VEX statements, and hands
// everything to the audit.
#pragma once

#include "app/bom.h"
#include "app/options.h"

#include <string>
#include <vector>

namespace lintel::app {

struct DependencyResults {
  std::vector<Finding> findings; // fingerprints not yet assigned
  std::vector<Outcome> outcomes;
  std::vector<std::string> undecided; // what could not be judged, a sentence each
  std::string openVex;                // what can be said of each advisory, as a document; empty unless asked for
};

// Errors: the compile database, a database of another kind, a policy that shows wrong only here.
Result<DependencyResults> judgeDependencies(const Workspace &workspace, const Tree &tree, const Selection &selection,
                                            const checkers::EngineOptions &engine, const Options &options);

// What `lintel audit` asks where the policy has no section `dependencies:`.
policy::DependencyRules defaultDependencyRules();

} // namespace lintel::app
