// In which blocks of a Python file a line stands, and under which conditions it is therefore reached.
#pragma once

#include "sbom/declared/python_scan.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

class PythonBlocks {
public:
  explicit PythonBlocks(std::string_view text) : text_(text) {}

  // Goes on to the next logical line. Returns the tokens to be read under condition(): all of them, but of
  // "if x: y" only y. The tokens belong to the line.
  std::span<const PythonToken> enter(const PythonLine &line);

  // The conditions of the open blocks, the outermost first, joined by " and "; empty when there is none.
  // Shortened when it is longer than a person would read.
  std::string condition() const;

  bool isInClassBody() const; // directly: not in a method

private:
  struct Block {
    int indent = 0;
    std::string keyword;   // "if", "class", ...
    std::string condition; // empty for blocks that are always entered
    std::string refused;   // if and elif: what was not true when a following else is reached
  };
  void open(const PythonLine &line, std::string_view keyword, std::size_t colon);
  std::string_view between(const PythonLine &line, std::size_t first, std::size_t last) const;

  std::string_view text_;
  std::vector<Block> blocks_;
};

} // namespace lintel::sbom
