#include "sample.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

using namespace lintel;
using namespace lintel::report;
using namespace lintel::test;
using nlohmann::json;

namespace {

const valijson::Schema &officialSchema() {
  static const valijson::Schema *schema = [] {
    const std::string path = std::string(LINTEL_SOURCE_DIR) + "/build/schemas/sarif-2.1.0.json";
    std::ifstream file(path);
    if (!file) throw std::runtime_error(path + " is missing: run tests/support/prepare.sh");
    const json text = json::parse(file);
    auto *parsed = new valijson::Schema; // for the whole run of the tests
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(text), *parsed);
    return parsed;
  }();
  return *schema;
}

// What the official schema has against the document; empty when it is valid.
std::string violations(const json &document) {
  valijson::Validator validator;
  valijson::ValidationResults results;
  validator.validate(officialSchema(), valijson::adapters::NlohmannJsonAdapter(document), &results);
  std::string text;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const std::string &part : error.context) text += part;
    text += ": " + error.description + "\n";
  }
  return text;
}

json sarifOf(const Judgement &judgement) {
  json document = json::parse(render(Format::Sarif, judgement, sampleContext()));
  CHECK(violations(document) == "");
  return document;
}

json runOf(const Judgement &judgement) { return sarifOf(judgement)["runs"][0]; }

json resultOf(const JudgedFinding &judged) {
  Judgement judgement;
  judgement.findings = {judged};
  return runOf(judgement)["results"][0];
}

json regionOf(const JudgedFinding &judged) { return resultOf(judged)["locations"][0]["physicalLocation"]["region"]; }

} // namespace

TEST_CASE("the official schema accepts the report") {
  CHECK(sarifOf(sampleJudgement())["version"] == "2.1.0");
  CHECK(sarifOf(Judgement())["runs"][0]["results"] == json::array());
}

TEST_CASE("the schema in use refuses what is wrong") {
  json document = sarifOf(sampleJudgement());
  document["runs"][0]["results"][0]["level"] = "fatal";
  CHECK(violations(document) != "");
  document = sarifOf(sampleJudgement());
  document["runs"][0]["columnKind"] = "utf8CodeUnits";
  CHECK(violations(document) != "");
}

TEST_CASE("each result names its rule by id and by place") {
  const json run = runOf(sampleJudgement());
  const json &rules = run["tool"]["driver"]["rules"];
  REQUIRE(run["results"].size() == 6);
  for (const json &result : run["results"])
    CHECK(rules[result["ruleIndex"].get<std::size_t>()]["id"] == result["ruleId"]);
  CHECK(rules[0]["id"] == "dependencies/banned"); // not among the context's rules
  CHECK(rules[2]["help"]["markdown"] == "# Discarded errors\n");
  CHECK(rules[2]["properties"]["tags"] == json::array({"errors", "external/cwe/cwe-252", "external/cert/ERR33-C"}));
  CHECK(rules[3]["properties"]["tags"][2] == "external/cwe/cwe-020");
}

TEST_CASE("columns count code points, not bytes") {
  // "  - name: café 台湾": é takes two bytes, each of the others three.
  const std::string path = "deploy/caf\xC3\xA9 1.yaml";
  CHECK(regionOf(findingAt(path, 2, 11, 16)) ==
        json{{"startLine", 2}, {"startColumn", 11}, {"endLine", 2}, {"endColumn", 15}});
  CHECK(regionOf(findingAt(path, 2, 17, 23)) ==
        json{{"startLine", 2}, {"startColumn", 16}, {"endLine", 2}, {"endColumn", 18}});
}

TEST_CASE("a column that cannot be counted is left out") {
  CHECK(regionOf(findingAt("missing.cpp", 3, 9, 12)) == json{{"startLine", 3}, {"endLine", 3}});
  CHECK(regionOf(findingAt("missing.cpp", 3, 1, 12)) == json{{"startLine", 3}, {"startColumn", 1}, {"endLine", 3}});
  CHECK(regionOf(findingAt("src/api.cpp", 8, 900, 905)) == json{{"startLine", 8}, {"endLine", 8}});
  CHECK(regionOf(findingAt("src/api.cpp", 8, 3, 0)) == json{{"startLine", 8}, {"startColumn", 3}});
  CHECK_FALSE(resultOf(findingAt("src/api.cpp", 0, 0, 0))["locations"][0]["physicalLocation"].contains("region"));
}

TEST_CASE("a fix whose columns cannot be counted is left out") {
  JudgedFinding judged = findingAt("src/api.cpp", 8, 3, 8);
  const TextEdit good{{"src/api.cpp", {8, 3}, {8, 8}}, "x"};
  judged.finding.fixes = {{"mend", true, {good, {{"missing.cpp", {8, 3}, {8, 8}}, "x"}}}};
  CHECK_FALSE(resultOf(judged).contains("fixes"));
  judged.finding.fixes = {{"mend", true, {good}}};
  CHECK(resultOf(judged)["fixes"][0]["artifactChanges"][0]["replacements"].size() == 1);
}

