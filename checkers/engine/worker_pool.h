// Tasks in worker processes. A task that crashes, hangs or takes too much memory costs itself its
// result and nothing else. Workers are forked, so they see what the caller had in memory.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace lintel::checkers {

enum class TaskEnd { Done, Crashed, TimedOut, OutOfMemory };

struct TaskResult {
  TaskEnd end = TaskEnd::Crashed;
  std::string bytes;  // what the task returned, when Done
  std::string detail; // why not, otherwise: the same text on every run
};

struct PoolOptions {
  unsigned jobs = 1;
  std::chrono::milliseconds timeout{120000}; // of one task
  std::uint64_t memoryLimit = 0;             // bytes of private memory of a worker; 0: none
};

// Runs task(i) for every i of order, which holds each of 0..n-1 once. The result is indexed by task.
// onDone is called in the caller's process whenever a task has ended. A task that ended badly in a worker that had run
// others before is tried once more in a fresh one, so that the outcome is the task's own.
std::vector<TaskResult> runInWorkers(const std::vector<std::size_t> &order,
                                     const std::function<std::string(std::size_t)> &task, const PoolOptions &options,
                                     const std::function<void(std::size_t)> &onDone);

} // namespace lintel::checkers
