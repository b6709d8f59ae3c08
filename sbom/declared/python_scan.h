// Python as far as a reader of manifests needs it: logical lines with their indentation, made of tokens.
// Reference: "Lexical analysis" of the Python language reference.
#pragma once

#include "core/support/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

struct PythonToken {
  enum class Kind { Name, String, Number, Operator };
  Kind kind = Kind::Operator;
  std::size_t begin = 0; // offsets in the text
  std::size_t end = 0;
  std::size_t inner = 0;    // String: offset of the first character inside the quotes
  std::string value;        // String: its content, escapes of quotes and backslashes undone
  bool isFormatted = false; // String: an f-string with something to fill in
};

struct PythonLine {
  int indent = 0; // columns, a tab leads to the next multiple of eight
  std::vector<PythonToken> tokens;
};

inline constexpr std::size_t kMaxPythonSize = 1u << 20;

// Errors, with file, line and column: a string or bracket that is not closed, a text of more than kMaxPythonSize.
Result<std::vector<PythonLine>> scanPython(std::string_view text, const std::string &file);

} // namespace lintel::sbom
