// Files that a linker writes about its own work: dependency files and maps.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// The prerequisites of the first rule of a dependency file in Make's syntax (ld's --dependency-file): every file that
// the linker read, as written, in order.
std::vector<std::string> readDependencyFile(std::string_view text);

// The members that a map (ld -Map, lld --Map) says were loaded: archive as written -> names of members.
std::map<std::string, std::set<std::string>> readMapMembers(std::string_view text);

} // namespace lintel::sbom
