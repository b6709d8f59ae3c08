// Joins what the engines know of dependencies: the include scan of the checkers, the manifests, the links. The sbom
// engine does not know the checkers' engine, so what it asks of Clang is asked here.
#pragma once

#include "app/selection.h"
#include "app/workspace.h"
#include "checkers/engine/engine.h"
#include "sbom/collect/include_scan.h"
#include "sbom/model/bom.h"
#include "sbom/model/release.h"

#include <map>

namespace lintel::app {

struct BomResults {
  sbom::Bom bom;
  std::vector<Outcome> outcomes;            // of units that were scanned, manifests, and the linked view's problems
  std::vector<checkers::Unit> units;        // all that were scanned
  std::vector<sbom::UnitIncludes> includes; // what they include
  // Component -> releases of its upstream after the version in use; only those that the index knows.
  std::map<std::string, std::vector<sbom::Release>> newer;
};

// Errors: what makes every statement worthless (a damaged dpkg database, an index of another kind).
Result<BomResults> collectBom(const Workspace &workspace, const Tree &tree, const Selection &selection,
                              const checkers::EngineOptions &engine);

} // namespace lintel::app
