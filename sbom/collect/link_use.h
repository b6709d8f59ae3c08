// The linked view, as uses of components: which artefact holds or loads which file of whom.
#pragma once

#include "sbom/collect/component_table.h"

namespace lintel::sbom {

// The absolute paths whose owners addLinks asks for.
std::set<std::string> linkedPaths(const LinkedView &view);

// Adds to every component its link occurrences and, for what the project's artefacts are linked with, the files.
// Returns the refs that the project depends on by linking. Inputs that are no known file ("-lfoo" that is not found)
// become components of unknown origin: they are linked, whoever they are.
std::set<std::string> addLinks(const FileSystem &files, const CollectOptions &options, const LinkedView &view,
                               const Owners &owners, ComponentTable &table);

} // namespace lintel::sbom
