#include "sbom/linked/linked.h"

#include "sbom/linked/assembly.h"
#include "sbom/linked/file_kind.h"

#include <algorithm>
#include <set>

namespace lintel::sbom {
namespace {

std::set<std::string> outputsOf(const std::vector<LinkCommand> &commands) {
  std::set<std::string> outputs;
  for (const LinkCommand &command : commands) outputs.insert(command.output);
  return outputs;
}

LinkedArtefact finished(const std::string &path, Assembly assembly) {
  LinkedArtefact artefact;
  artefact.path = path;
  artefact.type = assembly.type;
  artefact.built = assembly.isBuilt;
  for (auto &[name, input] : assembly.inputs) artefact.inputs.push_back(std::move(input));
  std::sort(artefact.inputs.begin(), artefact.inputs.end());
  return artefact;
}

// Descends into archives that the view has as artefacts; not by recursion, archives of archives may be many.
class Closure {
public:
  explicit Closure(const LinkedView &view) : view_(view) {}

  std::vector<LinkInput> of(const LinkedArtefact &artefact) {
    open_.push_back({&artefact, {}});
    while (!open_.empty()) {
      const Step step = std::move(open_.back());
      open_.pop_back();
      for (const LinkInput &input : step.artefact->inputs) visit(input, step.members);
    }
    return {leaves_.begin(), leaves_.end()};
  }

private:
  struct Step {
    const LinkedArtefact *artefact;
    std::vector<std::string> members; // sorted; empty: all
  };

  void visit(const LinkInput &input, const std::vector<std::string> &members) {
    const LinkedArtefact *archive = input.kind == LinkKind::Archive ? find(input.path) : nullptr;
    if (archive != nullptr && archive->type == LinkedArtefact::Type::StaticLibrary) {
      if (visited_.insert(archive->path).second) open_.push_back({archive, input.members});
    } else if (members.empty() || input.kind != LinkKind::Object ||
               std::binary_search(members.begin(), members.end(), baseName(input.path))) {
      leaves_.insert(input);
    }
  }

  const LinkedArtefact *find(const std::string &path) const {
    const auto place = std::lower_bound(
        view_.artefacts.begin(), view_.artefacts.end(), path,
        [](const LinkedArtefact &artefact, const std::string &wanted) { return artefact.path < wanted; });
    return place != view_.artefacts.end() && place->path == path ? &*place : nullptr;
  }

  const LinkedView &view_;
  std::vector<Step> open_;
  std::set<std::string> visited_;
  std::set<LinkInput> leaves_;
};

} // namespace

LinkedView readLinked(const FileSystem &files, const LinkedOptions &options) {
  GatheredLinks gathered(files, options);
  gatherCompileDatabase(gathered);
  gatherNinja(gathered);
  gatherMakefiles(gathered);
  gatherLinkDatabase(gathered);
  gatherFileApi(gathered);

  LibrarySearch search(files, options.libraryDirectories, outputsOf(gathered.commands));
  Assemblies assemblies = gathered.commands.empty() ? findBuilt(gathered) : assemble(gathered, search);
  inspectBuilt(gathered, search, assemblies);

  LinkedView view;
  for (auto &[path, assembly] : assemblies) view.artefacts.push_back(finished(path, std::move(assembly)));
  view.known = !view.artefacts.empty();
  view.problems = std::move(gathered.problems);
  return view;
}

std::vector<LinkInput> linkClosure(const LinkedView &view, const LinkedArtefact &artefact) {
  return Closure(view).of(artefact);
}

} // namespace lintel::sbom
