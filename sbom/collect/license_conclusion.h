// What the files of a copy say of its licence, apart from what its licence file declares.
#pragma once

#include "sbom/collect/component_table.h"

namespace lintel::sbom {

// Concludes a licence for every copy from the texts in its licence files and from the tags and notices at the head of
// those of its files that the build uses. No conclusion where nothing is found.
void concludeLicenses(const FileSystem &files, const CollectOptions &options, ComponentTable &table);

} // namespace lintel::sbom
