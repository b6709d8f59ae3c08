#include "app/option_groups.h"

namespace lintel::app {

CLI::Validator notEmpty() {
  return CLI::Validator(
      [](std::string &text) { return text.empty() ? std::string("must not be empty") : std::string(); }, "");
}

void addTreeOptions(CLI::App &command, Options &options) {
  command
      .add_option("--root", options.root,
                  "Root of the tree to judge (default: the Git repository around the current directory)")
      ->check(notEmpty())
      ->envname("LINTEL_ROOT");
  command.add_option("-p,--build-path", options.buildPath, "Directory with compile_commands.json")
      ->check(notEmpty())
      ->envname("LINTEL_BUILD_PATH");
  command.add_option("--config", options.config, "Policy file (default: lintel.yaml in the root)")
      ->check(notEmpty())
      ->envname("LINTEL_CONFIG");
  command.add_option("-j,--jobs", options.jobs, "Worker processes (default: one for each core)")
      ->check(CLI::Range(1, 1024))
      ->envname("LINTEL_JOBS");
  command.add_option("--timeout", options.timeoutSeconds, "Seconds that one unit may take")
      ->check(CLI::Range(1, 86400))
      ->envname("LINTEL_TIMEOUT")
      ->capture_default_str();
  command.add_option("--memory", options.memoryMegabytes, "MiB of memory that a worker may take")
      ->check(CLI::Range(64, 1 << 20))
      ->envname("LINTEL_MEMORY")
      ->capture_default_str();
  command.add_option("--inject-fault", options.faults, "KIND:UNIT")
      ->allow_extra_args(false)
      ->group(""); // for tests of the coordinator
}

void addReportOptions(CLI::App &command, Options &options, Raw &raw) {
  command.add_option("-f,--format", options.format, "Format on standard output")->envname("LINTEL_FORMAT");
  command.add_option("-o,--output", raw.outputs, "Also write FORMAT:PATH; may be repeated")
      ->envname("LINTEL_OUTPUT")
      ->take_all()
      ->allow_extra_args(false); // what follows is a path to judge
  command.add_option("--color", raw.color, "auto, always or never")->envname("LINTEL_COLOR");
  command.add_flag("-q,--quiet", options.quiet, "Only what fails, and the verdict")->envname("LINTEL_QUIET");
  command.add_flag("-v,--verbose", options.verbose, "Also waived, suppressed and known findings and every unit")
      ->envname("LINTEL_VERBOSE");
}

void addPolicyOptions(CLI::App &command, Options &options) {
  command.add_option("--root", options.root, "Root of the tree")->check(notEmpty())->envname("LINTEL_ROOT");
  command.add_option("--config", options.config, "Policy file")->check(notEmpty())->envname("LINTEL_CONFIG");
}

void addGateOptions(CLI::App &command, Options &options, Raw &raw) {
  addTreeOptions(command, options);
  addReportOptions(command, options, raw);
  auto *staged = command.add_flag("--staged", options.staged, "Judge what is staged in Git's index, not the work tree")
                     ->envname("LINTEL_STAGED");
  auto *commit = command.add_option("--commit", options.commit, "Judge a commit, not the work tree")
                     ->check(notEmpty())
                     ->envname("LINTEL_COMMIT")
                     ->excludes(staged);
  auto *base = command
                   .add_option("--new-from-merge-base", options.mergeBase,
                               "Only findings that the merge base with REF does not have")
                   ->check(notEmpty())
                   ->envname("LINTEL_NEW_FROM_MERGE_BASE");
  command
      .add_flag("--from-pre-commit", raw.fromPreCommit,
                "Judge the push that pre-commit names in the environment, else the work tree")
      ->excludes(staged)
      ->excludes(commit)
      ->excludes(base);
  command.add_option("--fail-on", raw.failOn, "Least severity that fails: note, warning or error")
      ->envname("LINTEL_FAIL_ON");
  command
      .add_option("--effective-time", options.date, "Date for the expiry of waivers, YYYY-MM-DD (default: today, UTC)")
      ->envname("LINTEL_EFFECTIVE_TIME");
  command.add_option("paths", options.paths, "Only these files or directories");
}

} // namespace lintel::app
