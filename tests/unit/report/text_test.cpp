#include "core/support/text.h"
#include "sample.h"
#include "tests/support/temporary_directory.h"

#include <catch2/catch.hpp>
#include <filesystem>

using namespace lintel;
using namespace lintel::report;
using namespace lintel::test;
using Catch::Contains;

namespace {

std::string textOf(const Judgement &judgement, bool verbose = false, bool quiet = false) {
  Context context = sampleContext();
  context.verbose = verbose;
  context.quiet = quiet;
  return render(Format::Text, judgement, context);
}

Judgement judgementOf(std::vector<JudgedFinding> findings) {
  Judgement judgement;
  judgement.findings = std::move(findings);
  judgement.outcomes = {{EngineId::Checkers, "src/api.cpp", OutcomeKind::Analysed, ""}};
  return judgement;
}

std::string lastLine(const std::string &text) { return std::string(splitLines(text).back()); }

} // namespace

TEST_CASE("formats have names, and only those") {
  for (const std::string &name : formatNames()) CHECK(formatFromString(name).has_value());
  CHECK(formatNames().size() == 3);
  CHECK(formatFromString("sarif") == Format::Sarif);
  CHECK(formatFromString("SARIF") == std::nullopt);
  CHECK(formatFromString("") == std::nullopt);
}

TEST_CASE("the verdict line says what it rests on") {
  Judgement judgement;
  CHECK(lastLine(textOf(judgement)) == "verdict: PASS  no findings; 0 units analysed");
  judgement = judgementOf({findingAt("src/api.cpp", 8, 3, 8), findingAt("src/api.cpp", 9, 3, 8, Disposition::Waived)});
  judgement.verdict = Verdict::Fail;
  CHECK(lastLine(textOf(judgement)) == "verdict: FAIL  1 enforced, 1 waived; 1 unit analysed");
  judgement.outcomes.push_back({EngineId::Checkers, "b.cpp", OutcomeKind::Crashed, "signal 11"});
  judgement.outcomes.push_back({EngineId::Checkers, "c.cpp", OutcomeKind::Excluded, ""});
  judgement.outcomes.push_back({EngineId::Checkers, "d.cpp", OutcomeKind::Cached, ""});
  judgement.verdict = Verdict::Incomplete;
  CHECK(lastLine(textOf(judgement)) == "verdict: INCOMPLETE  1 enforced, 1 waived; 2 units analysed, 1 not analysed");
  judgement.incompleteAllowed = true;
  CHECK_THAT(lastLine(textOf(judgement)), Catch::EndsWith("1 not analysed (the policy allows it)"));
}

TEST_CASE("settled findings are counted, and listed only when asked") {
  const Judgement judgement = judgementOf({findingAt("src/api.cpp", 8, 3, 8, Disposition::Known)});
  CHECK_THAT(textOf(judgement), !Contains("src/api.cpp:8:3") && Contains("findings: 1 known (-v lists the 1"));
  CHECK_THAT(textOf(judgement, true), Contains("src/api.cpp:8:3: known: message [lintel-error-discarded]\n"));
}

TEST_CASE("every unit that was not analysed is named, whatever the verbosity except quiet") {
  Judgement judgement = judgementOf({});
  std::string stack = "signal 11";
  for (int frame = 0; frame < 30; ++frame) stack += "\n#" + std::to_string(frame);
  judgement.outcomes.push_back({EngineId::Checkers, "b.cpp", OutcomeKind::Crashed, stack});
  CHECK_THAT(textOf(judgement), Contains("not analysed:\n  checkers b.cpp: crashed\n    signal 11\n    #0\n"));
  CHECK_THAT(textOf(judgement), !Contains("#29") && Contains("(11 more lines; -v shows them)"));
  CHECK_THAT(textOf(judgement, true), Contains("    #29\n"));
  CHECK_THAT(textOf(judgement, false, true), !Contains("b.cpp") && Contains("1 not analysed"));
}

TEST_CASE("quiet shows what fails and the verdict") {
  const Judgement judgement =
      judgementOf({findingAt("src/api.cpp", 7, 1, 5, Disposition::Reported), findingAt("src/api.cpp", 8, 3, 8)});
  CHECK_THAT(textOf(judgement), Contains("src/api.cpp:7:1:"));
  const std::string quiet = textOf(judgement, false, true);
  CHECK_THAT(quiet, !Contains("src/api.cpp:7:1:") && Contains("src/api.cpp:8:3:"));
  CHECK_THAT(quiet, !Contains("findings:") && !Contains("units:") && Contains("verdict: "));
}

