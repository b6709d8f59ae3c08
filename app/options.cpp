#include "app/options.h"

#include "app/dependency_options.h"
#include "app/option_groups.h"
#include "app/usage.h"
#include "core/support/date.h"

#include <algorithm>
#include <cstdlib>
#include <functional>

namespace lintel::app {
namespace {

const std::vector<std::string> &formatsOf(Command command) {
  static const std::vector<std::string> reports = report::formatNames();
  static const std::vector<std::string> listings = {"text", "json"};
  static const std::vector<std::string> audits = [] {
    std::vector<std::string> names = report::formatNames();
    names.push_back(kOpenVex);
    return names;
  }();
  switch (command) {
  case Command::ContractsShow:
  case Command::SbomWhy:
  case Command::SbomDiff: return listings;
  case Command::Sbom: return documentFormatNames();
  case Command::Audit: return audits;
  default: return reports;
  }
}

void checkFormat(const Options &options, const std::string &flag, const std::string &format) {
  const auto &known = formatsOf(options.command);
  if (std::find(known.begin(), known.end(), format) == known.end()) throw badValue(flag, format, known);
}

Output outputFrom(const std::string &text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == text.size())
    throw CLI::ValidationError("'" + text +
                               "' is not a value of --output; expected FORMAT:PATH, for example sarif:lintel.sarif");
  return {text.substr(0, colon), text.substr(colon + 1)};
}

// A day of the calendar, alone or with a time behind it.
bool isDay(const std::string &text) { return isDate(text.substr(0, text.find('T'))); }

void checkFault(const std::string &text) {
  const std::size_t colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  if (colon == std::string::npos || (kind != "crash" && kind != "hang" && kind != "oom"))
    throw CLI::ValidationError("'" + text +
                               "' is not a value of --inject-fault; expected crash:UNIT, hang:UNIT or oom:UNIT");
}

void addContractsCommands(CLI::App &app, Options &options,
                          const std::function<std::function<void()>(Command)> &chosen) {
  auto *contracts = app.add_subcommand("contracts", "Look at what is known of functions and types");
  contracts->require_subcommand(1);
  auto *show = contracts->add_subcommand("show", "Print the contract of a function or type, and where it is written");
  addPolicyOptions(*show, options);
  show->add_option("-f,--format", options.format, "text or json")->envname("LINTEL_FORMAT");
  show->add_option("--arity", options.arity, "Only for calls with so many arguments")->check(CLI::Range(0, 63));
  auto *name = show->add_option("name", options.contract, "Qualified name of a function or type")->check(notEmpty());
  auto *all = show->add_flag("--all", options.allContracts, "Every contract")->excludes(name);
  show->parse_complete_callback([chosen, name, all] {
    chosen(Command::ContractsShow)();
    if (name->count() == 0 && all->count() == 0) throw CLI::RequiredError("contracts show: a name, or --all");
  });
  contracts->add_subcommand("schema", "Print the JSON Schema of a file of contracts")
      ->parse_complete_callback(chosen(Command::ContractsSchema));
}

// pre-commit tells its hooks in the environment what is pushed: a range of commits, or only a branch when the
// remote has nothing of it. Neither of them stands there when somebody asks for all files.
void takePreCommitRefs(Options &options) {
  const auto variable = [](const char *name) {
    const char *value = std::getenv(name);
    return std::string(value ? value : "");
  };
  options.commit = variable("PRE_COMMIT_TO_REF");
  options.mergeBase = variable("PRE_COMMIT_FROM_REF");
  if (options.commit.empty() != options.mergeBase.empty())
    throw CLI::ValidationError(
        "--from-pre-commit: PRE_COMMIT_FROM_REF and PRE_COMMIT_TO_REF are set together or not at all");
  if (options.commit.empty()) options.commit = variable("PRE_COMMIT_LOCAL_BRANCH");
}

void finish(Options &options, const Raw &raw) {
  if (raw.fromPreCommit) takePreCommitRefs(options);
  for (const std::string &text : raw.outputs) {
    options.outputs.push_back(outputFrom(text));
    checkFormat(options, "--output", options.outputs.back().format);
  }
  for (const std::string &text : options.faults) checkFault(text);
  if (!options.format.empty()) checkFormat(options, "--format", options.format);
  if (!raw.failOn.empty()) {
    options.failOn = severityFromString(raw.failOn);
    if (!options.failOn) throw badValue("--fail-on", raw.failOn, {"note", "warning", "error"});
  }
  if (raw.color == "always")
    options.color = When::Always;
  else if (raw.color == "never")
    options.color = When::Never;
  else if (raw.color != "auto")
    throw badValue("--color", raw.color, {"auto", "always", "never"});
  if (!options.date.empty() && !isDay(options.date))
    throw CLI::ValidationError("'" + options.date + "' is not a value of --effective-time; expected YYYY-MM-DD");
  if (options.date.size() > 10) options.date.resize(10);
  // `git commit -a` and `git commit FILE` prepare an index of their own and name it to the hooks (githooks(5)).
  if (const char *index = std::getenv("GIT_INDEX_FILE"); index && options.staged) options.indexFile = index;
}

} // namespace

