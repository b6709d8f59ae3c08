#include "tests/unit/audit/audit_fixture.h"

namespace lintel::sbom::test {
namespace {

Repository drifting() {
  Repository repository;
  repository.policy.drift.emplace();
  repository.bom.linkedKnown = true;
  return repository;
}

Repository declaring(const Declaration &stated) {
  Repository repository = drifting();
  Component made = component("lib", "1.0", Origin::Declared);
  made.declarations = {stated};
  repository.add(std::move(made));
  return repository;
}

} // namespace

TEST_CASE("a declared component that is neither compiled nor linked is a warning") {
  Repository repository = declaring(declaration("cmake:find_package", "Lib"));
  const Finding finding = repository.only();
  CHECK(finding.rule == "dependencies/unused-declaration");
  CHECK(finding.severity == Severity::Warning);
  CHECK(finding.location.begin == Position{7, 3});
  CHECK(finding.symbol == "lib");
  repository.bom.components[0].links = {link("lib.so", LinkKind::Shared)};
  CHECK(repository.findings().empty());
  repository.policy.drift->unused = Level::Allow;
  repository.bom.components[0].links.clear();
  CHECK(repository.findings().empty());
}

TEST_CASE("tools, tests, conditions, locks and other languages promise no use") {
  const auto with = [](auto change) {
    Declaration stated = declaration("cmake:find_package", "Lib");
    change(stated);
    return declaring(stated).rules();
  };
  CHECK(with([](Declaration &d) { d.scope = Scope::Build; }).empty());
  CHECK(with([](Declaration &d) { d.scope = Scope::Test; }).empty());
  CHECK(with([](Declaration &d) { d.scope = Scope::Optional; }).empty());
  CHECK(with([](Declaration &d) { d.required = false; }).empty());
  CHECK(with([](Declaration &d) { d.condition = "WIN32"; }).empty());
  CHECK(with([](Declaration &d) { d.direct = false; }).empty());
  CHECK(with([](Declaration &d) { d.resolved = false; }).empty());
  CHECK(with([](Declaration &d) { d.purl = "pkg:npm/lib@1"; }).empty());
  CHECK(with([](Declaration &) {}) == Rules{"unused-declaration"});
}

TEST_CASE("nothing is claimed of use when the view is not whole") {
  Repository repository = declaring(declaration("cmake:find_package", "Lib"));
  repository.bom.linkedKnown = false;
  AuditResult result = repository.audit();
  CHECK(result.findings.empty());
  REQUIRE(result.undecided.size() == 1);
  CHECK(result.undecided[0].starts_with("whether 'lib' 1.0 is used"));
  repository.bom.complete = false;
  result = repository.audit();
  CHECK(result.findings.empty());
  CHECK(result.undecided == std::vector<std::string>{"drift: not every unit and manifest was read"});
}

TEST_CASE("a component that is used and not declared is a warning at its include or link") {
  Repository repository = drifting();
  repository.addIncluded(component("libcurl4-dev"));
  Finding finding = repository.only();
  CHECK(finding.rule == "dependencies/undeclared");
  CHECK(finding.severity == Severity::Warning);
  CHECK(finding.location == Location{"a.cpp", {1, 11}, {1, 25}});
  CHECK(mentions(finding, "is included, and no manifest"));
  repository.bom.components[0].declarations = {declaration("cmake:find_package", "CURL")};
  CHECK(repository.findings().empty());

  Repository linked = drifting();
  linked.add(component("libssl3")).links = {link("libssl.so.3", LinkKind::Shared)};
  finding = linked.only();
  CHECK(finding.rule == "dependencies/undeclared");
  CHECK(finding.location.path == "build.ninja");
  CHECK(mentions(finding, "is linked, and no manifest"));
}

TEST_CASE("the toolchain and what lies in the repository by name need no declaration") {
  Repository repository = drifting();
  Component libc = component("libc6-dev");
  libc.source = "glibc";
  Component stl = component("libstdc++-12-dev");
  stl.source = "gcc-12";
  repository.addIncluded(libc);
  repository.addIncluded(stl);
  repository.addIncluded(component("clang", "22", Origin::Toolchain));
  repository.addIncluded(component("sub", "1", Origin::Submodule));
  Component vendored = component("zlib", "1", Origin::Vendored);
  vendored.path = "third_party/zlib";
  repository.addIncluded(vendored);
  CHECK(repository.rules() == Rules{"undeclared"}); // nobody names third_party
  repository.policy.vendored = {glob("third_party/*")};
  CHECK(repository.findings().empty());
}

TEST_CASE("what only other components bring in needs leave, when the policy asks") {
  Repository repository = drifting();
  repository.file("a.cpp", "#include <user.h>\n");
  Component user = component("user");
  user.occurrences = {{"a.cpp", "/usr/include/user.h"}};
  user.declarations = {declaration("cmake:find_package", "user")};
  Component base = component("base");
  base.occurrences = {{"a.cpp", "/usr/include/base.h"}};
  repository.add(user);
  repository.add(base);
  repository.bom.dependsOn[user.ref] = {base.ref};
  CHECK(repository.findings().empty());

  repository.policy.drift->indirect.emplace();
  const Finding finding = repository.only();
  CHECK(finding.rule == "dependencies/indirect");
  CHECK(finding.symbol == "base");
  CHECK(mentions(finding, "('user')"));
  repository.policy.drift->indirect->push_back(named("base"));
  CHECK(repository.findings().empty());

  // That a lock lists it is no decision of anybody.
  repository.policy.drift->indirect->clear();
  Declaration locked = declaration("conan.lock", "base");
  locked.direct = false;
  findComponent(repository.bom, base.ref);
  repository.bom.components[0].declarations = {locked};
  CHECK(repository.rules() == Rules{"indirect"});
  repository.bom.components[0].declarations[0].direct = true;
  CHECK(repository.findings().empty());
}

TEST_CASE("drift passes over what it shall ignore, and tells what it ignores for nothing") {
  Repository repository = drifting();
  repository.addIncluded(component("a"));
  repository.policy.drift->ignore = {named("a"), named("b")};
  CHECK(mentions(repository.only(), "the ignored component 'b' matches nothing"));
}

} // namespace lintel::sbom::test
