// Engine 1: C and C++ through Clang. Worker processes parse each unit once and run every enabled check.
#pragma once

#include "checkers/contracts/contracts.h"
#include "core/finding/finding.h"
#include "core/finding/outcome.h"
#include "core/input/compile_database.h"
#include "core/support/file_system.h"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lintel::checkers {

struct Unit {
  std::string name;       // repo-relative, "#2" for a second set of arguments
  CompileCommand command; // sanitised
  std::string compiler;   // as the compile database names it: what the build runs in place of Lintel's own Clang
};

struct Progress {
  std::size_t done = 0;
  std::size_t total = 0;
  std::string current;
  std::chrono::milliseconds elapsed{0};
};

// Ways to fail on purpose, for tests of the coordinator only (hidden flag --inject-fault KIND:UNIT).
enum class Fault { None, Crash, Hang, OutOfMemory };

struct EngineOptions {
  std::string root;  // absolute repository root
  Overlay overlay;   // what differs from the disk
  unsigned jobs = 1; // worker processes
  std::chrono::seconds timeout{120};
  std::uint64_t memoryLimit = 4ull << 30;                            // bytes of a worker's own data
  std::set<std::string> checks;                                      // enabled rule ids
  std::map<std::string, std::map<std::string, std::string>> options; // rule id -> option -> value
  std::optional<Contracts> contracts;                                // none: the built-in ones
  std::string date;      // YYYY-MM-DD, for suppressions that end; empty: none has ended
  bool wholeTree = true; // every unit that includes a header is among those that are analysed
  std::function<void(const Progress &)> onProgress; // may be empty
  std::map<std::string, Fault> faults;              // unit name -> fault
};

struct EngineResults {
  std::vector<Finding> findings; // unique, in report order, fingerprints not yet assigned
  std::vector<Outcome> outcomes; // one per unit, sorted by unit
};

EngineResults analyse(const std::vector<Unit> &units, const EngineOptions &options);

// Headers of each unit by preprocessing alone (clangDependencyScanning), same isolation and order.
struct UnitDependencies {
  std::string unit;
  std::vector<std::string> files; // absolute, sorted, unique; includes the main file
  Outcome outcome;
};
// Headers that a compiler brings with it (<stddef.h>) are Lintel's own among them, below this directory.
std::string builtinHeaderDirectory();
std::vector<UnitDependencies> scanDependencies(const std::vector<Unit> &units, const EngineOptions &options);

} // namespace lintel::checkers