TEST_CASE("a finding without line, column or file is still reported") {
  CHECK_THAT(textOf(judgementOf({findingAt("", 0, 0, 0)})), Catch::StartsWith("error: message [lintel-"));
  CHECK_THAT(textOf(judgementOf({findingAt("src/api.cpp", 0, 0, 0)})), Catch::StartsWith("src/api.cpp: error: "));
  CHECK_THAT(textOf(judgementOf({findingAt("src/api.cpp", 8, 0, 0)})),
             Catch::StartsWith("src/api.cpp:8: error: ") && Contains("    8 |   write(fd") && !Contains("^"));
  CHECK_THAT(textOf(judgementOf({findingAt("missing.cpp", 8, 1, 2)})),
             Catch::StartsWith("missing.cpp:8:1: error: ") && !Contains(" |"));
}

TEST_CASE("a range of several lines is marked to the end of its first") {
  JudgedFinding judged = findingAt("src/api.cpp", 7, 6, 0);
  judged.finding.location.end = {8, 3};
  CHECK_THAT(textOf(judgementOf({judged})), Contains("    7 | void save(int fd) {\n      |      ^~~~~~~~~~~~~~\n"));
}

TEST_CASE("hostile text reaches no terminal") {
  JudgedFinding judged = findingAt("src/\x1b[2J.cpp", 1, 1, 2);
  judged.finding.message = "m\x1b]0;title\x07 \xE2\x80\xAE \xFF\nnext";
  judged.finding.rule = "r\x1b";
  judged.finding.symbol = "s\x1b";
  judged.finding.steps = {{{"p\x1b", {1, 1}, {}}, "s\x1b"}};
  judged.finding.fixes = {{"f\x1b", true, {{{"src/api.cpp", {8, 1}, {8, 1}}, "\x1b[31m"}}}};
  JudgedFinding waived = judged;
  waived.disposition = Disposition::Waived;
  waived.reason = "w\x1b";
  Judgement judgement = judgementOf({judged, waived});
  judgement.outcomes.push_back({EngineId::Checkers, "u\x1b", OutcomeKind::Crashed, "d\x1b\x9B"});
  const std::string text = textOf(judgement, true);
  CHECK(isValidUtf8(text));
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
  CHECK_THAT(text, Contains("next [r")); // a line end in a message begins no line of the report
}

TEST_CASE("colour changes nothing but colour") {
  Context context = sampleContext();
  const std::string plain = render(Format::Text, sampleJudgement(), context);
  context.color = true;
  std::string coloured = render(Format::Text, sampleJudgement(), context);
  CHECK(coloured != plain);
  for (std::size_t at; (at = coloured.find('\x1b')) != std::string::npos;)
    coloured.erase(at, coloured.find('m', at) + 1 - at);
  CHECK(coloured == plain);
}

TEST_CASE("a report shows no line of a file outside the repository") {
  const lintel::test::TemporaryDirectory base;
  const std::string secret = base.write("secret", "the secret line\n");
  base.write("root/open", "an open line\n");
  std::filesystem::create_symlink(secret, base / "root/link");
  const RealFileSystem disk;
  Context context = sampleContext();
  context.files = &disk;
  context.root = base / "root";
  const std::string text = render(Format::Text,
                                  judgementOf({findingAt("link", 1, 1, 2), findingAt("../secret", 1, 1, 2),
                                               findingAt(secret, 1, 1, 2), findingAt("open", 1, 1, 2)}),
                                  context);
  CHECK_THAT(text, !Contains("the secret line") && Contains("an open line"));
}

