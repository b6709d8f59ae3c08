// Static archives (ar), regular and thin: their members and what these define.
#pragma once

#include "core/support/file_system.h"
#include "sbom/linked/elf.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace lintel::sbom {

bool isArchive(std::string_view bytes);

// Symbols are kept as hashes of their names: a large archive has millions.
using SymbolHash = std::uint64_t;
SymbolHash hashSymbol(std::string_view name);

struct ArchiveMember {
  std::string name;               // without directories
  bool isReadable = false;        // its symbols are known: an ELF object
  std::vector<SymbolHash> strong; // that it defines
  std::vector<SymbolHash> weak;
};

// Members in the order of the archive. Members of a thin archive are files beside it: they are read when mayRead
// allows. Errors: not an archive, truncated or damaged.
Result<std::vector<ArchiveMember>> readArchive(const FileSystem &files, std::string_view bytes, const std::string &path,
                                               const std::function<bool(const std::string &)> &mayRead);

// The symbols that a built file defines.
struct SymbolTable {
  std::unordered_set<SymbolHash> global;
  std::unordered_set<SymbolHash> local;
  bool isStripped() const { return global.empty(); }
};
SymbolTable symbolTable(const DefinedSymbols &symbols);

// Names of the members of which something is in the built file, sorted. An estimate: a member counts when one of its
// strong symbols is a global symbol there, or all of them are symbols of some kind (hidden ones become local in a
// link); one that defines weak symbols alone is judged by these. nullopt when it cannot be decided: the built file is
// stripped, or a member is not readable.
std::optional<std::vector<std::string>> membersWithin(const SymbolTable &built,
                                                      const std::vector<ArchiveMember> &members);

} // namespace lintel::sbom
