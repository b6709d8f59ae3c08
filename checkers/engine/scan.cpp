#include "checkers/engine/engine.h"
#include "checkers/engine/include_scanner.h"
#include "checkers/engine/schedule.h"
#include "checkers/engine/wire.h"

#include <memory>

namespace lintel::checkers {

std::vector<UnitDependencies> scanDependencies(const std::vector<Unit> &units, const EngineOptions &options) {
  std::unique_ptr<IncludeScanner> scanner; // made in the worker that first needs it
  const auto task = [&](const Unit &unit) {
    if (!scanner) scanner = std::make_unique<IncludeScanner>(options);
    return encode(scanner->scan(unit));
  };
  const std::vector<TaskResult> tasks = runOverUnits(units, options, task);

  std::vector<UnitDependencies> all;
  for (std::size_t i = 0; i < units.size(); ++i) {
    UnitDependencies one{units[i].name, {}, {EngineId::Sbom, units[i].name, OutcomeKind::Analysed, ""}};
    auto scanned = tasks[i].end == TaskEnd::Done ? decodeScanResult(tasks[i].bytes) : std::nullopt;
    if (!scanned) {
      one.outcome = outcomeOf(EngineId::Sbom, units[i], tasks[i]);
    } else {
      one.files = std::move(scanned->files);
      if (!scanned->error.empty())
        one.outcome = {EngineId::Sbom, units[i].name, OutcomeKind::ParseFailed, scanned->error};
    }
    all.push_back(std::move(one));
  }
  return all;
}

} // namespace lintel::checkers
