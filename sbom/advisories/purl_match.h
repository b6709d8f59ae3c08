// Whether a statement about one package URL speaks of a component with another.
#pragma once

#include <string_view>

namespace lintel::sbom {

// pkg:type/name at the least (ECMA-427).
bool isPurl(std::string_view text);

// Same type, namespace and name; the version and the subpath when the statement gives them; every qualifier that the
// statement gives. So "pkg:deb/debian/curl" covers each version and architecture of it. Type and host names are
// compared without regard to case, names of pypi without regard to '-' and '_'. False when either is no purl.
bool purlCovers(std::string_view statement, std::string_view component);

} // namespace lintel::sbom
