// The CMake language as cmake-language(7) describes it, up to the point where variables are replaced.
#pragma once

#include "sbom/declared/source_text.h"

#include <string_view>
#include <vector>

namespace lintel::sbom {

struct CMakeArgument {
  enum class Kind { Quoted, Bracket, Unquoted };
  Kind kind = Kind::Unquoted;
  std::string_view text; // between the delimiters, with escapes and references as they are
  Span span;             // of text
};

struct CMakeCommand {
  std::string name;                     // lower case: commands are not case-sensitive
  std::vector<CMakeArgument> arguments; // nested parentheses are arguments "(" and ")"
  Span span;                            // of the name
  Span inside;                          // of what stands between the parentheses
};

// The views point into source. Errors: an unterminated string, bracket argument, bracket comment or command, anything
// else between commands, a file of more than kMaxBuildFileSize bytes.
Result<std::vector<CMakeCommand>> parseCMake(const SourceText &source);

} // namespace lintel::sbom
