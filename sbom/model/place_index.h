// Byte offsets of a text as lines and columns: parsers work with the first, people with the others.
#pragma once

#include "core/finding/finding.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace lintel::sbom {

class PlaceIndex {
public:
  explicit PlaceIndex(std::string_view text); // the text must outlive it
  Position at(std::size_t offset) const;      // offset <= text.size()
  // The offset of the character-th (from 1) code point of a line (from 1), for libraries that count so.
  std::size_t offsetOf(std::size_t line, std::size_t character) const;

private:
  std::string_view text_;
  std::vector<std::size_t> lineStarts_;
};

} // namespace lintel::sbom