tl::expected<Options, Usage> parseOptions(int argc, const char *const *argv) {
  Options options;
  Raw raw;
  CLI::App app(
      "Lintel, the gate of a C/C++ repository: checks, documents and dependencies against a policy, one verdict.",
      "lintel");
  app.require_subcommand(1);
  app.footer("Exit status: 0 pass, 1 fail, 2 invalid usage or policy, 3 incomplete (some unit was not analysed).\n"
             "Every flag can also be set in the environment, as LINTEL_BUILD_PATH for --build-path.");
  // As parse_complete_callback: the variables of commands that were not chosen are not read.
  const auto chosen = [&options](Command command) { return [&options, command] { options.command = command; }; };

  auto *gate = app.add_subcommand("gate", "Judge everything the policy asks for")
                   ->parse_complete_callback(chosen(Command::Gate));
  addGateOptions(*gate, options, raw);
  auto *check =
      app.add_subcommand("check", "Run the C/C++ checks only")->parse_complete_callback(chosen(Command::Check));
  addGateOptions(*check, options, raw);
  auto *documents = app.add_subcommand("documents", "Run the document rules only")
                        ->parse_complete_callback(chosen(Command::Documents));
  addGateOptions(*documents, options, raw);
  addDependencyCommands(app, options, raw);
  auto *explain = app.add_subcommand("explain", "Print the page of a rule");
  auto *rule = explain->add_option("rule", options.rule, "Rule id");
  auto *all =
      explain->add_flag("--all", options.allRules, "A table and an example of every check, as one Markdown document")
          ->excludes(rule);
  explain->parse_complete_callback([&options, rule, all] {
    options.command = Command::Explain;
    if (rule->count() == 0 && all->count() == 0) throw CLI::RequiredError("explain: a rule id, or --all");
  });
  auto *policy = app.add_subcommand("policy", "Look at the policy");
  policy->require_subcommand(1);
  auto *schema = policy->add_subcommand("schema", "Print the JSON Schema of lintel.yaml")
                     ->parse_complete_callback(chosen(Command::PolicySchema));
  schema->add_flag("--waivers", options.waivers, "The schema of the waivers file instead");
  for (const auto &[name, text, command] :
       {std::tuple{"verify", "Check the policy and print every mistake", Command::PolicyVerify},
        std::tuple{"show", "Print what applies to every rule", Command::PolicyShow}}) {
    auto *sub = policy->add_subcommand(name, text)->parse_complete_callback(chosen(command));
    addPolicyOptions(*sub, options);
  }
  addContractsCommands(app, options, chosen);
  auto *install =
      app.add_subcommand("install", "Install the Git hooks")->parse_complete_callback(chosen(Command::Install));
  install->add_flag("--uninstall", options.uninstall, "Remove them and restore the hooks that were there before");
  install->add_option("--root", options.root, "A directory in the repository")
      ->check(notEmpty())
      ->envname("LINTEL_ROOT");
  app.add_subcommand("version", "Print the version")->parse_complete_callback(chosen(Command::Version));
  app.set_version_flag("--version", "lintel " LINTEL_VERSION);

  try {
    app.parse(argc, argv);
    finish(options, raw);
  } catch (const CLI::CallForHelp &) {
    return tl::unexpected(helpFor(app));
  } catch (const CLI::CallForVersion &version) {
    return tl::unexpected(Usage{std::string(version.what()) + "\n", 0});
  } catch (const CLI::ParseError &error) {
    return tl::unexpected(usageError(app, error));
  }
  return options;
}

} // namespace lintel::app
