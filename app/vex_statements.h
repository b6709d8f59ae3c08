// What can be said of advisories from how the build uses a component, and what others have said.
#pragma once

#include "app/bom.h"
#include "sbom/advisories/match.h"
#include "sbom/advisories/vex.h"

#include <string>
#include <vector>

namespace lintel::app {

// The statements of the policy's OpenVEX documents, in the order of the policy. Errors: one that cannot be read.
Result<std::vector<sbom::VexStatement>> readVexDocuments(const Workspace &workspace, const Tree &tree);

// One statement for each match, in their order. Units are parsed only when some advisory names functions.
std::vector<sbom::VexStatement> concludeFromUse(const Workspace &workspace, const BomResults &bom,
                                                const std::vector<sbom::Match> &matches,
                                                const checkers::EngineOptions &engine);

} // namespace lintel::app
