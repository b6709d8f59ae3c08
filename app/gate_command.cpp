// The main job, as a list of stages.
#include "app/commands.h"
#include "app/console.h"
#include "app/engines.h"
#include "app/rules.h"
#include "app/workspace.h"
#include "policy/gate/gate.h"

#include <ostream>
#include <set>

namespace lintel::app {
namespace {

constexpr int kInvalid = 2;

const char *name(Command command) {
  return command == Command::Check ? "check" : command == Command::Documents ? "documents" : "gate";
}

std::set<std::string> fingerprintsOf(const Results &results) {
  std::set<std::string> fingerprints;
  for (const Finding &finding : results.findings) fingerprints.insert(finding.fingerprint);
  return fingerprints;
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

bool writeReports(const Judgement &judgement, report::Context context, const Options &options, Streams streams) {
  bool ok = true;
  for (const Output &output : options.outputs) // files first: a closed pipe must not cost them
    ok &= deliver(output.path, report::render(*report::formatFromString(output.format), judgement, context), streams);
  context.color = wantsColor(options);
  const auto format = report::formatFromString(options.format.empty() ? "text" : options.format);
  return deliver("-", report::render(*format, judgement, context), streams) && ok;
}

} // namespace

int gateCommand(const Options &options, Streams streams) {
  Diagnostics diagnostics;
  std::optional<Workspace> workspace = openWorkspace(options, diagnostics);
  print(diagnostics, options, streams);
  if (!workspace) return kInvalid;
  if (options.failOn) workspace->policy.failOn = *options.failOn;

  const auto progress = progressLine(options, streams);
  Result<Results> results = runEngines(*workspace, workspace->tree, options, progress);
  if (!results) {
    streams.err << "lintel: error: " << toString(results.error()) << "\n";
    return kInvalid;
  }

  if (results->outcomes.empty() && !workspace->changed) {
    streams.err << "lintel: error: nothing to judge in " << workspace->root
                << ": no C or C++ source, and no document that a rule of the policy asks for\n";
    return kInvalid;
  }
  if (results->outcomes.empty() && !options.quiet)
    streams.err << "lintel: note: nothing that changed is C or C++ or a document that a rule asks for\n";

  policy::GateInput input;
  if (workspace->base) {
    Result<Results> before = runEngines(*workspace, *workspace->base, options, progress);
    if (!before) {
      streams.err << "lintel: error: at the merge base: " << toString(before.error()) << "\n";
      return kInvalid;
    }
    input.knownFingerprints = fingerprintsOf(*before);
  }
  input.findings = std::move(results->findings);
  input.outcomes = std::move(results->outcomes);
  input.date = options.date.empty() ? today() : options.date;
  if (options.command == Command::Check) input.engines = {EngineId::Checkers};
  if (options.command == Command::Documents) input.engines = {EngineId::Documents};
  input.wholeTree = !workspace->changed;

  const Judgement judgement = policy::judge(workspace->policy, std::move(input));
  if (!writeReports(judgement, reportContext(*workspace, options), options, streams)) return kInvalid;
  return exitCode(judgement.verdict);
}

} // namespace lintel::app
