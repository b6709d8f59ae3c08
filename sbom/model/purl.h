// Package URLs (ECMA-427): the name under which other tools know a component.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lintel::sbom {

// Everything but letters, digits, ".-_~" and ':' becomes %XX. The colon stays as it is in every
// position (ECMA-427, character encoding), so an epoch reads "1:2.3".
std::string purlEncode(std::string_view text);

// pkg:type/namespace/name@version?key=value&...; nameSpace, version and qualifiers with an empty
// value are left out. Qualifiers are given in the order of their keys.
std::string makePurl(std::string_view type, std::string_view nameSpace, std::string_view name, std::string_view version,
                     const std::vector<std::pair<std::string_view, std::string_view>> &qualifiers);

} // namespace lintel::sbom
