#include "sbom/linked/assembly.h"

#include "core/support/path.h"
#include "sbom/linked/dependency_file.h"
#include "sbom/linked/file_kind.h"

namespace lintel::sbom {
namespace {

constexpr std::uint64_t kMaxLinkerFile = 256ull << 20; // a map of a large program

bool isExperiment(const std::string &path) {
  for (const char *part : {"/CMakeFiles/CMakeScratch/", "/CMakeFiles/CMakeTmp/", "/CompilerIdC", "/.cmake/"})
    if (path.find(part) != std::string::npos) return true;
  return false;
}

class Assembler {
public:
  Assembler(GatheredLinks &gathered, LibrarySearch &search) : gathered_(gathered), search_(search) {}

  Assemblies run() {
    for (const LinkCommand &command : gathered_.commands) {
      if (isExperiment(command.output)) continue;
      Assembly &assembly = assemblies_[command.output];
      assembly.type = command.type;
      for (const CommandInput &input : command.inputs) addInput(assembly, command, input);
    }
    for (const LinkCommand &command : gathered_.commands) {
      const auto assembly = assemblies_.find(command.output);
      if (assembly == assemblies_.end()) continue;
      addDependencyFile(assembly->second, command);
      addMap(assembly->second, command);
    }
    return std::move(assemblies_);
  }

private:
  void addInput(Assembly &assembly, const LinkCommand &command, const CommandInput &named) {
    LinkInput input;
    input.evidence = command.evidence;
    if (named.isLibrary) {
      const auto found = search_.find(named, command.libraryDirectories);
      input.path = found ? *found : "-l" + named.name;
      const bool isArchive = found ? isLibraryArchive(*found) : named.onlyStatic || isLibraryArchive(named.name);
      input.kind = isArchive ? LinkKind::Archive : LinkKind::Shared;
    } else {
      input.path = absolutePath(named.name, command.directory);
      input.kind = kindOfLinkerInput(input.path).value_or(LinkKind::Object);
      if (input.kind == LinkKind::Object) input.source = sourceOf(input.path);
    }
    if (named.wholeArchive && input.kind == LinkKind::Archive) assembly.wholeArchives.insert(input.path);
    assembly.add(std::move(input));
  }

  std::string sourceOf(const std::string &object) const {
    if (isSourceName(object)) return object; // compiled and linked in one command
    const auto source = gathered_.sources.find(object);
    return source == gathered_.sources.end() ? "" : source->second;
  }

  // The text of a file that a command writes beside its output; empty when there is none to read.
  std::string read(const std::string &path) {
    if (path.empty() || !gathered_.files.isFile(path) || !gathered_.mayRead(path)) return "";
    auto text = gathered_.files.read(path, kMaxLinkerFile);
    if (text) return std::move(*text);
    gathered_.problems.push_back(text.error());
    return "";
  }

  void addDependencyFile(Assembly &assembly, const LinkCommand &command) {
    const std::string text = read(command.dependencyFile);
    for (const std::string &name : readDependencyFile(text)) {
      const auto kind = kindOfLinkerInput(name);
      if (!kind) continue;
      LinkInput input;
      input.path = absolutePath(name, command.directory);
      input.kind = *kind;
      if (*kind == LinkKind::Object) input.source = sourceOf(input.path);
      input.evidence = gathered_.display(command.dependencyFile);
      assembly.add(std::move(input));
    }
  }

  void addMap(Assembly &assembly, const LinkCommand &command) {
    const std::string text = read(command.mapFile);
    for (const auto &[archive, members] : readMapMembers(text)) {
      LinkInput input;
      input.path = absolutePath(archive, command.directory);
      input.kind = LinkKind::Archive;
      input.members.assign(members.begin(), members.end());
      input.evidence = gathered_.display(command.mapFile);
      assembly.add(std::move(input));
    }
  }

  GatheredLinks &gathered_;
  LibrarySearch &search_;
  Assemblies assemblies_;
};

} // namespace

void Assembly::add(LinkInput input) {
  const std::string path = input.path;
  const auto [place, isNew] = inputs.try_emplace(path, std::move(input));
  if (isNew) return;
  LinkInput &known = place->second;
  if (known.source.empty()) known.source = std::move(input.source);
  if (known.members.empty()) known.members = std::move(input.members);
}

Assemblies assemble(GatheredLinks &gathered, LibrarySearch &search) { return Assembler(gathered, search).run(); }

} // namespace lintel::sbom
