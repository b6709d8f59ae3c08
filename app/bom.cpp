#include "app/bom.h"

#include "app/compiler_headers.h"
#include "app/local_data.h"
#include "checkers/engine/macro_values.h"
#include "core/support/path.h"
#include "sbom/collect/collect.h"
#include "sbom/identity/upstream_index.h"
#include "sbom/identity/version_macros.h"

#include <algorithm>
#include <filesystem>
#include <map>

namespace lintel::app {
namespace {

// "debian-12" from os-release(5); empty on a system that does not say.
std::string distribution(const FileSystem &files) {
  const Result<std::string> text = files.read("/etc/os-release", 64 << 10);
  if (!text) return "";
  std::string id;
  std::string version;
  std::size_t at = 0;
  while (at < text->size()) {
    const std::size_t end = std::min(text->find('\n', at), text->size());
    std::string line = text->substr(at, end - at);
    at = end + 1;
    std::erase(line, '"');
    if (line.starts_with("ID=")) id = line.substr(3);
    if (line.starts_with("VERSION_ID=")) version = line.substr(11);
  }
  return id.empty() || version.empty() ? id : id + "-" + version;
}

sbom::MacroValue::Kind kindOf(checkers::MacroKind kind) {
  switch (kind) {
  case checkers::MacroKind::Text: return sbom::MacroValue::Kind::Text;
  case checkers::MacroKind::Number: return sbom::MacroValue::Kind::Number;
  case checkers::MacroKind::Other: break;
  }
  return sbom::MacroValue::Kind::Other;
}

sbom::MacroValue valueOf(const checkers::MacroDefinition &macro, const std::string &root) {
  return {
      macro.name, kindOf(macro.kind), macro.value, macro.spelling, relativeTo(macro.file, root).value_or(macro.file),
      macro.line};
}

std::vector<sbom::Identity> versionsOf(const std::string &name, const std::vector<sbom::MacroValue> &values) {
  std::vector<sbom::Identity> identities;
  for (const sbom::VersionClaim &claim : sbom::versionFromMacros(name, values))
    identities.push_back({"version", "source-code-analysis", claim.confidence, claim.version,
                          claim.file + ":" + std::to_string(claim.line) + ": " + claim.macro});
  return identities;
}

// What a build knows, gathered view by view.
class Gatherer {
public:
  Gatherer(const Workspace &workspace, const Tree &tree, const Selection &selection,
           const checkers::EngineOptions &engine)
      : workspace_(workspace), tree_(tree), selection_(selection), engine_(engine) {}

  Result<BomResults> gather() {
    results_.units = selection_.compiled;
    sbom::Views views;
    views.compiled = scan();
    views.declared = readManifests();
    views.linked = readLinks();
    results_.includes = views.compiled;
    if (const Status opened = openIndex(); !opened) return fail(opened.error());
    Result<sbom::Bom> bom = sbom::collect(*tree_.files, collectOptions(), views);
    if (!bom) return fail(bom.error());
    results_.bom = std::move(*bom);
    if (const Status asked = askNewerReleases(); !asked) return fail(asked.error());
    return std::move(results_);
  }

private:
  std::vector<sbom::UnitIncludes> scan() {
    std::vector<sbom::UnitIncludes> includes;
    std::map<std::string, const checkers::Unit *> units;
    for (const checkers::Unit &unit : results_.units) units[unit.name] = &unit;
    CompilerHeaders compilerHeaders(*tree_.files);
    for (checkers::UnitDependencies &unit : checkers::scanDependencies(results_.units, engine_)) {
      std::erase(unit.files, units[unit.unit]->command.file);
      compilerHeaders.replace(units[unit.unit]->compiler, unit.files);
      results_.outcomes.push_back(unit.outcome);
      includes.push_back({unit.unit, std::move(unit.files), std::move(unit.outcome)});
    }
    return includes;
  }

  sbom::DeclaredView readManifests() {
    sbom::DeclaredOptions options;
    options.gitlinks = tree_.submodules;
    const std::string &checkout = workspace_.policy.dependencies.asked.vcpkg;
    if (!checkout.empty()) options.vcpkgCheckout = absolutePath(checkout, workspace_.root);
    std::vector<std::string> paths;
    for (const std::string &path : tree_.paths)
      if (!workspace_.policy.excludedBy(path)) paths.push_back(path);
    sbom::DeclaredView view = sbom::readDeclared(*tree_.files, workspace_.root, paths, options);
    results_.outcomes.insert(results_.outcomes.end(), view.outcomes.begin(), view.outcomes.end());
    return view;
  }

