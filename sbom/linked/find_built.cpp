// A build that left no link command behind (Make, Autotools): its programs and libraries are known by their bytes.
#include "core/support/path.h"
#include "sbom/linked/archive_cache.h"
#include "sbom/linked/assembly.h"
#include "sbom/linked/elf.h"
#include "sbom/linked/file_kind.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

constexpr int kMaxDepth = 16;
constexpr std::size_t kMaxEntries = 200'000;
constexpr std::uint64_t kMaxBytes = 4ull << 30; // of all candidates together

// Programs have no ending, on Unix.
bool isCandidate(std::string_view name) {
  return isSharedName(name) || name.ends_with(".a") || name.find('.') == std::string_view::npos;
}

class BuiltFinder {
public:
  explicit BuiltFinder(GatheredLinks &gathered) : gathered_(gathered), archives_(gathered) {}

  Assemblies run() {
    visit(gathered_.options.buildDirectory, 0);
    for (const auto &[key, path] : libraries_) assemblies_[path].type = LinkedArtefact::Type::SharedLibrary;
    nameObjects();
    for (auto &[path, assembly] : assemblies_)
      if (assembly.type != LinkedArtefact::Type::StaticLibrary) addArchives(path, assembly);
    return std::move(assemblies_);
  }

private:
  void visit(const std::string &directory, int depth) {
    if (depth > kMaxDepth) return giveUp();
    for (const std::string &name : gathered_.files.list(directory)) {
      if (gaveUp_) return;
      if (name.starts_with('.') || name == "CMakeFiles") continue;
      if (++count_ > kMaxEntries) return giveUp();
      const std::string path = absolutePath(name, directory);
      if (!gathered_.files.isDirectory(path)) {
        if (isCandidate(name) && gathered_.mayRead(path)) judge(path);
      } else if (gathered_.mayRead(path)) {
        visit(path, depth + 1);
      }
    }
  }

  void giveUp() {
    if (gaveUp_) return;
    gaveUp_ = true;
    Problem problem;
    problem.what = "the build directory is too large to be searched for programs and libraries";
    problem.file = gathered_.options.buildDirectory;
    problem.hint = "put a link_commands.json beside compile_commands.json";
    gathered_.problems.push_back(std::move(problem));
  }

  void judge(const std::string &path) {
    const auto bytes = gathered_.files.read(path, kMaxBinary);
    if (!bytes) return; // a pipe, a dangling link: nothing that was built
    if ((bytesRead_ += bytes->size()) > kMaxBytes) return giveUp();
    if (isArchive(*bytes)) {
      assemblies_[path].type = LinkedArtefact::Type::StaticLibrary;
      return;
    }
    if (!isElf(*bytes)) return;
    const auto elf = readElf(*bytes, path);
    if (!elf) return gathered_.problems.push_back(elf.error());
    if (elf->type == ElfFile::Type::Executable) assemblies_[path].type = LinkedArtefact::Type::Executable;
    if (elf->type == ElfFile::Type::SharedObject) addLibrary(path, *elf);
  }

  // libz.so and libz.so.1 are links to libz.so.1.2.13, the longest of its names.
  void addLibrary(const std::string &path, const ElfFile &elf) {
    const std::string name = elf.soname.empty() ? std::string(baseName(path)) : elf.soname;
    std::string &known = libraries_[std::string(parentOf(path)) + "/" + name];
    if (path.size() > known.size()) known = path;
  }

  // An archive's members, each with its source where one object of that name alone was compiled.
  void nameObjects() {
    std::map<std::string, std::vector<std::string>> objects; // name -> paths
    for (const auto &[object, source] : gathered_.sources) objects[std::string(baseName(object))].push_back(object);
    for (auto &[path, assembly] : assemblies_) {
      if (assembly.type != LinkedArtefact::Type::StaticLibrary) continue;
      const auto *members = archives_.members(path);
      if (members == nullptr) continue;
      for (const ArchiveMember &member : *members) {
        LinkInput input;
        input.path = member.name;
        if (const auto known = objects.find(member.name); known != objects.end() && known->second.size() == 1) {
          input.path = known->second.front();
          input.source = gathered_.sources.at(input.path);
        }
        input.evidence = "members of " + gathered_.display(path);
        assembly.add(std::move(input));
      }
    }
  }

  void addArchives(const std::string &path, Assembly &assembly) {
    const auto bytes = gathered_.files.read(path, kMaxBinary);
    if (!bytes) return;
    const auto symbols = readDefinedSymbols(*bytes, path);
    if (!symbols) return gathered_.problems.push_back(symbols.error());
    const SymbolTable table = symbolTable(*symbols);
    for (const auto &[archive, other] : assemblies_) {
      if (other.type != LinkedArtefact::Type::StaticLibrary) continue;
      const auto *members = archives_.members(archive);
      auto within = members == nullptr ? std::nullopt : membersWithin(table, *members);
      if (!within || within->empty()) continue;
      LinkInput input;
      input.path = archive;
      input.kind = LinkKind::Archive;
      input.members = std::move(*within);
      input.evidence = "symbols of " + gathered_.display(path);
      assembly.add(std::move(input));
    }
  }

  GatheredLinks &gathered_;
  ArchiveCache archives_;
  Assemblies assemblies_;
  std::map<std::string, std::string> libraries_; // directory/SONAME -> path
  std::size_t count_ = 0;
  std::uint64_t bytesRead_ = 0;
  bool gaveUp_ = false;
};

} // namespace

Assemblies findBuilt(GatheredLinks &gathered) { return BuiltFinder(gathered).run(); }

} // namespace lintel::sbom