TEST_CASE("a fix is shown as the lines it changes") {
  const auto fixed = [](std::vector<TextEdit> edits) {
    JudgedFinding judged = findingAt("src/api.cpp", 8, 3, 8);
    judged.finding.fixes = {{"mend", false, std::move(edits)}};
    const std::string text = textOf(judgementOf({judged}));
    const std::size_t begin = text.find("  fix (needs review): mend\n");
    REQUIRE(begin != std::string::npos);
    const std::size_t first = text.find('\n', begin) + 1;
    return text.substr(first, text.find("\n\n", first) + 1 - first);
  };
  SECTION("a deletion of a whole line") {
    CHECK(fixed({{{"src/api.cpp", {8, 1}, {9, 1}}, ""}}) == "    8 |-  write(fd, data, size);\n");
  }
  SECTION("of the last line") { CHECK(fixed({{{"src/api.cpp", {10, 1}, {11, 1}}, ""}}) == "   10 |-}\n"); }
  SECTION("a new line") { CHECK(fixed({{{"src/api.cpp", {8, 1}, {8, 1}}, "  // new\n"}}) == "    8 |+  // new\n"); }
  SECTION("lines apart") {
    CHECK(fixed({{{"src/api.cpp", {1, 1}, {1, 9}}, "#import"}, {{"src/api.cpp", {10, 2}, {10, 2}}, ";"}}) ==
          "    1 |-#include \"api.h\"\n      |+#import \"api.h\"\n   10 |-}\n      |+};\n");
  }
  SECTION("another file") {
    CHECK_THAT(fixed({{{"deploy/caf\xC3\xA9 1.yaml", {1, 1}, {1, 1}}, "# "}}),
               Catch::StartsWith("  in deploy/caf\xC3\xA9 1.yaml:\n    1 |-containers:\n"));
  }
  SECTION("edits that do not fit the file") {
    for (const Location &place : {Location{"src/api.cpp", {8, 1}, {8, 999}}, Location{"src/api.cpp", {99, 1}, {99, 1}},
                                  Location{"missing.cpp", {1, 1}, {1, 1}}, Location{"src/api.cpp", {8, 0}, {8, 0}},
                                  Location{"src/api.cpp", {1, 1}, {2000000000, 1}}})
      CHECK(fixed({{place, "x"}}) == "        (its edits cannot be shown here; the JSON report holds them)\n");
  }
}

TEST_CASE("notes come last, a line each, and of many only the first") {
  std::vector<JudgedFinding> findings;
  for (int line = 1; line <= 30; ++line) {
    findings.push_back(findingAt("src/api.cpp", line, 1, 2, Disposition::Reported));
    findings.back().finding.severity = Severity::Note;
    findings.back().finding.rule = line <= 25 ? "lintel-many" : "lintel-few";
    findings.back().finding.message = "remark " + std::to_string(line);
  }
  findings.push_back(findingAt("src/api.cpp", 9, 1, 2));
  const std::string text = textOf(judgementOf(findings));
  CHECK_THAT(text, Contains("src/api.cpp:10:1: note: remark 10 [lintel-many]\n"));
  CHECK_THAT(text, !Contains("remark 11 "));
  CHECK_THAT(text, Contains("src/api.cpp:30:1: note: remark 30 [lintel-few]\n"));
  CHECK_THAT(text, Contains("and 15 more notes of lintel-many; -v lists them\n"));
  CHECK(text.find("error: message") < text.find("remark 1 "));
  CHECK_THAT(text, Contains("findings: 1 enforced, 30 reported"));
  const std::string verbose = textOf(judgementOf(findings), true);
  for (int line = 1; line <= 30; ++line) CHECK_THAT(verbose, Contains("remark " + std::to_string(line) + " "));
  CHECK_THAT(textOf(judgementOf(findings), false, true), !Contains("remark"));
  findings[20].disposition = Disposition::Enforced; // what fails is never left out
  CHECK_THAT(textOf(judgementOf(findings), false, true), Contains("remark 21 "));
}

TEST_CASE("functions that were not followed to the end are told when there are any") {
  Judgement judgement = judgementOf({});
  CHECK_THAT(textOf(judgement), !Contains("not followed"));
  judgement.outcomes[0].gaveUp = 2;
  CHECK_THAT(textOf(judgement),
             Contains("not followed to the end: 2 functions that are too large or too deeply nested\n"));
  judgement.outcomes[0].gaveUp = 1;
  CHECK_THAT(textOf(judgement), Contains("not followed to the end: 1 function that is too large"));
  CHECK_THAT(render(Format::Sarif, judgement, sampleContext()), Contains("\"gaveUp\": 1"));
}

TEST_CASE("what could not be judged is said after the findings, and counted in the verdict") {
  Context context = sampleContext();
  context.undecided = {"the age of 'a'"};
  const std::string text = render(Format::Text, sampleJudgement(), context);
  const std::size_t said = text.find("note: undecided: the age of 'a'\n");
  REQUIRE(said != std::string::npos);
  CHECK(text.rfind(" [") < said);
  CHECK_THAT(lastLine(text), Contains("; 1 matter undecided"));
  context.quiet = true;
  CHECK_THAT(lastLine(render(Format::Text, sampleJudgement(), context)), Contains("; 1 matter undecided"));
}