  sbom::LinkedView readLinks() {
    if (selection_.buildDirectory.empty()) return {};
    sbom::LinkedOptions options;
    options.root = workspace_.root;
    options.buildDirectory = selection_.buildDirectory;
    sbom::LinkedView view = sbom::readLinked(*tree_.files, options);
    for (const Problem &problem : view.problems)
      results_.outcomes.push_back({EngineId::Sbom, relativeTo(problem.file, workspace_.root).value_or(problem.file),
                                   OutcomeKind::ParseFailed, toString(problem)});
    return view;
  }

  // One that the policy names must be there; the user's own may not have been made yet.
  Status openIndex() {
    const std::string &named = workspace_.policy.dependencies.index;
    const std::string path = upstreamIndexFile(named, workspace_.root);
    std::error_code error;
    if (path.empty() || (named.empty() && !std::filesystem::exists(path, error))) return {};
    Result<sbom::UpstreamIndex> index = sbom::UpstreamIndex::open(path, sbom::Database::Mode::ReadOnly);
    if (!index) return fail(index.error());
    index_.emplace(std::move(*index));
    return {};
  }

  // Debian's packages are kept fresh by Debian; the index is of upstream releases.
  Status askNewerReleases() {
    if (!index_ || !workspace_.policy.dependencies.asked.freshness) return {};
    for (const sbom::Component &component : results_.bom.components) {
      if (component.version.empty() || component.origin == sbom::Origin::DebianPackage) continue;
      const std::string &url = component.pedigree ? component.pedigree->upstream : component.downloadUrl;
      auto newer = index_->newerReleases(component.name, url, component.version);
      if (!newer) return fail(newer.error());
      if (*newer) results_.newer.emplace(component.ref, std::move(**newer));
    }
    return {};
  }

  sbom::CollectOptions collectOptions() {
    sbom::CollectOptions options;
    options.root = workspace_.root;
    options.buildDirectory = selection_.buildDirectory;
    options.projectName = std::filesystem::path(workspace_.root).filename().string();
    options.distro = distribution(*tree_.files);
    options.gitlinks = tree_.submodules;
    for (const Glob &glob : workspace_.policy.dependencies.asked.vendored) options.vendored.push_back(glob.pattern());
    for (const checkers::Unit &unit : results_.units) options.projectDirectories.push_back(unit.command.directory);
    if (!selection_.buildDirectory.empty()) options.projectDirectories.push_back(selection_.buildDirectory);
    std::ranges::sort(options.projectDirectories);
    const auto repeated = std::ranges::unique(options.projectDirectories);
    options.projectDirectories.erase(repeated.begin(), repeated.end());
    options.evaluateMacros = [this](const std::vector<sbom::MacroQuestion> &questions) { return askMacros(questions); };
    options.upstreamIndex = index_ ? &*index_ : nullptr;
    return options;
  }

  sbom::MacroAnswers askMacros(const std::vector<sbom::MacroQuestion> &questions) {
    std::map<std::string, const checkers::Unit *> units;
    for (const checkers::Unit &unit : results_.units) units[unit.name] = &unit;
    std::vector<checkers::MacroRequest> requests;
    for (const sbom::MacroQuestion &question : questions)
      requests.push_back({*units.at(question.unit), question.headers});
    checkers::EngineOptions quiet = engine_;
    quiet.onProgress = nullptr;
    const std::vector<checkers::UnitMacros> macros = checkers::evaluateMacros(requests, quiet);
    std::map<std::string, std::vector<sbom::MacroValue>> values; // by ref
    for (std::size_t i = 0; i < questions.size(); ++i)
      for (const checkers::MacroDefinition &macro : macros[i].macros)
        values[questions[i].ref].push_back(valueOf(macro, workspace_.root));
    sbom::MacroAnswers answers;
    for (const sbom::MacroQuestion &question : questions)
      answers.try_emplace(question.ref, versionsOf(question.name, values[question.ref]));
    return answers;
  }

  const Workspace &workspace_;
  const Tree &tree_;
  const Selection &selection_;
  const checkers::EngineOptions &engine_;
  std::optional<sbom::UpstreamIndex> index_;
  BomResults results_;
};

} // namespace

Result<BomResults> collectBom(const Workspace &workspace, const Tree &tree, const Selection &selection,
                              const checkers::EngineOptions &engine) {
  return Gatherer(workspace, tree, selection, engine).gather();
}

} // namespace lintel::app
