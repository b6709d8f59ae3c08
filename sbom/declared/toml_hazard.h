// What toml++ 3.3 must not be given, found before it is parsed. The library bounds nested values but not the parts of a
// dotted key, each of which is a table in a table, and takes apart recursively what it has built.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace lintel::sbom {

// The offset at which a key has more than 16 parts, brackets are nested deeper than 32 levels, or the millionth value
// or key begins; or of something after which this scan and the library would not read the same: a control character, a
// line separator of Unicode in a comment. nullopt for a text that may be parsed.
std::optional<std::size_t> tomlHazard(std::string_view text);

} // namespace lintel::sbom
