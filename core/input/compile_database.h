// compile_commands.json (https://clang.llvm.org/docs/JSONCompilationDatabase.html): what the
// build really compiled. Reading it is text work: commands are split, response files expanded,
// paths made absolute; which arguments are safe to use is decided in checkers/engine.
#pragma once

#include "core/support/diagnostics.h"
#include "core/support/file_system.h"
#include "core/support/result.h"

#include <string>
#include <vector>

namespace lintel {

struct CompileCommand {
  std::string file;                   // absolute; of an entry that names none: the database itself
  std::string directory;              // absolute; relative arguments are relative to it
  std::vector<std::string> arguments; // argv[0] is the compiler; response files expanded, launchers (ccache) removed
  std::string problem;                // why this entry cannot be used (then arguments may be empty); else ""
};

struct CompileDatabase {
  std::string path;                     // absolute path of the file that was read
  std::vector<CompileCommand> commands; // in the file's order, duplicates (same file and arguments) removed
};

// Where to look, in order: buildPath when given (a directory or the file itself), policyPath when
// given, root/build*/ (sorted, each with one level below it for presets), root. Relative paths are
// relative to root. Errors: a given place without one; none anywhere; more than one among build*/
// (named, with the option -p). A guessed place that a symbolic link leads out of root is not used.
Result<std::string> findCompileDatabase(const FileSystem &files, const std::string &root, const std::string &buildPath,
                                        const std::string &policyPath);

// Reads and validates. Errors (whole database): not JSON (with line and column), not an array, without
// a C, C++ or Objective-C entry, over 512 MiB or 200,000 entries. A single bad entry keeps its place
// with `problem` set: it becomes a unit outcome. Entries in other languages (assembler) are left out.
Result<CompileDatabase> readCompileDatabase(const FileSystem &files, const std::string &root, const std::string &path);

} // namespace lintel