TEST_CASE("paths are URIs relative to the root and tell nothing of the machine") {
  const json artifact =
      resultOf(findingAt("a b/#%?:c++\xC3\xA9.cpp", 1, 1, 2))["locations"][0]["physicalLocation"]["artifactLocation"];
  CHECK(artifact["uri"] == "a%20b/%23%25%3F%3Ac++%C3%A9.cpp");
  CHECK(artifact["uriBaseId"] == "SRCROOT");
  const std::string text = render(Format::Sarif, sampleJudgement(), sampleContext());
  CHECK_THAT(text, !Catch::Contains("/repository") && !Catch::Contains("file:"));
}

TEST_CASE("what does not fail says why") {
  JudgedFinding waived = findingAt("src/api.cpp", 8, 3, 8, Disposition::Waived);
  waived.reason = "ticket 12 (team, until 2030-01-31)";
  CHECK(resultOf(waived)["suppressions"] == json::array({{{"kind", "external"}, {"justification", waived.reason}}}));
  CHECK(resultOf(findingAt("src/api.cpp", 8, 3, 8, Disposition::Suppressed))["suppressions"][0]["kind"] == "inSource");
  CHECK_FALSE(resultOf(findingAt("src/api.cpp", 8, 3, 8)).contains("suppressions"));
}

TEST_CASE("baselineState stands on every result or on none") {
  CHECK_FALSE(resultOf(findingAt("src/api.cpp", 8, 3, 8)).contains("baselineState"));
  Judgement judgement;
  judgement.findings = {findingAt("src/api.cpp", 8, 3, 8), findingAt("src/api.cpp", 9, 3, 8, Disposition::Known)};
  const json results = runOf(judgement)["results"];
  CHECK(results[0]["baselineState"] == "new");
  CHECK(results[1]["baselineState"] == "unchanged");
}

TEST_CASE("a unit that was not analysed is a notification, and fails the invocation unless allowed") {
  Judgement judgement;
  judgement.outcomes = {{EngineId::Checkers, "a.cpp", OutcomeKind::Analysed, ""}};
  json invocation = runOf(judgement)["invocations"][0];
  CHECK(invocation["executionSuccessful"] == true);
  CHECK(invocation["toolExecutionNotifications"] == json::array());

  judgement.outcomes.push_back({EngineId::Checkers, "b#c.cpp#2", OutcomeKind::NotInDatabase, ""});
  json run = runOf(judgement);
  invocation = run["invocations"][0];
  CHECK(invocation["executionSuccessful"] == false);
  const json &notification = invocation["toolExecutionNotifications"][0];
  CHECK(notification["level"] == "error");
  CHECK(notification["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "b%23c.cpp");
  const std::size_t index = notification["descriptor"]["index"];
  CHECK(run["tool"]["driver"]["notifications"][index]["id"] == "not-in-database");

  judgement.incompleteAllowed = true;
  invocation = runOf(judgement)["invocations"][0];
  CHECK(invocation["executionSuccessful"] == true);
  CHECK(invocation["toolExecutionNotifications"][0]["level"] == "warning");
}

TEST_CASE("steps become one flow that ends at the finding") {
  JudgedFinding judged = findingAt("src/api.cpp", 8, 3, 8);
  judged.finding.steps = {{{"src/api.cpp", {4, 2}, {}}, "first"}};
  const json locations = resultOf(judged)["codeFlows"][0]["threadFlows"][0]["locations"];
  REQUIRE(locations.size() == 2);
  CHECK(locations[0]["location"]["message"]["text"] == "first");
  CHECK(locations[1]["location"]["physicalLocation"]["region"]["startLine"] == 8);
}

TEST_CASE("what could not be judged is a notification that fails nothing") {
  Judgement judgement;
  judgement.outcomes = {{EngineId::Checkers, "b.cpp", OutcomeKind::Excluded, ""}};
  Context context = sampleContext();
  context.undecided = {"the age of 'a'"};
  const json run = json::parse(render(Format::Sarif, judgement, context))["runs"][0];
  CHECK(run["invocations"][0]["executionSuccessful"] == true);
  const json &notification = run["invocations"][0]["toolExecutionNotifications"][1];
  CHECK(notification["level"] == "note");
  CHECK(notification["message"]["text"] == "the age of 'a'");
  const std::size_t index = notification["descriptor"]["index"];
  CHECK(run["tool"]["driver"]["notifications"][index]["id"] == "undecided");
}
