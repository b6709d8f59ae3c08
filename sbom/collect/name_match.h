// When two spellings name one library: "OpenSSL" and "libssl-dev" of source "openssl", "ZLIB" and "zlib1g-dev".
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace lintel::sbom {

// Lower case without "lib" in front, "-dev" behind, versions at the end and punctuation: "libpng1.6" -> "png".
// Empty when nothing but those is left.
std::string foldName(std::string_view name);

// Every folded name under which a library is known, the given one's included: CMake's FindLibLZMA, for one, means xz.
// Facts from the modules that CMake ships and from Debian's source names.
std::set<std::string> knownNames(std::string_view name);

// Whether some known name of a is one of b.
bool sameLibrary(std::string_view a, std::string_view b);

} // namespace lintel::sbom
