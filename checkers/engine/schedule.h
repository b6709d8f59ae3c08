// What analysis and dependency scan share: order, faults for tests, progress, outcomes.
#pragma once

#include "checkers/engine/engine.h"
#include "checkers/engine/worker_pool.h"

namespace lintel::checkers {

// Longest first, by the size of the main file: the last unit to start should not be the longest.
std::vector<std::size_t> longestFirst(const std::vector<Unit> &units, const EngineOptions &options);

// Runs task over the units in worker processes, with the faults that a test injected.
std::vector<TaskResult> runOverUnits(const std::vector<Unit> &units, const EngineOptions &options,
                                     const std::function<std::string(const Unit &)> &task);

// The outcome of a task that did not come back.
Outcome outcomeOf(EngineId engine, const Unit &unit, const TaskResult &result);

} // namespace lintel::checkers
