#include "app/engines.h"

#include "app/console.h"
#include "app/dependency_audit.h"
#include "checkers/engine/check_def.h"
#include "core/finding/fingerprint.h"
#include "policy/documents/documents.h"

#include <algorithm>
#include <thread>

namespace lintel::app {
namespace {

void append(std::vector<Finding> &to, std::vector<Finding> from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}
void append(std::vector<Outcome> &to, std::vector<Outcome> from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

std::map<std::string, checkers::Fault> faultsOf(const Options &options) {
  std::map<std::string, checkers::Fault> faults;
  for (const std::string &text : options.faults) {
    const std::size_t colon = text.find(':');
    const std::string kind = text.substr(0, colon);
    const std::string unit = colon == std::string::npos ? "" : text.substr(colon + 1);
    faults[unit] = kind == "crash"  ? checkers::Fault::Crash
                   : kind == "hang" ? checkers::Fault::Hang
                   : kind == "oom"  ? checkers::Fault::OutOfMemory
                                    : checkers::Fault::None;
  }
  return faults;
}

void runCheckers(const Workspace &workspace, const Selection &selection, checkers::EngineOptions engine,
                 Results &results) {
  // A unit that cannot be analysed may be the one that a header's suppression is for.
  engine.wholeTree = !workspace.changed && std::all_of(selection.outcomes.begin(), selection.outcomes.end(),
                                                       [](const Outcome &outcome) { return isComplete(outcome.kind); });
  checkers::EngineResults found = checkers::analyse(selection.units, engine);
  append(results.findings, std::move(found.findings));
  append(results.outcomes, std::move(found.outcomes));
}

Status runDependencies(const Workspace &workspace, const Tree &tree, const Selection &selection,
                       const checkers::EngineOptions &engine, const Options &options, Results &results) {
  Result<DependencyResults> dependencies = judgeDependencies(workspace, tree, selection, engine, options);
  if (!dependencies) return tl::unexpected(dependencies.error());
  append(results.findings, std::move(dependencies->findings));
  append(results.outcomes, std::move(dependencies->outcomes));
  results.undecided = std::move(dependencies->undecided);
  results.openVex = std::move(dependencies->openVex);
  return {};
}

bool asksForDependencies(const Workspace &workspace, const Options &options) {
  return options.command == Command::Audit ||
         (options.command == Command::Gate && workspace.policy.dependencies.enabled);
}

// What looks at the units of the compile database.
Status runOnUnits(const Workspace &workspace, const Tree &tree, const Options &options, Results &results,
                  const std::function<void(const checkers::Progress &)> &onProgress) {
  checkers::EngineOptions engine = engineOptions(workspace, tree, options);
  engine.onProgress = onProgress;
  const Result<Selection> selection = selectUnits(workspace, tree, options, engine);
  if (!selection) return tl::unexpected(selection.error());
  append(results.outcomes, selection->outcomes);
  if (options.command != Command::Audit) runCheckers(workspace, *selection, engine, results);
  if (!asksForDependencies(workspace, options)) return {};
  return runDependencies(workspace, tree, *selection, engine, options, results);
}

void runDocuments(const Workspace &workspace, const Tree &tree, Results &results) {
  std::vector<std::string> paths = tree.paths;
  if (workspace.changed)
    std::erase_if(paths, [&](const std::string &path) { return workspace.changed->count(path) == 0; });
  policy::DocumentResults found = policy::judgeDocuments(workspace.policy, *tree.files, workspace.root, paths);
  append(results.findings, std::move(found.findings));
  append(results.outcomes, std::move(found.outcomes));
}

} // namespace

checkers::EngineOptions engineOptions(const Workspace &workspace, const Tree &tree, const Options &options) {
  checkers::EngineOptions engine;
  engine.root = workspace.root;
  engine.overlay = tree.overlay;
  engine.jobs = options.jobs != 0 ? options.jobs : std::max(1u, std::thread::hardware_concurrency());
  engine.timeout = std::chrono::seconds(options.timeoutSeconds);
  engine.memoryLimit = std::uint64_t{options.memoryMegabytes} << 20;
  engine.faults = faultsOf(options);
  engine.contracts = workspace.contracts;
  engine.date = options.date.empty() ? today() : options.date;
  for (const checkers::CheckDef *def : checkers::allChecks()) {
    const std::string id(def->id);
    if (workspace.policy.isOffEverywhere(id)) continue;
    engine.checks.insert(id);
    engine.options[id] = workspace.policy.optionsOf(id);
  }
  return engine;
}

Result<Results> runEngines(const Workspace &workspace, const Tree &tree, const Options &options,
                           const std::function<void(const checkers::Progress &)> &onProgress) {
  Results results;
  if (options.command != Command::Documents)
    if (Status status = runOnUnits(workspace, tree, options, results, onProgress); !status)
      return tl::unexpected(status.error());
  if (options.command == Command::Gate || options.command == Command::Documents) runDocuments(workspace, tree, results);
  assignFingerprints(results.findings, *tree.files, workspace.root);
  return results;
}

} // namespace lintel::app
