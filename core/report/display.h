// Text of the judged repository as a terminal can show it. The text may be hostile: what a terminal
// would obey (escapes, C1 controls) or reorder (bidirectional controls) becomes visible instead.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::report {

// One code point of a line, with the columns of a terminal that it takes.
struct Cell {
  std::size_t byte = 0; // where it begins in the line
  std::string text;
  int width = 1;
};

// Tabs become blanks up to the next stop of four columns.
std::vector<Cell> cellsOf(std::string_view line);

// The text on one line: line ends and tabs become blanks.
std::string visible(std::string_view text);

// A line of source and the line below it that marks a range of it.
struct Excerpt {
  std::string source;
  std::string marker; // empty when the range has no column
};

// Columns are 1-based bytes, endColumn exclusive; 0 is unknown. A line wider than width is cut around
// the range, with "..." where something is missing.
Excerpt excerptOf(std::string_view line, int beginColumn, int endColumn, int width);

} // namespace lintel::report
