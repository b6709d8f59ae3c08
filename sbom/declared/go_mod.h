// go.mod with go.sum (https://go.dev/ref/mod): the modules of a Go build. Go selects no other versions than go.mod
// lists, so both together are a lock.
#pragma once

#include "sbom/declared/reader.h"

namespace lintel::sbom {

bool isGoMod(std::string_view path);

// One declaration for each required module, with the h1 checksum of its files from go.sum beside it; a module that
// go.sum lacks has none. A replaced module keeps its name, and has version and purl of what takes its place. The go
// and toolchain directives declare nothing: they ask for the language. Errors: a line that is no directive.
Result<std::vector<Declaration>> readGoMod(const Manifest &manifest);

} // namespace lintel::sbom
