// A build file with its places: parsers work with byte offsets, people with lines and columns.
#pragma once

#include "core/finding/finding.h"
#include "core/support/path.h"
#include "core/support/result.h"
#include "sbom/model/place_index.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace lintel::sbom {

// No build file that a person wrote is larger, and what is read of one stays in memory as a tree.
inline constexpr std::size_t kMaxBuildFileSize = 4u << 20;

struct Span {
  std::size_t begin = 0; // byte offsets; end is exclusive
  std::size_t end = 0;
};

class SourceText {
public:
  // text must outlive the object.
  SourceText(std::string path, std::string_view text) : path_(std::move(path)), text_(text), places_(text) {}

  const std::string &path() const { return path_; }
  std::string_view text() const { return text_; }
  std::string_view slice(Span span) const { return text_.substr(span.begin, span.end - span.begin); }

  Position position(std::size_t offset) const { return places_.at(offset); }
  Location location(Span span) const;
  tl::unexpected<Problem> problem(std::size_t offset, std::string what, std::string expected = {}) const;

private:
  std::string path_;
  std::string_view text_;
  PlaceIndex places_;
};

// text on one line: every run of white space as one blank, cut off (with "...") after 300 bytes.
std::string onOneLine(std::string_view text);

} // namespace lintel::sbom
