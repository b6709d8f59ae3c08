#include "app/commands.h"
#include "app/console.h"
#include "app/rules.h"
#include "app/shown_contract.h"
#include "app/workspace.h"
#include "core/support/text.h"

#include <fmt/format.h>
#include <ostream>

namespace lintel::app {
namespace {

constexpr int kInvalid = 2;

} // namespace

int policySchemaCommand(const Options &options, Streams streams) {
  const std::string schema =
      options.waivers ? policy::waiversSchema() : policy::policySchema(knownChecks(), checkers::contractsSchema());
  return deliver("-", schema, streams) ? 0 : kInvalid;
}

int policyVerifyCommand(const Options &options, Streams streams) {
  Diagnostics diagnostics;
  const std::optional<Workspace> workspace = openWorkspace(options, diagnostics);
  print(diagnostics, options, streams);
  if (!workspace) return kInvalid;
  if (workspace->policy.file.empty()) {
    say("error: there is no lintel.yaml in " + workspace->root + " to verify", streams);
    return kInvalid;
  }
  streams.out << workspace->policy.file << ": valid\n";
  return 0;
}

int policyShowCommand(const Options &options, Streams streams) {
  Diagnostics diagnostics;
  const std::optional<Workspace> workspace = openWorkspace(options, diagnostics);
  print(diagnostics, options, streams);
  if (!workspace) return kInvalid;
  const policy::Policy &policy = workspace->policy;
  streams.out << fmt::format("fail-on: {}\nincomplete: {}\n", toString(policy.failOn),
                             policy.incompleteAllowed ? "allow" : "fail");
  for (const RuleInfo &rule : allRules(policy)) {
    const policy::Policy::Effective effective = policy.effective(rule.id, rule.severity, "");
    streams.out << fmt::format("{:<34} {:<8} {}\n", rule.id, toString(effective.mode), toString(effective.severity));
  }
  if (!workspace->contracts) return 0;
  for (const ShownContract &contract : ownContracts(*workspace->contracts))
    streams.out << fmt::format("contract {:<25} {}\n", contract.name, placesOf(contract));
  return 0;
}

} // namespace lintel::app
