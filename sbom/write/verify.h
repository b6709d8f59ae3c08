// Our own look at documents of bills of materials: what the official schemas let pass. References lead somewhere,
// ids are unique, purls and licence expressions are some, and nothing contradicts itself.
#pragma once

#include "core/support/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

enum class MistakeSeverity { Note, Error }; // Note: a field that the common field sets ask for is missing
const char *toString(MistakeSeverity severity);

struct SbomMistake {
  MistakeSeverity severity = MistakeSeverity::Error;
  Problem problem; // with the line of the value, when there is one
};

// All mistakes of a document, by line; empty for a good one. A document that cannot be read is one mistake.
std::vector<SbomMistake> verifySbom(std::string_view text, const std::string &file);

} // namespace lintel::sbom
