// What a lock file and the manifest beside it say about the same dependencies, told once: the lock's entry stands
// for both, and the manifest's reader lists only what the lock does not hold.
#pragma once

#include "sbom/declared/reader.h"

#include <optional>
#include <string_view>
#include <vector>

namespace lintel::sbom {

using ReadManifest = Result<std::vector<Declaration>> (*)(const Manifest &manifest);

// What read makes of the file name beside the manifest; empty when it is not there. One that cannot be read is empty
// too: it is a manifest of its own and reported as such. name may begin with "../".
std::vector<Declaration> readBeside(const Manifest &manifest, std::string_view name, ReadManifest read);

// Entries of the lock that the manifest names become direct, and take what only a manifest says: the constraint, the
// condition, the scope, the parts that are asked for. An entry whose version contradicts the manifest is left alone.
void adoptManifest(std::vector<Declaration> &locked, const std::vector<Declaration> &named);

// Removes what the lock holds, in a version that the manifest asks for where it asks for one exactly.
void removeLocked(std::vector<Declaration> &named, const std::vector<Declaration> &locked);

} // namespace lintel::sbom
