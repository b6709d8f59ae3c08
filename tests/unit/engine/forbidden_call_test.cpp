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

TEST_CASE("a mistake in a rule fails the unit, with the entry and the column") {
  const auto [rules, told] = GENERATE(table<std::string, std::string>({
      {"call f => no", "entry 1, column 1: expected function, macro, type or header, got 'call'"},
      {"function f => no;macro", "entry 2, column 6: expected a regular expression over qualified names"},
      {"function f( => no", "entry 1, column 10: 'f(' is not a regular expression"},
      {"function f", "entry 1, column 11: expected a clause or '=>', but the entry ends here"},
      {"function f =>  ", "entry 1, column 16: expected a message after '=>'"},
      {"function f unless x => no", "entry 1, column 12: expected where, allow-file, allow-in"},
      {"macro F where argument 1 is null => no", "entry 1, column 9: only a rule about a function"},
      {"function f where argument 0 is null => no", "entry 1, column 27: expected the number of an argument"},
      {"function f where argument 1 is odd => no", "entry 1, column 32: expected literal, constant or null, got 'odd'"},
      {"function f where argument 1 not is x => no", "entry 1, column 33: expected matches, got 'is'"},
      {"function f allow-file [ => no", "entry 1, column 23: '[' is not a glob"},
      {"function f allow-in * => no", "entry 1, column 21: '*' is not a regular expression"},
      {"function f severity fatal => no", "entry 1, column 21: expected note, warning or error, got 'fatal'"},
  }));
  const Outcome outcome = outcomeWith(rules);
  INFO(outcome.detail);
  CHECK(outcome.kind != OutcomeKind::Analysed);
  CHECK(outcome.detail.find("option Rules: " + told) != std::string::npos);
}

TEST_CASE("rules that are well formed are accepted, and no rules too") {
  const auto rules =
      GENERATE(as<std::string>(), "", " ; ", "function f => no;", "type long\\sdouble severity note => no");
  const Outcome outcome = outcomeWith(rules);
  INFO(outcome.detail);
  CHECK(outcome.kind == OutcomeKind::Analysed);
}
