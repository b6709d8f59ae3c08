// Variables of a makefile whose value stands there as one plain word.
#pragma once

#include "sbom/declared/source_text.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// Text in which references were replaced, with the way back to where it was written.
class ExpandedText {
public:
  explicit ExpandedText(std::size_t size) { places_.reserve(size + 1); }

  void append(std::string_view text, std::size_t place, bool isReplaced);
  void finish(std::size_t place) { places_.push_back(place); }

  std::string_view text() const { return text_; }
  Span written(Span span) const { return {places_[span.begin], places_[span.end]}; }

private:
  std::string text_;
  std::vector<std::size_t> places_; // of each character, and of the end
};

class MakeVariables {
public:
  // A line of the file, in its order; always: it stands in no condition. A variable has the value of its only
  // assignment outside of conditions, which is the one that it has unless somebody asks for another.
  void note(std::string_view line, bool always);

  // line with "$(NAME)" and "${NAME}" replaced where the value is known; place: where line begins.
  ExpandedText expand(std::string_view line, std::size_t place) const;

private:
  std::map<std::string, std::optional<std::string>, std::less<>> values_; // nullopt: not known
};

} // namespace lintel::sbom
