#include "app/bom.h"

#include "sbom/audit/audit.h"
#include "sbom/collect/collect.h"

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

} // namespace

Result<BomResults> collectBom(const Workspace &workspace, const Tree &tree, const std::vector<checkers::Unit> &units,
                              const checkers::EngineOptions &engine) {
  BomResults results;
  std::vector<sbom::UnitIncludes> includes;
  sbom::CollectOptions options;
  std::map<std::string, std::string> mainFiles;
  for (const checkers::Unit &unit : units) {
    options.projectDirectories.push_back(unit.command.directory);
    mainFiles[unit.name] = unit.command.file;
  }
  for (checkers::UnitDependencies &unit : checkers::scanDependencies(units, engine)) {
    std::erase(unit.files, mainFiles[unit.unit]);
    results.outcomes.push_back(unit.outcome);
    includes.push_back({unit.unit, std::move(unit.files), std::move(unit.outcome)});
  }
  std::sort(options.projectDirectories.begin(), options.projectDirectories.end());
  options.projectDirectories.erase(std::unique(options.projectDirectories.begin(), options.projectDirectories.end()),
                                   options.projectDirectories.end());
  options.root = workspace.root;
  options.projectName = std::filesystem::path(workspace.root).filename().string();
  options.distro = distribution(*tree.files);
  for (const Glob &glob : workspace.policy.dependencies.vendored) options.vendored.push_back(glob.pattern());
  Result<sbom::Bom> bom = sbom::collect(*tree.files, options, includes);
  if (!bom) return tl::unexpected(bom.error());
  results.bom = std::move(*bom);
  return results;
}

Result<DependencyResults> judgeDependencies(const Workspace &workspace, const Tree &tree,
                                            const std::vector<checkers::Unit> &units,
                                            const checkers::EngineOptions &engine) {
  Result<BomResults> bom = collectBom(workspace, tree, units, engine);
  if (!bom) return tl::unexpected(bom.error());
  const policy::DependencyRules &rules = workspace.policy.dependencies;
  sbom::DependencyPolicy policy;
  for (const policy::BannedComponent &ban : rules.banned) policy.banned.push_back({ban.name, ban.reason});
  policy.allowedLicenses = rules.allowedLicenses;
  policy.licenseExceptions = rules.licenseExceptions;
  Result<std::vector<Finding>> findings = sbom::audit(*tree.files, workspace.root, bom->bom, policy);
  if (!findings) return tl::unexpected(findings.error());
  return DependencyResults{std::move(*findings), std::move(bom->outcomes)};
}

} // namespace lintel::app
