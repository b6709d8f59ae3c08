// Finds the comments of C and C++ text without Clang: just enough of the lexer (strings, characters,
// raw strings, numbers with separators) to tell a comment from text that looks like one.
#pragma once

#include <string_view>
#include <vector>

namespace lintel {

// The part of a comment that stands on one line, without "//", "/*" and "*/".
struct CommentLine {
  std::string_view text; // points into the scanned text
  int line = 0;          // 1-based
};

std::vector<CommentLine> commentLines(std::string_view text);

} // namespace lintel
