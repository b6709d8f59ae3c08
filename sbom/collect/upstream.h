// Which upstream release each copy is, by the content of its files: asked of the local index.
#pragma once

#include "sbom/collect/component_table.h"

namespace lintel::sbom {

// Adds identity and pedigree to copies whose files the index knows. Errors: those of the index.
Status identifyCopies(const FileSystem &files, const CollectOptions &options, ComponentTable &table);

} // namespace lintel::sbom
