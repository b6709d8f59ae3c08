// A contract may ask that every test tells a text that was cut.
#include "checkers/engine/engine.h"
#include "checkers/engine/plan.h"
#include "tests/support/temporary_directory.h"

#include <catch2/catch.hpp>

using namespace lintel;

namespace {

std::vector<Finding> findingsWith(const std::string &truncates, const std::string &code) {
  const test::TemporaryDirectory directory;
  directory.write("unit.c", "#include <stdio.h>\nint f(char *text, const char *name, int number) {\n" + code + "\n}\n");
  CompileDatabase database;
  database.commands.push_back({directory.path() + "/unit.c", directory.path(), {"clang", "unit.c"}, ""});
  const auto contracts = checkers::Contracts::load(
      {{"lintel.yaml",
        "contracts: {functions: [{function: snprintf, returns: negative, bound: 1, truncates: " + truncates + "}]}",
        "contracts"}});
  REQUIRE(contracts);
  checkers::EngineOptions options;
  options.root = directory.path();
  options.checks = {"lintel-wrong-error-check"};
  options.contracts = *contracts;
  return checkers::analyse(checkers::planUnits(database, directory.path()).units, options).findings;
}

} // namespace

TEST_CASE("a test that does not tell a cut text is reported where the contract asks") {
  const auto code = GENERATE(as<std::string>(), "return snprintf(text, 10, \"%s\", name) < 0 ? -1 : 0;",
                             "int n = snprintf(text, 10, \"%s\", name); if (n < 0) return -1; return 0;",
                             "if (snprintf(text, 10, \"%d\", number) == -1) return -1; return 0;");
  INFO(code);
  const std::vector<Finding> findings = findingsWith("must-check", code);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message.starts_with("this test does not see that 'snprintf' has cut the text"));
  CHECK(findings[0].severity == Severity::Warning);
  CHECK(findingsWith("yes", code).empty());
}

TEST_CASE("a test that tells it, and a text that always fits, are fine") {
  const auto code = GENERATE(as<std::string>(), "return snprintf(text, 10, \"%s\", name) >= 10 ? -1 : 0;",
                             "int n = snprintf(text, 10, \"%s\", name); if (n < 0) return -1; return n >= 10;",
                             "int n = snprintf(text, 10, \"%s\", name); if (n < 0) return -1; return n;",
                             "return snprintf(text, 20, \"%d\", number) < 0 ? -1 : 0;");
  INFO(code);
  CHECK(findingsWith("must-check", code).empty());
}
