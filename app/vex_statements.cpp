#include "app/vex_statements.h"

#include "checkers/engine/references.h"
#include "core/support/path.h"
#include "sbom/advisories/openvex_read.h"
#include "sbom/advisories/vex_conclude.h"

#include <algorithm>
#include <map>
#include <set>

namespace lintel::app {
namespace {

constexpr std::size_t kMaxTreeFiles = 50'000;
constexpr int kMaxTreeDepth = 24;

sbom::CodeOrigin codeOriginOf(const sbom::Component &component) {
  if (component.origin == sbom::Origin::DebianPackage) return sbom::CodeOrigin::Distribution;
  const bool prebuilt = std::ranges::any_of(
      component.links, [](const sbom::LinkOccurrence &link) { return link.kind != sbom::LinkKind::Object; });
  return prebuilt || component.occurrences.empty() ? sbom::CodeOrigin::Prebuilt : sbom::CodeOrigin::Compiled;
}

void listFiles(const FileSystem &files, const std::string &directory, const std::string &prefix, int depth,
               std::vector<std::string> &found) {
  for (const std::string &name : files.list(directory)) {
    if (name == ".git" || found.size() >= kMaxTreeFiles) continue;
    const std::string path = directory + '/' + name;
    if (files.isFile(path))
      found.push_back(prefix + name);
    else if (depth > 0 && files.isDirectory(path))
      listFiles(files, path, prefix + name + '/', depth - 1, found);
  }
}

class Concluder {
public:
  Concluder(const Workspace &workspace, const BomResults &bom, const checkers::EngineOptions &engine)
      : workspace_(workspace), bom_(bom), engine_(engine) {}

  std::vector<sbom::VexStatement> conclude(const std::vector<sbom::Match> &matches) {
    findReferences(matches);
    std::vector<sbom::VexStatement> statements;
    for (const sbom::Match &match : matches) {
      const sbom::Component *component = findComponent(bom_.bom, match.ref);
      sbom::VexStatement statement =
          sbom::concludeVex({match.id, match.aliases, match.functions, match.files}, useOf(*component));
      statements.push_back(std::move(statement));
    }
    return statements;
  }

private:
  // Where a component's files lie: absolute directories, or single headers of the system.
  std::vector<std::string> placesOf(const sbom::Component &component) const {
    if (!component.path.empty()) return {absolutePath(component.path, workspace_.root)};
    std::set<std::string> headers;
    for (const sbom::Occurrence &occurrence : component.occurrences)
      headers.insert(absolutePath(occurrence.header, workspace_.root));
    return {headers.begin(), headers.end()};
  }

  void findReferences(const std::vector<sbom::Match> &matches) {
    checkers::ReferenceQuery query;
    for (const sbom::Match &match : matches) {
      if (match.functions.empty()) continue;
      query.functions.insert(match.functions.begin(), match.functions.end());
      query.components[match.ref] = placesOf(*findComponent(bom_.bom, match.ref));
    }
    if (query.components.empty()) return;
    checkers::EngineOptions quiet = engine_;
    quiet.onProgress = nullptr;
    asked_ = std::move(query.components);
    query.components = asked_;
    references_ = checkers::findReferences(bom_.units, query, quiet);
  }

  sbom::ComponentUse useOf(const sbom::Component &component) const {
    sbom::ComponentUse use;
    use.purl = component.purl;
    use.origin = codeOriginOf(component);
    addFiles(component, use);
    use.units = bom_.units.size();
    use.allScanned = bom_.bom.complete;
    for (const sbom::LinkOccurrence &link : component.links)
      use.members.insert(use.members.end(), link.members.begin(), link.members.end());
    use.membersKnown = bom_.bom.linkedKnown && !component.links.empty() &&
                       std::ranges::all_of(component.links, [](const sbom::LinkOccurrence &link) {
                         return link.kind == sbom::LinkKind::Archive && !link.members.empty();
                       });
    addReferences(component, use);
    return use;
  }

  void addFiles(const sbom::Component &component, sbom::ComponentUse &use) const {
    if (component.path.empty()) return;
    const std::string directory = absolutePath(component.path, workspace_.root);
    listFiles(*workspace_.tree.files, directory, "", kMaxTreeDepth, use.tree);
    std::set<std::string> compiled, included;
    for (const sbom::Occurrence &occurrence : component.occurrences) {
      const auto file = relativeTo(absolutePath(occurrence.header, workspace_.root), directory);
      if (!file) continue;
      (occurrence.header == sbom::fileOfUnit(occurrence.unit) ? compiled : included).insert(*file);
    }
    use.compiled.assign(compiled.begin(), compiled.end());
    use.included.assign(included.begin(), included.end());
  }

  void addReferences(const sbom::Component &component, sbom::ComponentUse &use) const {
    if (!asked_.contains(component.ref)) return;
    use.referencesKnown = true;
    std::set<std::string> plain, implicit;
    for (const checkers::UnitReferences &unit : references_) {
      if (unit.outcome.kind != OutcomeKind::Analysed || unit.truncated) use.referencesKnown = false;
      for (const checkers::FunctionReference &reference : unit.references)
        if (reference.component == component.ref)
          use.referenced.push_back(
              {reference.function, reference.location.path + ':' + std::to_string(reference.location.begin.line)});
      for (const checkers::DeclaredFunction &declared : unit.declared)
        if (declared.component == component.ref) (declared.implicit ? implicit : plain).insert(declared.function);
    }
    std::ranges::set_difference(plain, implicit, std::back_inserter(use.plainFunctions));
  }

  const Workspace &workspace_;
  const BomResults &bom_;
  const checkers::EngineOptions &engine_;
  std::map<std::string, std::vector<std::string>> asked_; // component -> its places
  std::vector<checkers::UnitReferences> references_;
};

} // namespace

Result<std::vector<sbom::VexStatement>> readVexDocuments(const Workspace &workspace, const Tree &tree) {
  std::vector<sbom::VexStatement> statements;
  const auto &section = workspace.policy.dependencies.asked.advisories;
  if (!section) return statements;
  for (const DependencyPolicy::Entry &entry : section->vex) {
    const Result<std::string> text = tree.files->read(absolutePath(entry.text, workspace.root));
    if (!text) return fail(text.error());
    auto read = sbom::readOpenVex(*text, entry.text);
    if (!read) return fail(read.error());
    std::ranges::move(*read, std::back_inserter(statements));
  }
  return statements;
}

std::vector<sbom::VexStatement> concludeFromUse(const Workspace &workspace, const BomResults &bom,
                                                const std::vector<sbom::Match> &matches,
                                                const checkers::EngineOptions &engine) {
  return Concluder(workspace, bom, engine).conclude(matches);
}

} // namespace lintel::app
