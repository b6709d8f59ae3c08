#include "sbom/linked/archive_cache.h"
#include "sbom/linked/assembly.h"
#include "sbom/linked/elf.h"
#include "sbom/linked/file_kind.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

class Inspector {
public:
  Inspector(GatheredLinks &gathered, LibrarySearch &search, Assemblies &assemblies)
      : gathered_(gathered), search_(search), assemblies_(assemblies), archives_(gathered) {}

  void run() {
    for (auto &[path, assembly] : assemblies_) {
      assembly.isBuilt = gathered_.files.isFile(path);
      addWholeArchives(assembly);
      if (assembly.isBuilt && assembly.type != LinkedArtefact::Type::StaticLibrary && gathered_.mayRead(path))
        readFile(path, assembly);
    }
    for (const auto &[path, elf] : elfs_) addNeeded(path, elf);
  }

private:
  void readFile(const std::string &path, Assembly &assembly) {
    const auto bytes = gathered_.files.read(path, kMaxBinary);
    if (!bytes) return gathered_.problems.push_back(bytes.error());
    if (!isElf(*bytes)) return; // a script that bears the name of a library, or another system's format
    auto elf = readElf(*bytes, path);
    if (!elf) return gathered_.problems.push_back(elf.error());
    if (!elf->soname.empty()) sonames_.emplace(std::string(parentOf(path)) + "/" + elf->soname, path);
    elfs_.emplace(path, std::move(*elf));
    addMembers(path, *bytes, assembly);
  }

  void addWholeArchives(Assembly &assembly) {
    for (const std::string &path : assembly.wholeArchives) {
      const auto *members = archives_.members(path);
      if (members == nullptr) continue;
      LinkInput &input = assembly.inputs.at(path);
      input.members.clear();
      for (const ArchiveMember &member : *members) input.members.push_back(member.name);
      std::sort(input.members.begin(), input.members.end());
    }
  }

  // For archives of which neither a map nor the command says it.
  void addMembers(const std::string &path, std::string_view bytes, Assembly &assembly) {
    const auto isOpen = [](const auto &entry) {
      return entry.second.kind == LinkKind::Archive && entry.second.members.empty();
    };
    if (std::none_of(assembly.inputs.begin(), assembly.inputs.end(), isOpen)) return;
    const auto symbols = readDefinedSymbols(bytes, path);
    if (!symbols) return gathered_.problems.push_back(symbols.error());
    const SymbolTable table = symbolTable(*symbols);
    for (auto &entry : assembly.inputs) {
      if (!isOpen(entry)) continue;
      const auto *members = archives_.members(entry.first);
      if (members == nullptr) continue;
      if (auto within = membersWithin(table, *members)) entry.second.members = std::move(*within);
    }
  }

  void addNeeded(const std::string &path, const ElfFile &elf) {
    const auto directories = searchPath(elf, path);
    Assembly &assembly = assemblies_.at(path);
    for (const std::string &name : elf.needed) {
      LinkInput input;
      input.kind = LinkKind::Shared;
      input.path = search_.findNeeded(name, directories).value_or(name);
      // A library of this build is known by its file, of which the SONAME is another name.
      if (const auto built = sonames_.find(input.path); built != sonames_.end()) {
        if (namesLibrary(assembly, built->second)) continue;
        input.path = built->second;
      }
      input.evidence = "DT_NEEDED of " + gathered_.display(path);
      assembly.add(std::move(input));
    }
  }

  // Whether the command names the library already, if only by a more exact version of its name.
  static bool namesLibrary(const Assembly &assembly, const std::string &library) {
    const auto next = assembly.inputs.lower_bound(library);
    return next != assembly.inputs.end() && isNameOfLibrary(library, next->first);
  }

  GatheredLinks &gathered_;
  LibrarySearch &search_;
  Assemblies &assemblies_;
  ArchiveCache archives_;
  std::map<std::string, ElfFile> elfs_;        // by path
  std::map<std::string, std::string> sonames_; // directory/SONAME -> path
};

} // namespace

void inspectBuilt(GatheredLinks &gathered, LibrarySearch &search, Assemblies &assemblies) {
  Inspector(gathered, search, assemblies).run();
}

} // namespace lintel::sbom
