// From a compile command of an untrusted repository to one that can only be parsed.
#pragma once

#include "core/input/compile_database.h"
#include "core/support/result.h"

#include <string>

namespace lintel::checkers {

// Keeps what changes the meaning of the source (macros, include paths, language, target, language
// features) and drops everything else: what would load code, read a compiled artefact or write a file,
// warnings, and flags that only GCC knows. An allow-list over Clang's own option table, so that an option
// nobody thought of is dropped rather than obeyed; only -f flags without a value are kept by default, unless their
// name speaks of loading or writing. The result ends with "-- <file>".
// Errors: an empty command, an MSVC-style or CUDA driver, a file that is no C or C++ source, a target that is no name.
Result<CompileCommand> sanitise(const CompileCommand &command);

// Equal for sanitised commands that differ in the file alone: same directory, arguments and language by its name.
std::string commandKey(const CompileCommand &command);

} // namespace lintel::checkers
