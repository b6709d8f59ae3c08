// Statements of Meson, Starlark and Lua as one tree; only how a block begins and ends differs between them.
#pragma once

#include "sbom/declared/script_syntax.h"

namespace lintel::sbom {

// Errors: those of tokenize and ExpressionReader, an unterminated block, blocks more than kMaxBlocks deep.
Result<std::vector<ScriptStatement>> parseMeson(const SourceText &source);
Result<std::vector<ScriptStatement>> parseStarlark(const SourceText &source);
Result<std::vector<ScriptStatement>> parseLua(const SourceText &source);

} // namespace lintel::sbom
