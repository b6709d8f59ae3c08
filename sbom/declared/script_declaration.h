// How a call of a build script becomes a declaration: what Meson, Bazel and xmake readers share.
#pragma once

#include "sbom/declared/script_walk.h"
#include "sbom/model/declaration.h"

namespace lintel::sbom {

// A declaration with name, place and condition. One whose name is computed has none: its constraint says how.
Declaration declared(const SourceText &source, const ScriptCall &call, const ScriptText &name, std::string channel);

// When text is not resolved: marks the declaration so, and adds the text to its constraint.
void noteComputed(Declaration &declaration, const ScriptText &text);

} // namespace lintel::sbom
