#include "sbom/declared/make_variables.h"

#include "sbom/declared/link_words.h"

#include <algorithm>
#include <re2/re2.h>

namespace lintel::sbom {

void ExpandedText::append(std::string_view text, std::size_t place, bool isReplaced) {
  text_ += text;
  for (std::size_t i = 0; i < text.size(); ++i) places_.push_back(isReplaced ? place : place + i);
}

void MakeVariables::note(std::string_view line, bool always) {
  static const re2::RE2 kAssignment(R"((?s) *(?:export +)?([\w.-]+)\s*([:+?!]*)=\s*(.*?)\s*)", re2::RE2::Latin1);
  std::string name;
  std::string relation;
  re2::StringPiece value;
  if (!re2::RE2::FullMatch({line.data(), line.size()}, kAssignment, &name, &relation, &value)) return;
  const std::string_view word(value.data(), value.size());
  const bool isKnown = relation != "+" && relation != "!" && (word.empty() || isPlainName(word));
  if (!always && relation != "+") return;
  const auto [known, isFirst] = values_.try_emplace(std::move(name));
  known->second = isFirst && isKnown ? std::optional<std::string>(word) : std::nullopt;
}

ExpandedText MakeVariables::expand(std::string_view line, std::size_t place) const {
  static const re2::RE2 kReference(R"((\$[({]([\w.-]+)[)}]))", re2::RE2::Latin1);
  ExpandedText expanded(line.size());
  std::size_t done = 0;
  re2::StringPiece rest(line.data(), line.size());
  re2::StringPiece reference;
  re2::StringPiece name;
  while (re2::RE2::FindAndConsume(&rest, kReference, &reference, &name)) {
    const auto found = values_.find(std::string_view(name.data(), name.size()));
    if (found == values_.end() || !found->second) continue;
    const auto begin = static_cast<std::size_t>(reference.data() - line.data());
    expanded.append(line.substr(done, begin - done), place + done, false);
    expanded.append(*found->second, place + begin, true);
    done = begin + reference.size();
  }
  expanded.append(line.substr(done), place + done, false);
  expanded.finish(place + line.size());
  return expanded;
}

} // namespace lintel::sbom
