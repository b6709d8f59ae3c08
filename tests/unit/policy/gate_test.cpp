// The gate as a whole: the stages in their order.
#include "policy/gate/gate.h"
#include "tests/unit/policy/policy_fixture.h"

#include <catch2/catch.hpp>

namespace lintel::policy::test {
namespace {

const std::string kWaivers =
    "version: 1\nwaivers:\n"
    "  - { rule: lintel-error-discarded, path: src/old.cpp, symbol: f, reason: r, owner: o, expires: 2020-01-01 }\n"
    "  - { rule: lintel-error-discarded, path: src/ok.cpp, symbol: f, reason: r, owner: o, expires: 2030-01-01 }\n"
    "  - { rule: lintel-error-discarded, path: src/gone.cpp, symbol: f, reason: r, owner: o, expires: 2030-01-01 }\n";

Policy policyWithWaivers(const std::string &more = "") {
  return valid("version: 1\nwaivers: .lintel/waivers.yaml\n" + more, kWaivers);
}

GateInput someFindings() {
  GateInput input;
  input.date = "2027-05-04";
  for (const char *path : {"src/old.cpp", "src/ok.cpp", "src/a.cpp"}) {
    input.findings.push_back(finding("lintel-error-discarded", path));
    input.findings.back().symbol = "f";
  }
  return input;
}

// "path rule disposition", in the order of the judgement.
std::vector<std::string> summary(const Judgement &judgement) {
  std::vector<std::string> lines;
  for (const JudgedFinding &judged : judgement.findings) {
    lines.push_back(judged.finding.location.path + " " + judged.finding.rule + " " +
                    lintel::toString(judged.disposition));
  }
  return lines;
}

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("the gate gives each finding one disposition, in report order") {
  const Judgement judgement = judge(policyWithWaivers(), someFindings());
  CHECK(summary(judgement) ==
        Lines{".lintel/waivers.yaml policy/expired-waiver reported",
              ".lintel/waivers.yaml policy/unused-waiver reported", "src/a.cpp lintel-error-discarded enforced",
              "src/ok.cpp lintel-error-discarded waived", "src/old.cpp lintel-error-discarded enforced"});
  CHECK(judgement.verdict == Verdict::Fail);
  CHECK(judgement.findings[1].finding.location.begin.line == 5);
}

TEST_CASE("findings about waivers have modes and severities like any other") {
  GateInput input = someFindings();
  input.findings.clear();
  const Judgement strict = judge(policyWithWaivers("fail-on: warning\nchecks: { policy/unused-waiver: off }\n"), input);
  CHECK(summary(strict) == Lines{".lintel/waivers.yaml policy/expired-waiver enforced"});
  CHECK(strict.verdict == Verdict::Fail);
  const Judgement off = judge(policyWithWaivers("checks: { 'policy/*': off }\n"), input);
  CHECK(off.findings.empty());
  CHECK(off.verdict == Verdict::Pass);
}

TEST_CASE("findings about waivers are never known") {
  GateInput input = someFindings();
  const Judgement first = judge(policyWithWaivers("fail-on: warning\n"), input);
  input.knownFingerprints.emplace();
  for (const JudgedFinding &judged : first.findings) input.knownFingerprints->insert(judged.finding.fingerprint);
  CHECK(summary(judge(policyWithWaivers("fail-on: warning\n"), input)) ==
        Lines{".lintel/waivers.yaml policy/expired-waiver enforced",
              ".lintel/waivers.yaml policy/unused-waiver enforced", "src/a.cpp lintel-error-discarded known",
              "src/ok.cpp lintel-error-discarded waived", "src/old.cpp lintel-error-discarded known"});
}

TEST_CASE("a waiver of a rule that is off matches nothing") {
  const Judgement judgement = judge(policyWithWaivers("checks: { lintel-error-discarded: off }\n"), someFindings());
  CHECK(summary(judgement) == Lines{".lintel/waivers.yaml policy/expired-waiver reported",
                                    ".lintel/waivers.yaml policy/unused-waiver reported",
                                    ".lintel/waivers.yaml policy/unused-waiver reported"});
}

TEST_CASE("outcomes are sorted and decide about completeness") {
  GateInput input;
  input.date = "2027-05-04";
  input.outcomes = {{EngineId::Documents, "a.yaml", OutcomeKind::Analysed, ""},
                    {EngineId::Checkers, "b.cpp", OutcomeKind::Crashed, "signal 11"},
                    {EngineId::Checkers, "a.cpp", OutcomeKind::Analysed, ""}};
  const Judgement strict = judge(defaultPolicy(), input);
  CHECK(strict.verdict == Verdict::Incomplete);
  CHECK_FALSE(strict.incompleteAllowed);
  REQUIRE(strict.outcomes.size() == 3);
  CHECK(strict.outcomes[0].unit == "a.cpp");
  CHECK(strict.outcomes[1].unit == "b.cpp");
  CHECK(strict.outcomes[2].unit == "a.yaml");

  Policy lenient = defaultPolicy();
  lenient.incompleteAllowed = true;
  CHECK(judge(lenient, input).verdict == Verdict::Pass);
  CHECK(judge(lenient, input).incompleteAllowed);
  input.outcomes.erase(input.outcomes.begin() + 1);
  CHECK_FALSE(judge(lenient, input).incompleteAllowed);
}

} // namespace lintel::policy::test
