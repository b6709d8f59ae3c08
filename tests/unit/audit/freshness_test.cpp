#include "tests/unit/audit/audit_fixture.h"

namespace lintel::sbom::test {
namespace {

Repository behind(std::vector<Release> newer) {
  Repository repository;
  repository.policy.freshness.emplace();
  const Component lib = repository.addIncluded(component("lib"));
  repository.newer[lib.ref] = std::move(newer);
  return repository;
}

} // namespace

TEST_CASE("a component may be so many releases behind") {
  Repository repository = behind({{"1.1", "2030-01-01"}, {"1.2", ""}});
  CHECK(repository.findings().empty());
  repository.policy.freshness->maxBehind = 2;
  CHECK(repository.findings().empty());
  repository.policy.freshness->maxBehind = 1;
  const Finding finding = repository.only();
  CHECK(finding.rule == "dependencies/outdated");
  CHECK(finding.severity == Severity::Note);
  CHECK(mentions(finding, "is 2 releases behind '1.2'"));
  repository.policy.freshness->ignore = {named("lib")};
  CHECK(repository.findings().empty());
}

TEST_CASE("a newer release may be so many days old") {
  Repository repository = behind({{"1.1", "2030-05-02"}});
  repository.policy.freshness->maxAge = 30;
  CHECK(repository.findings().empty());
  repository.policy.freshness->maxAge = 29;
  CHECK(mentions(repository.only(), "'1.1' is of 2030-05-02"));
  repository.newer.begin()->second[0].date.clear();
  CHECK(repository.audit().findings.empty());
  CHECK(repository.audit().undecided.size() == 1);
}

TEST_CASE("the first of the newer releases is the one that was made first") {
  Repository repository = behind({{"1.0.9", "2030-05-30"}, {"2.0", "2029-01-01"}, {"2.1", ""}});
  repository.policy.freshness->maxAge = 100;
  CHECK(mentions(repository.only(), "'2.0' is of 2029-01-01"));
  CHECK(repository.audit().undecided.empty());
}

TEST_CASE("the newest release is fresh, and what the index does not know is counted") {
  Repository repository = behind({});
  repository.policy.freshness->maxBehind = 0;
  CHECK(repository.audit().findings.empty());
  CHECK(repository.audit().undecided.empty());
  repository.addIncluded(component("other"));
  CHECK(repository.audit().undecided ==
        std::vector<std::string>{"freshness: the index of upstream releases does not know 1 component"});
}

} // namespace lintel::sbom::test
