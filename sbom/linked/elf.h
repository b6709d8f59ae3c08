// What an ELF file says about itself, read with LLVM's Object library from bytes that nobody vouches for.
#pragma once

#include "core/support/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

bool isElf(std::string_view bytes);

struct ElfFile {
  enum class Type { Relocatable, Executable, SharedObject, Other };
  Type type = Type::Other;
  std::vector<std::string> needed;  // DT_NEEDED, in order
  std::string soname;               // DT_SONAME; empty without
  std::vector<std::string> rpath;   // DT_RPATH, as written, split at ':'
  std::vector<std::string> runpath; // DT_RUNPATH
  bool isStatic = false;            // an executable without a loader and without needed libraries
};

// path is only for messages. Errors: not ELF, truncated, tables that lead out of the file.
Result<ElfFile> readElf(std::string_view bytes, const std::string &path);

// Names of the symbols that a file defines, out of its symbol table; none when it is stripped. They point into bytes.
struct DefinedSymbols {
  std::vector<std::string_view> strong;
  std::vector<std::string_view> weak;
  std::vector<std::string_view> local; // hidden symbols and those a version script hides become local in a link
};
Result<DefinedSymbols> readDefinedSymbols(std::string_view bytes, const std::string &path);

// The directories of an ELF file's search path, with $ORIGIN replaced by where the file lies. Entries with other
// variables, and relative ones, are left out: they mean something at run time only.
std::vector<std::string> searchPath(const ElfFile &elf, const std::string &path);

} // namespace lintel::sbom
