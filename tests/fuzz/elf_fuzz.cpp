// ELF files and archives whose every offset may lie.
#include "sbom/linked/archive.h"
#include "sbom/linked/elf.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace lintel;
  const std::string bytes(reinterpret_cast<const char *>(data), size);
  const std::string path = "/no-repo/file";
  if (const auto elf = sbom::readElf(bytes, path)) (void)sbom::searchPath(*elf, path);
  if (const auto symbols = sbom::readDefinedSymbols(bytes, path)) (void)sbom::symbolTable(*symbols);
  const OverlayFileSystem files({{"/no-repo/a.o", bytes}});
  const auto members = sbom::readArchive(files, bytes, path, [](const std::string &) { return true; });
  if (members) (void)sbom::membersWithin(sbom::SymbolTable{{1}, {2}}, *members);
  return 0;
}
