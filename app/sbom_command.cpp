// `lintel sbom` and the questions about what it would write: tree and why.
#include "app/bom.h"
#include "app/commands.h"
#include "app/console.h"
#include "app/engines.h"
#include "sbom/write/cyclonedx.h"
#include "sbom/write/spdx.h"
#include "sbom/write/tree.h"
#include "sbom/write/why.h"

#include <functional>
#include <ostream>

namespace lintel::app {
namespace {

constexpr int kInvalid = 2;
constexpr int kIncomplete = 3;

// The document may be read by a machine on standard output; what it leaves out is said on the other stream.
// Sources that the build does not compile come in dozens and for one reason, so they share a line unless all is wanted.
bool nameGaps(const std::vector<Outcome> &outcomes, bool verbose, Streams streams) {
  bool complete = true;
  std::vector<const Outcome *> unbuilt;
  for (const Outcome &outcome : outcomes) {
    if (isComplete(outcome.kind)) continue;
    complete = false;
    if (outcome.kind == OutcomeKind::NotInDatabase && !verbose)
      unbuilt.push_back(&outcome);
    else
      say(outcome.unit + ": " + toString(outcome.kind) + ": " + outcome.detail, streams);
  }
  if (!unbuilt.empty()) {
    const std::string others = unbuilt.size() == 1 ? "" : " and " + std::to_string(unbuilt.size() - 1) + " more (-v)";
    say(unbuilt.front()->unit + others + ": " + toString(OutcomeKind::NotInDatabase) + ": " + unbuilt.front()->detail,
        streams);
  }
  return complete;
}

// Collects the Bom and hands it to use, which returns whether all could be written.
int withBom(const Options &options, Streams streams, const std::function<bool(const sbom::Bom &)> &use) {
  Diagnostics diagnostics;
  std::optional<Workspace> workspace = openWorkspace(options, diagnostics);
  print(diagnostics, options, streams);
  if (!workspace) return kInvalid;

  checkers::EngineOptions engine = engineOptions(*workspace, workspace->tree, options);
  engine.onProgress = progressLine(options, streams);
  const Result<Selection> selection = selectUnits(*workspace, workspace->tree, options, engine);
  Result<BomResults> bom = selection ? collectBom(*workspace, workspace->tree, *selection, engine)
                                     : Result<BomResults>(tl::unexpected(selection.error()));
  if (!bom) {
    say("error: " + toString(bom.error()), streams);
    return kInvalid;
  }
  // A unit that cannot be scanned, or that the database does not know, is a gap in the document too.
  std::vector<Outcome> outcomes = selection->outcomes;
  outcomes.insert(outcomes.end(), bom->outcomes.begin(), bom->outcomes.end());
  const bool complete = nameGaps(outcomes, options.verbose, streams);
  bom->bom.complete = bom->bom.complete && complete;
  if (!use(bom->bom)) return kInvalid;
  return complete || workspace->policy.incompleteAllowed ? 0 : kIncomplete;
}

std::string documentOf(const sbom::Bom &bom, const std::string &format, const sbom::DocumentInfo &info) {
  if (format == "cyclonedx-1.7") return writeCycloneDx(bom, sbom::CycloneDxVersion::V1_7, info);
  if (format == "spdx-2.3") return sbom::writeSpdxJson(bom, info);
  if (format == "spdx-2.3-tag-value") return sbom::writeSpdxTagValue(bom, info);
  if (format == "spdx-3.0") return sbom::writeSpdx3(bom, info);
  return writeCycloneDx(bom, sbom::CycloneDxVersion::V1_6, info);
}

} // namespace

int sbomCommand(const Options &options, Streams streams) {
  return withBom(options, streams, [&](const sbom::Bom &bom) {
    const sbom::DocumentInfo info{LINTEL_VERSION, buildTimestamp(), options.creator};
    bool written = true;
    for (const Output &output : options.outputs)
      written &= deliver(output.path, documentOf(bom, output.format, info), streams);
    if (options.outputs.empty() || !options.format.empty())
      written &= deliver("-", documentOf(bom, options.format, info), streams);
    return written;
  });
}

int sbomTreeCommand(const Options &options, Streams streams) {
  return withBom(options, streams, [&](const sbom::Bom &bom) { return deliver("-", sbom::treeText(bom), streams); });
}

int sbomWhyCommand(const Options &options, Streams streams) {
  return withBom(options, streams, [&](const sbom::Bom &bom) {
    const auto reasons = sbom::why(bom, options.component);
    if (!reasons) say("error: " + toString(reasons.error()), streams);
    if (!reasons) return false;
    return deliver("-", options.format == "json" ? toJson(*reasons) : toText(bom, *reasons), streams);
  });
}

} // namespace lintel::app
