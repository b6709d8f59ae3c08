// What the user asked for, after flags, environment and defaults. Flag beats environment beats policy file.
#pragma once

#include "core/report/report.h"
#include "core/support/result.h"

#include <optional>
#include <string>
#include <vector>

namespace lintel::app {

enum class Command {
  Gate,
  Check,
  Documents,
  Sbom,
  SbomTree,
  SbomWhy,
  SbomDiff,
  SbomValidate,
  SbomIndexAdd,
  SbomIndexShow,
  Audit,
  AuditDatabaseAdd,
  AuditDatabaseShow,
  Explain,
  PolicySchema,
  PolicyVerify,
  PolicyShow,
  ContractsShow,
  ContractsSchema,
  Install,
  Version
};
enum class When { Auto, Always, Never };

struct Output {
  std::string format; // "json", "cyclonedx-1.6", ...
  std::string path;
};

struct Options {
  Command command = Command::Gate;
  std::string root;      // --root; empty: the Git repository of the current directory
  std::string buildPath; // -p
  std::string config;    // --config
  bool staged = false;
  std::string commit;             // --commit REV
  std::string indexFile;          // GIT_INDEX_FILE, as Git tells its hooks; empty: the repository's index
  std::string mergeBase;          // --new-from-merge-base REF
  std::vector<std::string> paths; // only these files or directories
  unsigned jobs = 0;              // 0: one for each core
  unsigned timeoutSeconds = 120;
  unsigned memoryMegabytes = 4096;
  std::string format;          // -f; empty: the command's default
  std::vector<Output> outputs; // -o
  When color = When::Auto;
  bool quiet = false;
  bool verbose = false;
  std::optional<Severity> failOn;
  std::string date;                // --effective-time, YYYY-MM-DD; empty: today (UTC)
  std::vector<std::string> faults; // hidden: KIND:UNIT
  std::string rule;                // explain
  bool allRules = false;           // explain --all
  std::string contract;            // contracts show
  std::optional<unsigned> arity;   // contracts show --arity
  bool allContracts = false;       // contracts show --all
  bool waivers = false;            // policy schema --waivers
  bool uninstall = false;          // install --uninstall
  std::string creator;             // sbom --creator
  std::string component;           // sbom why
  std::vector<std::string> files;  // sbom diff (two), sbom validate, audit db add
  std::string source;              // sbom index add: URL, repository or directory
  std::string sourceName;          // sbom index add --name
  std::string sourceVersion;       // sbom index add --version: of a directory that is one release
  std::string localDatabase;       // sbom index --index, audit db --db; empty: the user's own
};

// What parsing a command line can end in: options, or text to print and an exit status.
struct Usage {
  std::string text;
  int status = 0; // 0: help or version was asked for; 2: the command line is wrong
};

tl::expected<Options, Usage> parseOptions(int argc, const char *const *argv);

} // namespace lintel::app
