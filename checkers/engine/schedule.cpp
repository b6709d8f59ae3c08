#include "checkers/engine/schedule.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <unistd.h>

namespace lintel::checkers {
namespace {

std::uint64_t sizeOf(const Unit &unit, const Overlay &overlay) {
  if (const auto it = overlay.find(unit.command.file); it != overlay.end()) return it->second ? it->second->size() : 0;
  std::error_code error;
  const auto size = std::filesystem::file_size(unit.command.file, error);
  return error ? 0 : size;
}

void commit(Fault fault) {
  switch (fault) {
  case Fault::None: return;
  case Fault::Crash: std::abort(); // NOLINT(lintel-fatal-outside-main): a worker that is made to crash, in tests only
  case Fault::Hang:
    for (;;) ::pause();
  case Fault::OutOfMemory:
    // The limit counts what is reserved. To write to all of it would only take time.
    for (std::vector<char *> hoard;;) *hoard.emplace_back(new char[1 << 20]) = 'x';
  }
}

std::uint64_t enforceableLimit(std::uint64_t limit) {
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  return limit * 0; // a sanitizer reserves more address space than any limit
#else
  return limit;
#endif
}

} // namespace

std::vector<std::size_t> longestFirst(const std::vector<Unit> &units, const EngineOptions &options) {
  std::vector<std::uint64_t> sizes;
  for (const Unit &unit : units) sizes.push_back(sizeOf(unit, options.overlay));
  std::vector<std::size_t> order(units.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return sizes[a] != sizes[b] ? sizes[a] > sizes[b] : a < b; });
  return order;
}

std::vector<TaskResult> runOverUnits(const std::vector<Unit> &units, const EngineOptions &options,
                                     const std::function<std::string(const Unit &)> &task) {
  const PoolOptions pool{options.jobs, options.timeout, enforceableLimit(options.memoryLimit)};
  const auto start = std::chrono::steady_clock::now();
  std::size_t done = 0;
  const auto work = [&](std::size_t index) {
    const auto fault = options.faults.find(units[index].name);
    if (fault != options.faults.end()) commit(fault->second);
    return task(units[index]);
  };
  const auto onDone = [&](std::size_t index) {
    ++done;
    if (!options.onProgress) return;
    const auto elapsed =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
    options.onProgress({done, units.size(), units[index].name, elapsed});
  };
  return runInWorkers(longestFirst(units, options), work, pool, onDone);
}

Outcome outcomeOf(EngineId engine, const Unit &unit, const TaskResult &result) {
  const OutcomeKind kind = result.end == TaskEnd::TimedOut ? OutcomeKind::TimedOut : OutcomeKind::Crashed;
  return {engine, unit.name, kind, result.detail};
}

} // namespace lintel::checkers
