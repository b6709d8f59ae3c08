#include "sbom/declared/source_text.h"

#include <cctype>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxQuote = 300;

} // namespace

Location SourceText::location(Span span) const { return {path_, position(span.begin), position(span.end)}; }

tl::unexpected<Problem> SourceText::problem(std::size_t offset, std::string what, std::string expected) const {
  const Position place = position(offset);
  return fail(Problem{std::move(what), path_, place.line, place.column, std::move(expected), {}});
}

std::string onOneLine(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (line.size() >= kMaxQuote) return line + "...";
    if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

} // namespace lintel::sbom
