// From a compile command of an untrusted repository to one that can only be parsed.
#pragma once

#include "core/input/compile_database.h"
#include "core/support/result.h"

namespace lintel::checkers {

// Keeps what changes the meaning of the source (macros, include paths, language, target, language
// features) and drops everything else: what would load code, read a compiled artefact or write a file,
// warnings, and flags that only GCC knows. An allow-list over Clang's own option table, so that an option
// nobody thought of is dropped rather than obeyed. The result ends with "-- <file>".
// Errors: the command does not name its file's language (an MSVC-style command, an unknown driver).
Result<CompileCommand> sanitise(const CompileCommand &command);

} // namespace lintel::checkers
