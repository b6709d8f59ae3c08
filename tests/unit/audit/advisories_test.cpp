#include "tests/unit/audit/audit_fixture.h"

namespace lintel::sbom::test {
namespace {

// zlib with one advisory, and a database of today.
Repository withAdvisory() {
  Repository repository;
  repository.policy.advisories.emplace().databases = {entry("osv.db", 3)};
  repository.databases = {{"osv.db", repository.date, repository.date}};
  const Component zlib = repository.addIncluded(component("zlib", "1.2.11"));
  AdvisoryMatch match;
  match.ref = zlib.ref;
  match.id = "OSV-2030-1";
  match.aliases = {"CVE-2030-0001"};
  match.summary = "an overflow";
  match.affected = true;
  match.fixedIn = "1.2.12";
  match.severity = "high";
  repository.advisories = {match};
  return repository;
}

DependencyPolicy::Advisories::Ignored ignored(const std::string &id, const std::string &expires = "") {
  return {entry(id, 5, expires), std::nullopt};
}

} // namespace

TEST_CASE("an advisory is an error that says what to do") {
  const Finding finding = withAdvisory().only();
  CHECK(finding.rule == "dependencies/advisory");
  CHECK(finding.severity == Severity::Error);
  CHECK(finding.symbol == "zlib");
  CHECK(finding.location.path == "a.cpp");
  CHECK(finding.message == "'zlib' 1.2.11 (Debian package) is affected by OSV-2030-1 (CVE-2030-0001): an overflow; "
                           "severity high; fixed in 1.2.12");
}

TEST_CASE("the severity of the section overrides the rule's own") {
  Repository repository = withAdvisory();
  repository.policy.advisories->severity = Severity::Note;
  CHECK(repository.only().severity == Severity::Note);
  repository.advisories[0].affected = false;
  CHECK(repository.only().severity == Severity::Note);
}

TEST_CASE("what cannot be decided is said, and weighs as the policy says") {
  Repository repository = withAdvisory();
  repository.advisories[0].affected = false;
  repository.advisories[0].reason = "the commit is not known";
  CHECK(repository.only().rule == "dependencies/advisory-unknown");
  CHECK(repository.only().severity == Severity::Warning);
  CHECK(mentions(repository.only(), "may be affected by OSV-2030-1"));
  CHECK(mentions(repository.only(), "(the commit is not known)"));
  repository.policy.advisories->unknown = Level::Deny;
  CHECK(repository.only().severity == Severity::Error);
  repository.policy.advisories->unknown = Level::Allow;
  CHECK(repository.findings().empty());
}

TEST_CASE("what a repository's name leaves undecided is one finding of a component") {
  Repository repository = withAdvisory();
  repository.advisories[0].affected = false;
  repository.advisories[0].byName = true;
  repository.advisories[0].reason = "its version is not known";
  CHECK(mentions(repository.only(), "may be affected by OSV-2030-1"));
  for (const char *id : {"OSV-2", "OSV-3", "OSV-4", "OSV-5"}) {
    repository.advisories.push_back(repository.advisories[0]);
    repository.advisories.back().id = id;
  }
  CHECK(repository.only().rule == "dependencies/advisory-unknown");
  CHECK(mentions(repository.only(), "may be affected by 5 advisories on a repository of its name: OSV-2030-1, OSV-2, "
                                    "OSV-3 and 2 more (its version is not known)"));
}

TEST_CASE("below the threshold nothing is reported; a severity that is not known is") {
  for (const auto &[severity, rules] : {std::pair("low", Rules{}), std::pair("medium", Rules{"advisory"}),
                                        std::pair("critical", Rules{"advisory"}), std::pair("", Rules{"advisory"})}) {
    INFO(severity);
    Repository repository = withAdvisory();
    repository.policy.advisories->threshold = 2;
    repository.advisories[0].severity = severity;
    CHECK(repository.rules() == rules);
  }
}

TEST_CASE("VEX settles what does not apply, and is quoted where it does not settle") {
  for (const auto &[status, rules] :
       {std::pair("not_affected", Rules{}), std::pair("fixed", Rules{}), std::pair("affected", Rules{"advisory"}),
        std::pair("under_investigation", Rules{"advisory"})}) {
    INFO(status);
    Repository repository = withAdvisory();
    repository.advisories[0].vexStatus = status;
    repository.advisories[0].vexReason = "looked at";
    CHECK(repository.rules() == rules);
    if (!rules.empty()) CHECK(mentions(repository.only(), std::string("VEX: ") + status + ", looked at"));
  }
}

TEST_CASE("an ignored advisory is passed over by id or alias, until its day") {
  for (const std::string id : {"OSV-2030-1", "CVE-2030-0001"}) {
    Repository repository = withAdvisory();
    repository.policy.advisories->ignore = {ignored(id, "2030-06-01")};
    CHECK(repository.findings().empty());
    repository.date = "2030-06-02";
    CHECK(repository.rules() == Rules{"advisory", "expired-entry"});
  }
  Repository repository = withAdvisory();
  repository.policy.advisories->ignore = {ignored("CVE-2030-0002")};
  const auto findings = repository.findings();
  REQUIRE(findings.size() == 2);
  CHECK(findings[1].rule == "dependencies/unused-entry");
  CHECK(findings[1].location == policyLine(5));
  repository.wholeTree = false;
  CHECK(repository.rules() == Rules{"advisory"});
}

TEST_CASE("an ignored advisory may be ignored for one component") {
  Repository repository = withAdvisory();
  repository.policy.advisories->ignore = {{entry("OSV-2030-1"), glob("other")}};
  repository.wholeTree = false;
  CHECK(repository.rules() == Rules{"advisory"});
  repository.policy.advisories->ignore = {{entry("OSV-2030-1"), glob("zlib*")}};
  CHECK(repository.findings().empty());
}

TEST_CASE("a database that is old or not there is an error at its line") {
  struct Case {
    std::vector<AdvisoryDatabaseState> databases;
    const char *says; // nullptr: nothing
  };
  const Case cases[] = {
      {{{"osv.db", "2030-05-31", "2030-05-30"}}, nullptr},
      {{{"osv.db", "2030-03-03", "2030-03-03"}}, nullptr}, // 90 days
      {{{"osv.db", "2030-03-02", "2030-03-02"}},
       "advisories were last added on 2030-03-02, which is 91 days ago; the policy allows 90"},
      {{{"osv.db", "2030-03-02", "2030-05-30"}}, "were last added on 2030-03-02"}, // another clock wrote the records
      {{{"osv.db", "2030-05-31", "2030-03-02"}}, "its newest advisory is of 2030-03-02, which is 91 days ago"},
      {{{"osv.db", "2030-05-31", ""}}, "it holds no advisory"},
      {{{"osv.db", "2030-06-30", "2030-06-30"}}, nullptr}, // of the future: made on a machine whose clock is ahead
      {{{"osv.db", "", "", "/home/me/osv.db"}},
       "'osv.db' (/home/me/osv.db) is not there, or does not say how old it is; make it with 'lintel audit db add'"},
      {{}, "no database of advisories was read"},
  };
  for (const auto &[databases, says] : cases) {
    Repository repository = withAdvisory();
    repository.advisories.clear();
    repository.databases = databases;
    if (says == nullptr) {
      CHECK(repository.findings().empty());
      continue;
    }
    const Finding finding = repository.only();
    CHECK(finding.rule == "dependencies/stale-advisories");
    CHECK(finding.severity == Severity::Error);
    CHECK(finding.location == policyLine(3));
    CHECK(mentions(finding, says));
  }
}

TEST_CASE("without the section no advisory is judged") {
  Repository repository = withAdvisory();
  repository.policy.advisories.reset();
  CHECK(repository.findings().empty());
}

TEST_CASE("statements of a VEX document that meet nothing are one finding at its line") {
  Repository repository = withAdvisory();
  repository.advisories.clear();
  repository.policy.advisories->vex = {entry("vex.json", 6)};
  repository.vex = {{"vex.json", 3, {}}};
  CHECK(repository.findings().empty());
  repository.vex = {{"vex.json", 9, {"CVE-1", "CVE-2", "CVE-3", "CVE-4", "CVE-5", "CVE-6"}}};
  const Finding finding = repository.only();
  CHECK(finding.rule == "dependencies/unused-entry");
  CHECK(finding.location == policyLine(6));
  CHECK(mentions(finding, "6 of 9 statements of the VEX document 'vex.json' match nothing: 'CVE-1', 'CVE-2', 'CVE-3', "
                          "'CVE-4', 'CVE-5' and 1 more"));
  repository.wholeTree = false;
  CHECK(repository.findings().empty());
}

} // namespace lintel::sbom::test
