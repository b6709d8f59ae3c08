#include "app/bom.h"
#include "app/commands.h"
#include "app/console.h"
#include "app/engines.h"
#include "sbom/write/cyclonedx.h"

#include <ostream>

namespace lintel::app {
namespace {

constexpr int kInvalid = 2;
constexpr int kIncomplete = 3;

// The document may be read by a machine on standard output; what it leaves out is said on the other stream.
bool nameGaps(const std::vector<Outcome> &outcomes, Streams streams) {
  bool complete = true;
  for (const Outcome &outcome : outcomes) {
    if (isComplete(outcome.kind)) continue;
    complete = false;
    say(outcome.unit + ": " + toString(outcome.kind) + ": " + outcome.detail, streams);
  }
  return complete;
}

} // namespace

int sbomCommand(const Options &options, Streams streams) {
  Diagnostics diagnostics;
  std::optional<Workspace> workspace = openWorkspace(options, diagnostics);
  print(diagnostics, options, streams);
  if (!workspace) return kInvalid;

  checkers::EngineOptions engine = engineOptions(*workspace, workspace->tree, options);
  engine.onProgress = progressLine(options, streams);
  Result<Selection> selection = selectUnits(*workspace, workspace->tree, options, engine);
  Result<BomResults> bom = selection ? collectBom(*workspace, workspace->tree, selection->units, engine)
                                     : Result<BomResults>(tl::unexpected(selection.error()));
  if (!bom) {
    say("error: " + toString(bom.error()), streams);
    return kInvalid;
  }

  // A unit that cannot be scanned, or that the database does not know, is a gap in the document too.
  std::vector<Outcome> outcomes = std::move(selection->outcomes);
  outcomes.insert(outcomes.end(), bom->outcomes.begin(), bom->outcomes.end());
  const bool complete = nameGaps(outcomes, streams);
  bom->bom.complete = bom->bom.complete && complete;
  const std::string document = sbom::writeCycloneDx(bom->bom, LINTEL_VERSION, buildTimestamp());
  bool written = true;
  for (const Output &output : options.outputs) written &= deliver(output.path, document, streams);
  if (options.outputs.empty() || !options.format.empty()) written &= deliver("-", document, streams);
  if (!written) return kInvalid;
  return complete || workspace->policy.incompleteAllowed ? 0 : kIncomplete;
}

} // namespace lintel::app
