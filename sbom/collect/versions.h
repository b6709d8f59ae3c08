// Which version and name a component has, of all that its evidence says.
#pragma once

#include "sbom/collect/component_table.h"

namespace lintel::sbom {

// Adds what a copy states of itself: manifests in it, its macros, its directory's name.
void addStatedVersions(const FileSystem &files, const CollectOptions &options, ComponentTable &table);

// Sorts each component's identity and takes version and package URL from its strongest evidence: content that is known,
// then macros, then manifests, then names. Without evidence the version stays empty. A submodule without any other is
// known by its commit.
void decideVersions(ComponentTable &table);

} // namespace lintel::sbom
