#include "sbom/collect/link_use.h"

#include "core/support/hash.h"
#include "core/support/path.h"

namespace lintel::sbom {
namespace {

constexpr std::uint64_t kMaxLibrarySize = 512ull << 20;

// What decides whose an input is: an object is its source's, everything else its own.
const std::string &decidingPath(const LinkInput &input) { return input.source.empty() ? input.path : input.source; }

class Linker {
public:
  Linker(const FileSystem &files, const CollectOptions &options, const LinkedView &view, const Owners &owners,
         ComponentTable &table)
      : files_(files), options_(options), view_(view), owners_(owners), table_(table) {}

  std::set<std::string> run() {
    for (const LinkedArtefact &artefact : view_.artefacts) {
      // An archive of the build ships inside whatever it is linked into; alone it is an intermediate.
      if (artefact.type == LinkedArtefact::Type::StaticLibrary) continue;
      for (const LinkInput &input : linkClosure(view_, artefact)) add(artefact, input);
    }
    return std::move(used_);
  }

private:
  std::string shown(const std::string &path) const { return relativeTo(path, options_.root).value_or(path); }

  void add(const LinkedArtefact &artefact, const LinkInput &input) {
    Owner unknown;
    const std::string &path = decidingPath(input);
    if (!path.starts_with('/')) unknown.file = path;
    const Owner &owner = path.starts_with('/') ? owners_.of(path) : unknown;
    if (owner.origin == Origin::Project || files_.isDirectory(path)) return;
    Component &component = table_.of(owner);
    component.links.push_back({shown(artefact.path), shown(path), input.kind, input.members, input.evidence});
    if (input.kind != LinkKind::Object && path.starts_with('/')) addFile(component, path, input.kind);
    used_.insert(component.ref);
  }

  void addFile(Component &component, const std::string &path, LinkKind kind) {
    if (!hashed_.insert(path).second) return;
    ComponentFile file;
    file.path = shown(path);
    if (const Result<std::string> bytes = files_.read(path, kMaxLibrarySize)) file.sha512 = sha512Hex(*bytes);
    file.executable = kind == LinkKind::Shared;
    file.archive = kind == LinkKind::Archive;
    file.structured = true;
    component.files.push_back(std::move(file));
  }

  const FileSystem &files_;
  const CollectOptions &options_;
  const LinkedView &view_;
  const Owners &owners_;
  ComponentTable &table_;
  std::set<std::string> used_;
  std::set<std::string> hashed_;
};

} // namespace

std::set<std::string> linkedPaths(const LinkedView &view) {
  std::set<std::string> paths;
  for (const LinkedArtefact &artefact : view.artefacts) {
    for (const LinkInput &input : linkClosure(view, artefact)) {
      if (const std::string &path = decidingPath(input); path.starts_with('/')) paths.insert(path);
    }
  }
  return paths;
}

std::set<std::string> addLinks(const FileSystem &files, const CollectOptions &options, const LinkedView &view,
                               const Owners &owners, ComponentTable &table) {
  return Linker(files, options, view, owners, table).run();
}

} // namespace lintel::sbom
