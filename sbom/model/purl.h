// Package URLs (ECMA-427): the name under which other tools know a component.
#pragma once

#include "core/support/result.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lintel::sbom {

// The parts of a package URL, decoded. A part that is not given is empty; type and name always are.
struct Purl {
  std::string type;
  std::string nameSpace; // segments joined by '/'
  std::string name;
  std::string version;
  std::map<std::string, std::string> qualifiers; // no empty values
  std::string subpath;                           // segments joined by '/', without "." and ".."
  friend auto operator<=>(const Purl &, const Purl &) = default;
};

// Lenient: keys of qualifiers may be in upper case, as some producers write them.
enum class PurlSpelling { Strict, Lenient };

// Reads any spelling that ECMA-427 accepts, in canonical form afterwards. Errors: what clause 5 forbids,
// what the definition of the type forbids (a namespace for cargo, none for deb), invalid UTF-8,
// text of more than 4,096 bytes.
Result<Purl> parsePurl(std::string_view text, PurlSpelling spelling = PurlSpelling::Strict);

// The canonical form of parts that were put together by hand; the same errors.
Result<Purl> normalised(Purl purl);

// The canonical text of a purl that parsePurl or normalised gave.
std::string toString(const Purl &purl);

// Everything but letters, digits, ".-_~" and ':' becomes %XX. The colon stays as it is in every
// position (ECMA-427, character encoding), so an epoch reads "1:2.3".
std::string purlEncode(std::string_view text);

// pkg:type/namespace/name@version?key=value&...; nameSpace (segments joined by '/'), version and qualifiers
// with an empty value are left out. The text is canonical wherever the parts are what the type asks for.
std::string makePurl(std::string_view type, std::string_view nameSpace, std::string_view name, std::string_view version,
                     const std::vector<std::pair<std::string_view, std::string_view>> &qualifiers);

} // namespace lintel::sbom
