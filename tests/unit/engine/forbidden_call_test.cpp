// The rules of lintel-forbidden-call: a mistake in one fails the unit and is told with its place.
#include "checkers/engine/engine.h"
#include "checkers/engine/plan.h"

#include <catch2/catch.hpp>
#include <filesystem>

using namespace lintel;

namespace {

// The outcome of a unit that is judged by these rules.
Outcome outcomeWith(const std::string &rules) {
  const std::string file = std::string(LINTEL_SOURCE_DIR) + "/checkers/checks/forbidden-call/fixtures/no_rules.c";
  const std::string directory = std::filesystem::path(file).parent_path().string();
  CompileDatabase database;
  database.commands.push_back({file, directory, {"clang", file}, ""});
  checkers::EngineOptions options;
  options.root = directory;
  options.checks = {"lintel-forbidden-call"};
  options.options["lintel-forbidden-call"] = {{"Rules", rules}};
  const checkers::EngineResults results = checkers::analyse(checkers::planUnits(database, directory).units, options);
  REQUIRE(results.outcomes.size() == 1);
  return results.outcomes[0];
}

} // namespace

TEST_CASE("a mistake in a rule fails the unit, with the line and the column") {
  const auto [rules, told] = GENERATE(table<std::string, std::string>({
      {"function: f", "Rules:1:1: the value is not a list"},
      {"- function f", "Rules:1:3: a rule is not a map"},
      {"- {function: f, message: m}\n- {macros: F, message: m}", "Rules:2:4: unknown key 'macros' in a rule"},
      {"- {function: f, macro: F, message: m}", "Rules:1:3: a rule names 2 things; expected exactly one of"},
      {"- {message: m}", "Rules:1:3: a rule names 0 things; expected exactly one of"},
      {"- {function: f(, message: m}", "Rules:1:14: invalid regular expression"},
      {"- function: f", "Rules:1:3: a rule without 'message'"},
      {"- {function: f, message: ''}", "Rules:1:26: not a text"},
      {"- {macro: F, where: [{argument: 1, is: 'null'}], message: m}", "Rules:1:3: 'where' without 'function'"},
      {"- {function: f, where: [{argument: 0, is: literal}], message: m}", "Rules:1:25: no argument is asked for"},
      {"- {function: f, where: [{argument: 1, is: odd}], message: m}", "Rules:1:43: unknown value 'odd'"},
      {"- {function: f, where: [{argument: 1}], message: m}", "Rules:1:25: an item of 'where' asks 0 questions"},
      {"- {function: f, where: [{argument: 1, is: literal, matches: a}], message: m}",
       "Rules:1:25: an item of 'where' asks 2 questions"},
      {"- {function: f, allowed-files: a, message: m}", "Rules:1:32: 'allowed-files' is not a list"},
      {"- {function: f, allowed-files: ['['], message: m}", "Rules:1:33: '[' is not a glob"},
      {"- {function: f, allowed-in: ['*'], message: m}", "Rules:1:30: invalid regular expression"},
      {"- {function: f, severity: fatal, message: m}", "Rules:1:27: unknown value 'fatal'"},
      {"- {function: f", "not valid YAML"},
  }));
  const Outcome outcome = outcomeWith(rules);
  INFO(outcome.detail);
  CHECK(outcome.kind != OutcomeKind::Analysed);
  CHECK(outcome.detail.find(told) != std::string::npos);
}

TEST_CASE("rules that are well formed are accepted, and no rules too") {
  const auto rules = GENERATE(as<std::string>(), "", "[]", "- {function: f, message: m}\n",
                              "- {type: long double, severity: note, allowed-files: [a/**], message: m}");
  const Outcome outcome = outcomeWith(rules);
  INFO(outcome.detail);
  CHECK(outcome.kind == OutcomeKind::Analysed);
}
