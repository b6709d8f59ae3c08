#include "sbom/model/place_index.h"

#include "core/support/text.h"

#include <algorithm>
#include <iterator>

namespace lintel::sbom {

PlaceIndex::PlaceIndex(std::string_view text) : text_(text), lineStarts_{0} {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    lineStarts_.push_back(at + 1);
  }
}

Position PlaceIndex::at(std::size_t offset) const {
  const auto next = std::ranges::upper_bound(lineStarts_, offset);
  const auto line = next - lineStarts_.begin();
  return {static_cast<int>(line), static_cast<int>(offset - *std::prev(next)) + 1};
}

std::size_t PlaceIndex::offsetOf(std::size_t line, std::size_t character) const {
  if (line == 0 || line > lineStarts_.size()) return text_.size();
  std::size_t offset = lineStarts_[line - 1];
  for (std::size_t i = 1; i < character && offset < text_.size() && text_[offset] != '\n'; ++i) {
    offset += decodeUtf8(text_, offset).size;
  }
  return offset;
}

} // namespace lintel::sbom
