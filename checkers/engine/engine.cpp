#include "checkers/engine/engine.h"

#include "checkers/engine/check_def.h"
#include "checkers/engine/schedule.h"
#include "checkers/engine/tree_file_system.h"
#include "checkers/engine/unit_analysis.h"
#include "checkers/engine/wire.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace lintel::checkers {
namespace {

// What every finding of a rule has in common is added here, so that workers need not send it.
void describe(Finding &finding) {
  for (const CheckDef *def : allChecks())
    if (def->id == finding.rule) finding.cwe = def->cwe;
}

// A header is seen by many units, a template is instantiated many times: one place, one finding. After
// sorting, the smallest of several is kept, whichever worker was first.
void keepOneOfEach(std::vector<Finding> &findings) {
  std::sort(findings.begin(), findings.end(), reportOrder);
  const auto same = [](const Finding &a, const Finding &b) {
    return std::tie(a.location.path, a.location.begin, a.rule, a.message) ==
           std::tie(b.location.path, b.location.begin, b.rule, b.message);
  };
  findings.erase(std::unique(findings.begin(), findings.end(), same), findings.end());
}

// A prefix saves time and must change nothing else: where Clang has an objection to it, the unit is parsed as it
// stands.
UnitResult analyseShared(const Unit &unit, const EngineOptions &options, SharedPrefixes &prefixes) {
  const auto files = [&] { return makeTreeFileSystem(options.overlay, options.root); };
  if (const SharedPrefix *prefix = prefixes.of(unit)) {
    UnitResult result = analyseUnit(unit, options, files(), prefix);
    if (result.kind == OutcomeKind::Analysed) return result;
  }
  return analyseUnit(unit, options, files());
}

std::vector<TaskResult> analyseAll(const std::vector<Unit> &units, const EngineOptions &options) {
  SharedPrefixes prefixes(units, options);
  std::vector<TaskResult> results =
      runOverUnits(units, options, [&](const Unit &unit) { return encode(analyseShared(unit, options, prefixes)); });

  // What took a worker with it may have been the prefix: such a unit gets a second chance without one.
  std::vector<Unit> lost;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (results[i].end == TaskEnd::Done || !prefixes.isAskedFor(units[i])) continue;
    lost.push_back(units[i]);
    places.push_back(i);
  }
  if (lost.empty()) return results;
  std::vector<TaskResult> again = runOverUnits(lost, options, [&](const Unit &unit) {
    return encode(analyseUnit(unit, options, makeTreeFileSystem(options.overlay, options.root)));
  });
  for (std::size_t i = 0; i < again.size(); ++i) results[places[i]] = std::move(again[i]);
  return results;
}

} // namespace

EngineResults analyse(const std::vector<Unit> &units, const EngineOptions &options) {
  if (options.contracts) setActiveContracts(*options.contracts);
  (void)activeContracts(); // read them once, before the workers are forked
  const std::vector<TaskResult> tasks = analyseAll(units, options);

  EngineResults results;
  std::vector<SuppressionComment> comments;
  for (std::size_t i = 0; i < units.size(); ++i) {
    auto unit = tasks[i].end == TaskEnd::Done ? decodeUnitResult(tasks[i].bytes) : std::nullopt;
    if (!unit) {
      results.outcomes.push_back(outcomeOf(EngineId::Checkers, units[i], tasks[i]));
      continue;
    }
    results.outcomes.push_back({EngineId::Checkers, units[i].name, unit->kind, unit->detail, unit->gaveUp});
    std::move(unit->findings.begin(), unit->findings.end(), std::back_inserter(results.findings));
    std::move(unit->suppressions.begin(), unit->suppressions.end(), std::back_inserter(comments));
  }
  for (Finding &finding : judgeSuppressions(std::move(comments), results.outcomes, options))
    results.findings.push_back(std::move(finding));
  for (Finding &finding : results.findings) describe(finding);
  keepOneOfEach(results.findings);
  return results;
}

} // namespace lintel::checkers
