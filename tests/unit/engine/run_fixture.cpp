#include "tests/unit/engine/run_fixture.h"

#include "checkers/engine/engine.h"
#include "checkers/engine/plan.h"
#include "core/support/path.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

namespace lintel::test {
namespace {

checkers::Unit unitOf(const Fixture &fixture, const std::string &directory) {
  CompileDatabase database;
  CompileCommand command{fixture.path, directory, {fixture.path.ends_with(".c") ? "clang" : "clang++"}, ""};
  command.arguments.insert(command.arguments.end(), fixture.arguments.begin(), fixture.arguments.end());
  command.arguments.push_back(fixture.path);
  database.commands.push_back(std::move(command));
  return checkers::planUnits(database, directory).units.at(0);
}

} // namespace

const std::vector<Fixture> &fixtures() {
  static const std::vector<Fixture> all = [] {
    std::vector<Fixture> found = allFixtures(std::string(LINTEL_SOURCE_DIR) + "/checkers/checks");
    if (const char *part = std::getenv("LINTEL_FIXTURES"))
      std::erase_if(found, [&](const Fixture &fixture) { return fixture.path.find(part) == std::string::npos; });
    return found;
  }();
  return all;
}

std::vector<Finding> findingsOf(const Fixture &fixture) {
  checkers::EngineOptions options;
  const std::string directory = std::filesystem::path(fixture.path).parent_path().string();
  const std::string repository = LINTEL_SOURCE_DIR; // as clang-tidy finds it; other fixtures are alone in a directory
  options.root = relativeTo(directory, repository) ? repository : directory;
  options.checks = {fixture.rule};
  options.options[fixture.rule] = fixture.options;
  const checkers::EngineResults results = checkers::analyse({unitOf(fixture, directory)}, options);
  REQUIRE(results.outcomes.size() == 1);
  INFO(fixture.path << ": " << results.outcomes[0].detail);
  REQUIRE(results.outcomes[0].kind == OutcomeKind::Analysed);
  std::vector<Finding> findings = results.findings;
  std::erase_if(findings, [](const Finding &finding) { return finding.suppression.has_value(); });
  return findings;
}

} // namespace lintel::test
