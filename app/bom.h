// Joins the include scan of the checkers' engine with the sbom engine, which does not know it.
#pragma once

#include "app/workspace.h"
#include "checkers/engine/engine.h"
#include "sbom/model/bom.h"

namespace lintel::app {

struct BomResults {
  sbom::Bom bom;
  std::vector<Outcome> outcomes;
};
Result<BomResults> collectBom(const Workspace &workspace, const Tree &tree, const std::vector<checkers::Unit> &units,
                              const checkers::EngineOptions &engine);

struct DependencyResults {
  std::vector<Finding> findings; // fingerprints not yet assigned
  std::vector<Outcome> outcomes;
};
Result<DependencyResults> judgeDependencies(const Workspace &workspace, const Tree &tree,
                                            const std::vector<checkers::Unit> &units,
                                            const checkers::EngineOptions &engine);

} // namespace lintel::app
