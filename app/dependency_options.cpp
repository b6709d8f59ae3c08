#include "app/dependency_options.h"

#include <functional>

namespace lintel::app {
namespace {

// A command with commands of its own sets its command last, so it must ask whether one of them was chosen.
std::function<void()> choose(Options &options, Command command, const CLI::App *parent = nullptr) {
  return [&options, command, parent] {
    if (parent == nullptr || parent->get_subcommands().empty()) options.command = command;
  };
}

void addIndexCommands(CLI::App &sbom, Options &options) {
  auto *index = sbom.add_subcommand("index", "The local index of upstream releases, by which copies are identified");
  index->require_subcommand(1);
  const auto addPath = [&options](CLI::App &command) {
    command.add_option("--index", options.localDatabase, "The index (default: the policy's, else the user's own)")
        ->check(notEmpty())
        ->envname("LINTEL_INDEX");
    addPolicyOptions(command, options);
  };
  auto *add = index->add_subcommand("add", "Add the releases of a Git repository, or one unpacked release")
                  ->parse_complete_callback(choose(options, Command::SbomIndexAdd));
  addPath(*add);
  add->add_option("source", options.source, "https:// or file:// URL, a repository's path, or a directory")
      ->check(notEmpty())
      ->required();
  add->add_option("--name", options.sourceName, "Name of the component (default: the last part of the source)")
      ->check(notEmpty());
  add->add_option("--release", options.sourceVersion, "The source is a plain directory that holds this version")
      ->check(notEmpty());
  auto *show = index->add_subcommand("show", "List what the index knows")
                   ->parse_complete_callback(choose(options, Command::SbomIndexShow));
  addPath(*show);
}

void addDatabaseCommands(CLI::App &audit, Options &options) {
  auto *database = audit.add_subcommand("db", "The local database of advisories (OSV)");
  database->require_subcommand(1);
  const auto addPath = [&options](CLI::App &command) {
    command.add_option("--db", options.localDatabase, "The database (default: the user's own)")
        ->check(notEmpty())
        ->envname("LINTEL_ADVISORIES");
  };
  auto *add = database->add_subcommand("add", "Add OSV records from files, directories or zip dumps")
                  ->parse_complete_callback(choose(options, Command::AuditDatabaseAdd));
  addPath(*add);
  add->add_option("sources", options.files, "Files, directories or zip files")->check(notEmpty())->required();
  auto *show = database->add_subcommand("show", "Say what the database holds, and from when")
                   ->parse_complete_callback(choose(options, Command::AuditDatabaseShow));
  addPath(*show);
}

void addQuestions(CLI::App &sbom, Options &options) {
  auto *tree = sbom.add_subcommand("tree", "Print who depends on whom")
                   ->parse_complete_callback(choose(options, Command::SbomTree));
  addTreeOptions(*tree, options);
  auto *why = sbom.add_subcommand("why", "Print the units, links and manifests that bring a component in")
                  ->parse_complete_callback(choose(options, Command::SbomWhy));
  addTreeOptions(*why, options);
  why->add_option("-f,--format", options.format, "text or json")->envname("LINTEL_FORMAT");
  why->add_option("component", options.component, "Name, reference or package URL")->check(notEmpty())->required();
  auto *diff = sbom.add_subcommand("diff", "Compare two documents of any producer")
                   ->parse_complete_callback(choose(options, Command::SbomDiff));
  diff->add_option("-f,--format", options.format, "text or json")->envname("LINTEL_FORMAT");
  diff->add_option("documents", options.files, "CycloneDX or SPDX, before and after")->expected(2)->required();
  auto *validate = sbom.add_subcommand("validate", "Look for mistakes in documents of any producer")
                       ->parse_complete_callback(choose(options, Command::SbomValidate));
  validate->add_option("documents", options.files, "CycloneDX or SPDX")->check(notEmpty())->required();
  validate->add_flag("-q,--quiet", options.quiet, "Errors only")->envname("LINTEL_QUIET");
}

} // namespace

const std::vector<std::string> &documentFormatNames() {
  static const std::vector<std::string> names = {"cyclonedx-1.6", "cyclonedx-1.7", "spdx-2.3", "spdx-2.3-tag-value",
                                                 "spdx-3.0"};
  return names;
}

void addDependencyCommands(CLI::App &app, Options &options, Raw &raw) {
  auto *sbom = app.add_subcommand("sbom", "Write a bill of materials from what is declared, compiled and linked");
  sbom->parse_complete_callback(choose(options, Command::Sbom, sbom));
  addTreeOptions(*sbom, options);
  addReportOptions(*sbom, options, raw);
  sbom->add_option("--creator", options.creator, "Who makes the document: e-mail address, URL or name")
      ->envname("LINTEL_CREATOR");
  addQuestions(*sbom, options);
  addIndexCommands(*sbom, options);

  auto *audit = app.add_subcommand("audit", "Judge the dependencies only: advisories, licences, bans, sources, drift");
  audit->parse_complete_callback(choose(options, Command::Audit, audit));
  addGateOptions(*audit, options, raw);
  addDatabaseCommands(*audit, options);
}

} // namespace lintel::app
