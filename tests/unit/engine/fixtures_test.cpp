// The checks' fixtures through both hosts: lintel's engine and clang-tidy with the plugin.
#include "checkers/engine/check_def.h"
#include "tests/support/command.h"
#include "tests/support/fixtures.h"
#include "tests/unit/engine/run_fixture.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

using namespace lintel;
using test::findingsOf;
using test::fixtures;

namespace {

std::string applied(const test::Fixture &fixture, const Fix &fix, int line) {
  std::string text = fixture.lines.at(static_cast<std::size_t>(line) - 1);
  for (auto edit = fix.edits.rbegin(); edit != fix.edits.rend(); ++edit) {
    REQUIRE(edit->location.begin.line == line);
    REQUIRE(edit->location.end.line == line);
    const auto begin = static_cast<std::size_t>(edit->location.begin.column) - 1;
    const auto end = static_cast<std::size_t>(edit->location.end.column) - 1;
    text.replace(begin, end - begin, edit->replacement);
  }
  return test::bareLine(text);
}

void checkFixes(const test::Fixture &fixture, const std::vector<Finding> &findings, bool safe) {
  for (const auto &[line, text] : safe ? fixture.fixed : fixture.reviewed) {
    bool found = false;
    for (const Finding &finding : findings)
      for (const Fix &fix : finding.fixes) {
        if (finding.location.begin.line != line || fix.safe != safe) continue;
        found = true;
        INFO(fixture.path << ":" << line);
        if (text != "none") CHECK(applied(fixture, fix, line) == text);
      }
    INFO(fixture.path << ":" << line << ": expected fix, " << (safe ? "safe" : "to be reviewed"));
    CHECK(found == (text != "none"));
  }
}

std::vector<test::Report> runClangTidy(const test::Fixture &fixture) {
  std::string config = "{CheckOptions: {";
  for (const auto &[name, value] : fixture.options)
    config += fixture.rule + "." + name + ": " + nlohmann::json(value).dump() + ", ";
  std::vector<std::string> arguments = {"clang-tidy-22",
                                        "--load=" + std::string(LINTEL_BUILD_DIR) + "/lib/liblintel_tidy.so",
                                        "-checks=-*," + fixture.rule,
                                        "--config=" + config + "}}",
                                        "--quiet",
                                        fixture.path,
                                        "--"};
  arguments.insert(arguments.end(), fixture.arguments.begin(), fixture.arguments.end());
  const test::CommandResult result = test::runCommand(arguments);
  INFO(result.err);
  REQUIRE(result.status == 0);
  std::vector<test::Report> reports;
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) {
    const std::string prefix = fixture.path + ":";
    const std::size_t at = line.find(": warning: ");
    if (!line.starts_with(prefix) || at == std::string::npos || !line.ends_with("[" + fixture.rule + "]")) continue;
    reports.push_back({std::stoi(line.substr(prefix.size())), line.substr(at + 11)});
  }
  return reports;
}

} // namespace

TEST_CASE("every check has fixtures that fire and lines that stay silent") {
  std::set<std::string> firing;
  for (const test::Fixture &fixture : fixtures()) {
    INFO(fixture.path);
    if (!fixture.expected.empty()) firing.insert(fixture.rule);
    CHECK(fixture.expected.size() < fixture.lines.size());
  }
  for (const checkers::CheckDef *def : checkers::allChecks()) {
    INFO(def->id);
    CHECK(firing.count(std::string(def->id)) == 1);
    CHECK_FALSE(checkers::checkPage(def->id).empty());
  }
}

TEST_CASE("fixtures hold in lintel's engine") {
  for (const test::Fixture &fixture : fixtures()) {
    INFO(fixture.path);
    const std::vector<Finding> findings = findingsOf(fixture);
    std::vector<test::Report> reports, steps, severities;
    for (const Finding &finding : findings) {
      reports.push_back({finding.location.begin.line, finding.message});
      severities.push_back({finding.location.begin.line, std::string(toString(finding.severity))});
      for (const Step &step : finding.steps) steps.push_back({step.location.begin.line, step.message});
    }
    CHECK(test::compare(fixture, reports) == "");
    CHECK(test::compareSteps(fixture, steps) == "");
    CHECK(test::compareWeights(fixture, severities) == "");
    checkFixes(fixture, findings, true);
    checkFixes(fixture, findings, false);
  }
}

TEST_CASE("fixtures hold in clang-tidy with the plugin") {
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  return; // clang-tidy itself is built without: it cannot load the sanitizer's runtime late
#endif
  for (const test::Fixture &fixture : fixtures()) {
    if (fixture.engineOnly) continue;
    INFO(fixture.path);
    CHECK(test::compare(fixture, runClangTidy(fixture)) == "");
  }
}
