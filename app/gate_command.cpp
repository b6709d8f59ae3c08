// The main job, as a list of stages.
#include "app/commands.h"
#include "app/console.h"
#include "app/dependency_audit.h"
#include "app/dependency_options.h"
#include "app/engines.h"
#include "app/rules.h"
#include "app/workspace.h"
#include "policy/gate/gate.h"

#include <algorithm>
#include <ostream>
#include <set>

namespace lintel::app {
namespace {

constexpr int kInvalid = 2;

const char *name(Command command) {
  switch (command) {
  case Command::Check: return "check";
  case Command::Documents: return "documents";
  case Command::Audit: return "audit";
  default: return "gate";
  }
}

std::set<std::string> fingerprintsOf(const Results &results) {
  std::set<std::string> fingerprints;
  for (const Finding &finding : results.findings) fingerprints.insert(finding.fingerprint);
  return fingerprints;
}

// A change of the policy alone touches no file that is judged.
bool changesPolicy(const Workspace &workspace, const Options &options) {
  if ((!options.staged && !workspace.base) || !workspace.changed) return false;
  const auto changed = [&](const std::string &file) { return !file.empty() && workspace.changed->count(file) != 0; };
  const auto &contracts = workspace.policy.contracts;
  return changed(workspace.policy.file) ||
         std::any_of(contracts.begin(), contracts.end(), [&](const auto &text) { return changed(text.file); });
}

std::string whatWasLookedFor(const Options &options, const Workspace &workspace) {
  const std::string where = options.paths.empty() ? " in " + workspace.root : " at the paths that were given";
  if (options.command == Command::Documents) return where + ": no document that a rule of the policy asks for";
  return where + ": no C or C++ source, and no document that a rule of the policy asks for";
}

report::Context reportContext(const Workspace &workspace, const Options &options) {
  report::Context context;
  context.toolVersion = LINTEL_VERSION;
  context.command = name(options.command);
  context.rules = allRules(workspace.policy);
  context.files = workspace.tree.files.get();
  context.root = workspace.root;
  context.verbose = options.verbose;
  context.quiet = options.quiet;
  return context;
}

std::string rendered(const std::string &format, const Judgement &judgement, const report::Context &context,
                     const std::string &openVex) {
  if (format == kOpenVex) return openVex;
  return report::render(report::formatFromString(format).value(), judgement, context);
}

bool writeReports(const Judgement &judgement, report::Context context, const std::string &openVex,
                  const Options &options, Streams streams) {
  bool ok = true;
  for (const Output &output : options.outputs) // files first: a closed pipe must not cost them
    ok &= deliver(output.path, rendered(output.format, judgement, context, openVex), streams);
  context.color = wantsColor(options);
  const std::string format = options.format.empty() ? "text" : options.format;
  return deliver("-", rendered(format, judgement, context, openVex), streams) && ok;
}

} // namespace

int gateCommand(const Options &options, Streams streams) {
  Diagnostics diagnostics;
  std::optional<Workspace> workspace = openWorkspace(options, diagnostics);
  print(diagnostics, options, streams);
  if (!workspace) return kInvalid;
  if (options.failOn) workspace->policy.failOn = *options.failOn;
  if (options.command == Command::Audit && !workspace->policy.dependencies.enabled)
    workspace->policy.dependencies = defaultDependencyRules();

  const auto progress = progressLine(options, streams);
  Result<Results> results = runEngines(*workspace, workspace->tree, options, progress);
  if (!results) {
    say("error: " + toString(results.error()), streams);
    return kInvalid;
  }

  if (results->outcomes.empty() && (!workspace->changed || !options.paths.empty())) {
    say("error: nothing to judge" + whatWasLookedFor(options, *workspace), streams);
    return kInvalid;
  }
  if (results->outcomes.empty() && !options.quiet)
    say("note: nothing that changed is C or C++ or a document that a rule asks for", streams);
  if (changesPolicy(*workspace, options) && !options.quiet)
    say("note: the policy changed; what that means for files that did not change shows in a run without --staged or a "
        "merge base",
        streams);

  policy::GateInput input;
  if (workspace->base) {
    Result<Results> before = runEngines(*workspace, *workspace->base, options, progress);
    if (!before) {
      say("error: at the merge base: " + toString(before.error()), streams);
      return kInvalid;
    }
    input.knownFingerprints = fingerprintsOf(*before);
  }
  input.findings = std::move(results->findings);
  input.outcomes = std::move(results->outcomes);
  input.date = options.date.empty() ? today() : options.date;
  if (options.command == Command::Check) input.engines = {EngineId::Checkers};
  if (options.command == Command::Documents) input.engines = {EngineId::Documents};
  if (options.command == Command::Audit) input.engines = {EngineId::Sbom};
  input.wholeTree = !workspace->changed;

  const Judgement judgement = policy::judge(workspace->policy, std::move(input));
  report::Context context = reportContext(*workspace, options);
  context.undecided = std::move(results->undecided);
  if (!writeReports(judgement, std::move(context), results->openVex, options, streams)) return kInvalid;
  return exitCode(judgement.verdict);
}

} // namespace lintel::app
