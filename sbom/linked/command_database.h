// Compile databases as the linked view reads them (Clang's "JSON Compilation Database Format"): compile_commands.json
// for the sources of objects, link_commands.json for links. The latter is for builds that leave no link commands
// behind (Make): a wrapper around the linker and ar can write it, or whoever reads what `make --dry-run` prints.
#pragma once

#include "core/support/result.h"

#include <functional>
#include <string>
#include <vector>

namespace lintel::sbom {

struct DatabaseCommand {
  std::string directory;
  std::string file;
  std::string output;
  std::string command; // one of these two
  std::vector<std::string> arguments;
  int line = 1; // of the entry's "{"
};

// Hands over every object of the array, event by event: a database of half a gigabyte must not become a tree in
// memory. Values of another type than expected are passed over. Errors: not JSON (line, column), not an array,
// nested deeper than 32 levels, more than 200,000 entries.
Status readCommandDatabase(const std::string &text, const std::string &path,
                           const std::function<void(const DatabaseCommand &)> &handle);

} // namespace lintel::sbom
