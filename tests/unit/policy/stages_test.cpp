// Each stage of the gate alone.
#include "policy/gate/stages.h"
#include "tests/unit/policy/policy_fixture.h"

#include <catch2/catch.hpp>

namespace lintel::policy::test {
namespace {

constexpr const char *kRule = "lintel-error-discarded";
constexpr const char *kPrint = "0123456789abcdef0123456789abcdef";

Policy withWaiver(const std::string &waiver, const std::string &more = "") {
  return valid("version: 1\nwaivers: .lintel/waivers.yaml\n" + more,
               "version: 1\nwaivers:\n  - { rule: lintel-error-discarded, reason: harmless, owner: team, " + waiver +
                   " }\n");
}

Candidate candidate(const std::string &path = "src/a.cpp") {
  Candidate result;
  result.finding = finding(kRule, path);
  result.finding.fingerprint = kPrint;
  result.finding.symbol = "save";
  return result;
}

GateInput input(const std::string &date) {
  GateInput result;
  result.date = date;
  return result;
}

} // namespace

TEST_CASE("modes: off drops, severity is set, warn stays") {
  const Policy policy = valid("version: 1\nchecks:\n  lintel-error-discarded: off\n"
                              "  lintel-cast-pointer-int: { mode: warn, severity: note }\n");
  const auto candidates = applyModes(policy, {finding(kRule, "a.cpp"), finding("lintel-cast-pointer-int", "a.cpp")});
  REQUIRE(candidates.size() == 1);
  CHECK(candidates[0].finding.rule == "lintel-cast-pointer-int");
  CHECK(candidates[0].finding.severity == Severity::Note);
  CHECK(candidates[0].mode == Mode::Warn);
  CHECK_FALSE(candidates[0].disposition);
}

TEST_CASE("modes: what lies in an excluded path is dropped, but not what it says about dependencies") {
  const Policy policy = valid("version: 1\nexclude: [\"third_party/**\"]\n");
  const auto candidates = applyModes(policy, {finding(kRule, "third_party/zlib/zlib.h"), finding(kRule, "src/zlib.h"),
                                              finding("dependencies/banned", "third_party/zlib/zlib.h")});
  REQUIRE(candidates.size() == 2);
  CHECK(candidates[0].finding.location.path == "src/zlib.h");
  CHECK(candidates[1].finding.rule == "dependencies/banned");
}

TEST_CASE("suppressions: a comment decides and gives the reason") {
  std::vector<Candidate> candidates{candidate(), candidate()};
  candidates[1].finding.suppression = Suppression{"best effort", {}};
  applySuppressions(candidates);
  CHECK_FALSE(candidates[0].disposition);
  CHECK(candidates[1].disposition == Disposition::Suppressed);
  CHECK(candidates[1].reason == "best effort");
}

TEST_CASE("waivers: which finding is covered") {
  struct Case {
    const char *name;
    std::string waiver;
    bool covered;
  };
  const Case cases[] = {
      {"fingerprint and path", std::string("path: src/a.cpp, expires: 2030-01-01, fingerprint: ") + kPrint, true},
      {"symbol and glob", "path: 'src/**', expires: 2030-01-01, symbol: save", true},
      {"another path", "path: lib/a.cpp, expires: 2030-01-01, symbol: save", false},
      {"another symbol", "path: src/a.cpp, expires: 2030-01-01, symbol: load", false},
      {"another fingerprint", "path: src/a.cpp, expires: 2030-01-01, fingerprint: " + std::string(32, 'f'), false},
      {"the last day", "path: src/a.cpp, expires: 2027-05-04, symbol: save", true},
      {"the day after", "path: src/a.cpp, expires: 2027-05-03, symbol: save", false},
  };
  for (const Case &c : cases) {
    DYNAMIC_SECTION(c.name) {
      std::vector<Candidate> candidates{candidate()};
      applyWaivers(withWaiver(c.waiver), input("2027-05-04"), candidates);
      CHECK((candidates[0].disposition == Disposition::Waived) == c.covered);
      if (c.covered) CHECK(candidates[0].reason.starts_with("harmless (team, until 20"));
    }
  }
}

TEST_CASE("waivers: another rule is not covered") {
  std::vector<Candidate> candidates{candidate()};
  candidates[0].finding.rule = "lintel-cast-pointer-int";
  const auto about =
      applyWaivers(withWaiver("path: '**', expires: 2030-01-01, symbol: save"), input("2027-05-04"), candidates);
  CHECK_FALSE(candidates[0].disposition);
  CHECK(about.size() == 1);
}

TEST_CASE("waivers: an expired one says so in the finding and at its own line") {
  std::vector<Candidate> candidates{candidate()};
  const auto about =
      applyWaivers(withWaiver("path: '**', expires: 2027-05-03, symbol: save"), input("2027-05-04"), candidates);
  CHECK_FALSE(candidates[0].disposition);
  CHECK(candidates[0].finding.message == "message (the waiver expired on 2027-05-03; owner: team)");
  CHECK(candidates[0].finding.fingerprint == kPrint);
  REQUIRE(about.size() == 1);
  CHECK(about[0].rule == "policy/expired-waiver");
  CHECK(about[0].severity == Severity::Warning);
  CHECK(about[0].message == "the waiver of lintel-error-discarded in ** (symbol save) expired on 2027-05-03; team "
                            "should mend the finding, or renew or remove the waiver");
  CHECK(about[0].location.path == ".lintel/waivers.yaml");
  CHECK(about[0].location.begin == Position{3, 5});
  CHECK(about[0].fingerprint.size() == 32);
}

TEST_CASE("waivers: an expired one keeps silent where a valid one covers the finding too") {
  const Policy policy = valid(
      "version: 1\nwaivers: .lintel/waivers.yaml\n",
      "version: 1\nwaivers:\n"
      "  - { rule: lintel-error-discarded, reason: r, owner: old, path: '**', expires: 2020-01-01, symbol: save }\n"
      "  - { rule: lintel-error-discarded, reason: r, owner: new, path: '**', expires: 2030-01-01, symbol: save "
      "}\n");
  std::vector<Candidate> candidates{candidate()};
  const auto about = applyWaivers(policy, input("2027-05-04"), candidates);
  CHECK(candidates[0].disposition == Disposition::Waived);
  CHECK(candidates[0].reason == "r (new, until 2030-01-01)");
  CHECK(candidates[0].finding.message == "message");
  REQUIRE(about.size() == 1);
  CHECK(about[0].rule == "policy/expired-waiver");
}

TEST_CASE("waivers: one that matches nothing is reported when that proves something") {
  const Policy policy = withWaiver("path: '**', expires: 2030-01-01, symbol: gone");
  std::vector<Candidate> candidates{candidate()};
  GateInput whole = input("2027-05-04");
  const auto outcome = [](EngineId engine, OutcomeKind kind) { return Outcome{engine, "u", kind, ""}; };

  SECTION("the whole tree was judged") {
    const auto about = applyWaivers(policy, whole, candidates);
    REQUIRE(about.size() == 1);
    CHECK(about[0].rule == "policy/unused-waiver");
    CHECK(about[0].severity == Severity::Warning);
    CHECK(about[0].message == "the waiver of lintel-error-discarded in ** (symbol gone) matches no finding; remove it");
    CHECK(about[0].location.path == ".lintel/waivers.yaml");
    CHECK(about[0].location.begin.line == 3);
  }
  SECTION("only some files were judged") {
    whole.wholeTree = false;
    CHECK(applyWaivers(policy, whole, candidates).empty());
  }
  SECTION("the engine of the rule did not run") {
    whole.engines = {EngineId::Documents};
    CHECK(applyWaivers(policy, whole, candidates).empty());
  }
  SECTION("a unit of the engine was not analysed") {
    whole.outcomes = {outcome(EngineId::Checkers, OutcomeKind::Crashed)};
    CHECK(applyWaivers(policy, whole, candidates).empty());
  }
  SECTION("a unit of another engine was not analysed") {
    whole.outcomes = {outcome(EngineId::Documents, OutcomeKind::ParseFailed)};
    CHECK(applyWaivers(policy, whole, candidates).size() == 1);
  }
  SECTION("a suppressed finding is a match") {
    candidates[0].finding.symbol = "gone";
    candidates[0].disposition = Disposition::Suppressed;
    CHECK(applyWaivers(policy, whole, candidates).empty());
    CHECK(candidates[0].disposition == Disposition::Suppressed);
  }
}

TEST_CASE("new code: what the merge base had is known") {
  std::vector<Candidate> candidates{candidate(), candidate(), candidate()};
  candidates[1].finding.fingerprint = "new";
  candidates[2].disposition = Disposition::Waived;
  SECTION("with a merge base") {
    applyKnown(std::set<std::string>{kPrint}, candidates);
    CHECK(candidates[0].disposition == Disposition::Known);
    CHECK_FALSE(candidates[1].disposition);
    CHECK(candidates[2].disposition == Disposition::Waived);
  }
  SECTION("without one everything is new") {
    applyKnown(std::nullopt, candidates);
    CHECK_FALSE(candidates[0].disposition);
  }
}

TEST_CASE("fail-on: mode and severity together decide") {
  struct Case {
    Mode mode;
    Severity severity;
    Severity failOn;
    Disposition expected;
  };
  const Case cases[] = {
      {Mode::Enforce, Severity::Error, Severity::Error, Disposition::Enforced},
      {Mode::Enforce, Severity::Warning, Severity::Error, Disposition::Reported},
      {Mode::Enforce, Severity::Warning, Severity::Warning, Disposition::Enforced},
      {Mode::Enforce, Severity::Note, Severity::Note, Disposition::Enforced},
      {Mode::Warn, Severity::Error, Severity::Note, Disposition::Reported},
  };
  for (const Case &c : cases) {
    Candidate one = candidate();
    one.mode = c.mode;
    one.finding.severity = c.severity;
    CHECK(applyFailOn(c.failOn, {one})[0].disposition == c.expected);
    one.disposition = Disposition::Known;
    CHECK(applyFailOn(c.failOn, {one})[0].disposition == Disposition::Known);
  }
}

TEST_CASE("the verdict: incomplete outranks fail, which outranks pass") {
  const auto judged = [](Disposition disposition) {
    return std::vector<JudgedFinding>{{finding(kRule, "a.cpp"), disposition, ""}};
  };
  const auto outcomes = [](OutcomeKind kind) {
    return std::vector<Outcome>{{EngineId::Checkers, "a.cpp", OutcomeKind::Analysed, ""},
                                {EngineId::Checkers, "b.cpp", kind, ""}};
  };
  CHECK(verdictOf({}, {}, false) == Verdict::Pass);
  CHECK(verdictOf(judged(Disposition::Enforced), outcomes(OutcomeKind::Cached), false) == Verdict::Fail);
  for (const auto other : {Disposition::Reported, Disposition::Waived, Disposition::Suppressed, Disposition::Known}) {
    CHECK(verdictOf(judged(other), outcomes(OutcomeKind::Excluded), false) == Verdict::Pass);
  }
  for (const auto kind :
       {OutcomeKind::ParseFailed, OutcomeKind::Crashed, OutcomeKind::TimedOut, OutcomeKind::NotInDatabase}) {
    CHECK(verdictOf(judged(Disposition::Enforced), outcomes(kind), false) == Verdict::Incomplete);
    CHECK(verdictOf({}, outcomes(kind), false) == Verdict::Incomplete);
    CHECK(verdictOf({}, outcomes(kind), true) == Verdict::Pass);
    CHECK(verdictOf(judged(Disposition::Enforced), outcomes(kind), true) == Verdict::Fail);
  }
}

} // namespace lintel::policy::test
