#include "core/support/text.h"
#include "sample.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace lintel;
using namespace lintel::report;
using namespace lintel::test;
using nlohmann::json;

TEST_CASE("the JSON report holds everything of the judgement") {
  const Judgement judgement = sampleJudgement();
  const json report = json::parse(render(Format::Json, judgement, sampleContext()));
  CHECK(report["schemaVersion"] == 1);
  CHECK(report["tool"] == json{{"name", "lintel"}, {"version", "1.2.3"}});
  CHECK(report["command"] == "gate");
  CHECK(report["verdict"] == "incomplete");
  CHECK(report["exitCode"] == 3);
  CHECK(report["incompleteAllowed"] == false);
  CHECK(report["summary"]["findings"] ==
        json{{"enforced", 2}, {"reported", 1}, {"waived", 1}, {"suppressed", 1}, {"known", 1}});
  CHECK(report["summary"]["units"]["not-in-database"] == 0);
  CHECK(report["rules"].size() == 3);

  REQUIRE(report["units"].size() == judgement.outcomes.size());
  CHECK(report["units"][1] == json{{"engine", "checkers"},
                                   {"unit", "src/api.cpp#2"},
                                   {"outcome", "timed-out"},
                                   {"detail", "no result after 120 s"},
                                   {"gaveUp", 0}});

  REQUIRE(report["findings"].size() == judgement.findings.size());
  const json &pagination = report["findings"][2];
  CHECK(pagination["location"] ==
        json{{"path", "src/api.cpp"}, {"line", 5}, {"column", 47}, {"endLine", 5}, {"endColumn", 52}});
  CHECK(pagination["symbol"] == "orders::list");
  CHECK(pagination["cwe"] == json::array({770}));
  CHECK(pagination["steps"].size() == 2);
  CHECK(pagination["steps"][0]["location"]["line"] == 4);
  CHECK(pagination["fixes"][0]["safe"] == false);
  CHECK(pagination["fixes"][0]["edits"][2]["replacement"] == ", 100)");
  CHECK(pagination["suppression"].is_null());
  CHECK(report["findings"][4]["suppression"]["location"]["line"] == 9);
  CHECK(report["findings"][0]["location"]["line"].is_null()); // unknown, not 0
}

TEST_CASE("lists are lists, also when they are empty or hold one") {
  Judgement judgement;
  json report = json::parse(render(Format::Json, judgement, sampleContext()));
  CHECK(report["findings"] == json::array());
  CHECK(report["units"] == json::array());

  JudgedFinding judged = findingAt("src/api.cpp", 8, 3, 8);
  judged.finding.steps = {{{"src/api.cpp", {1, 1}, {}}, "step"}};
  judgement.findings = {judged};
  report = json::parse(render(Format::Json, judgement, sampleContext()));
  CHECK(report["findings"].is_array());
  CHECK(report["findings"][0]["steps"].is_array());
  CHECK(report["findings"][0]["fixes"] == json::array());
  CHECK(report["findings"][0]["cwe"] == json::array());
}

TEST_CASE("every machine format survives bytes that are not text") {
  JudgedFinding judged = findingAt("src/\xFF\x1b.cpp", 1, 1, 2);
  judged.finding.message = "\xC3(\x01 \xC2\x9B";
  judged.finding.symbol = std::string("nul\0nul", 7);
  judged.finding.fixes = {{"\x80", true, {{{"src/api.cpp", {8, 1}, {8, 1}}, "\xFE"}}}};
  Judgement judgement;
  judgement.findings = {judged};
  judgement.outcomes = {{EngineId::Checkers, "\xFF", OutcomeKind::Crashed, "\xFF"}};
  for (const Format format : {Format::Json, Format::Sarif}) {
    const std::string text = render(format, judgement, sampleContext());
    CHECK(json::accept(text));
    const auto harmless = [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7F); };
    CHECK(std::all_of(text.begin(), text.end(), harmless)); // ASCII, so valid UTF-8 and no terminal escapes
  }
}

TEST_CASE("the same judgement gives the same bytes") {
  for (const std::string &name : formatNames()) {
    const Format format = formatFromString(name).value();
    CHECK(render(format, sampleJudgement(), sampleContext()) == render(format, sampleJudgement(), sampleContext()));
  }
}

TEST_CASE("the JSON report lists what could not be judged") {
  Context context = sampleContext();
  CHECK(json::parse(render(Format::Json, sampleJudgement(), context))["undecided"] == json::array());
  context.undecided = {"the age of 'a'", "the age of 'b'"};
  CHECK(json::parse(render(Format::Json, sampleJudgement(), context))["undecided"] ==
        json{"the age of 'a'", "the age of 'b'"});
}
