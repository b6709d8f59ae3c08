// Where a finding about a component stands. A ban shows it.
#include "tests/unit/audit/audit_fixture.h"

namespace lintel::sbom::test {
namespace {

Repository banning(const std::string &name) {
  Repository repository;
  repository.policy.bans.emplace();
  repository.policy.bans->denied.push_back({named(name), {}});
  return repository;
}

Component gpl(std::vector<Occurrence> occurrences) {
  Component made = component("libgpl-dev", "2.0");
  made.source = "gpl-library";
  made.occurrences = std::move(occurrences);
  return made;
}

const std::string kGpl = "/usr/include/made-up-gpl/gpl.h";

} // namespace

TEST_CASE("a finding stands at the include that pulls the component in") {
  Repository repository = banning("libgpl*");
  repository.file("src/a.cpp", "// first\n#include <vector>\n  # include <made-up-gpl/gpl.h>\n");
  repository.add(gpl({{"src/a.cpp", kGpl}}));
  const Finding finding = repository.only();
  CHECK(finding.rule == "dependencies/banned");
  CHECK(finding.severity == Severity::Error);
  CHECK(finding.location == Location{"src/a.cpp", {3, 14}, {3, 31}});
  CHECK(finding.symbol == "libgpl-dev");
  CHECK(mentions(finding, "'libgpl-dev' 2.0 (Debian package, source 'gpl-library')"));
}

TEST_CASE("an include in a project header is found, with the step that leads to it") {
  Repository repository = banning("libgpl-dev");
  repository.file("src/a.cpp", "#include \"a.h\"\n").file("src/a.h", "\n#include <made-up-gpl/gpl.h>\n");
  repository.bom.projectIncludes["src/a.cpp"] = {"src/a.h"};
  repository.add(gpl({{"src/a.cpp", kGpl}}));
  const Finding finding = repository.only();
  CHECK(finding.location == Location{"src/a.h", {2, 11}, {2, 28}});
  REQUIRE(finding.steps.size() == 1);
  CHECK(finding.steps[0].location == Location{"src/a.cpp", {1, 11}, {1, 14}});
}

TEST_CASE("the first unit that includes the component itself is named") {
  Repository repository = banning("libgpl-dev");
  repository.file("a.cpp", "int a;\n").file("b.cpp", "#include <made-up-gpl/gpl.h>\n");
  repository.add(gpl({{"a.cpp", kGpl}, {"b.cpp", kGpl}}));
  CHECK(repository.only().location.path == "b.cpp");
}

TEST_CASE("a component that only other components include is placed at the unit, and says so") {
  Repository repository = banning("libgpl-dev");
  repository.file("a.cpp", "int a;\n");
  repository.add(gpl({{"a.cpp", kGpl}}));
  const Finding finding = repository.only();
  CHECK(finding.location == Location{"a.cpp", {1, 1}, {1, 1}});
  CHECK(mentions(finding, "included indirectly"));
}

TEST_CASE("a unit that cannot be read still has its finding") {
  Repository repository = banning("libgpl-dev");
  repository.add(gpl({{"gone.cpp#2", kGpl}}));
  CHECK(repository.only().location.path == "gone.cpp");
}

TEST_CASE("a quoted include of the project's own file is not taken for a component of the same name") {
  Repository repository = banning("libgpl-dev");
  repository.file("src/a.cpp", "#include \"gpl.h\"\n#include <gpl.h>\n").file("src/gpl.h", "");
  repository.add(gpl({{"src/a.cpp", kGpl}}));
  CHECK(repository.only().location.begin.line == 2);
}

TEST_CASE("relative and absolute include paths are understood") {
  for (const std::string target : {"../third_party/lib/lib.h", "/made-up/repo/third_party/lib/lib.h"}) {
    Repository repository = banning("lib");
    repository.file("src/a.cpp", "#include \"" + target + "\"\n");
    Component lib = component("lib", "", Origin::Vendored);
    lib.path = "third_party/lib";
    lib.occurrences = {{"src/a.cpp", "third_party/lib/lib.h"}};
    repository.add(std::move(lib));
    CHECK(repository.only().location.begin == Position{1, 11});
  }
}

TEST_CASE("a vendored library that is only compiled is placed at its own unit, without talk of includes") {
  Repository repository = banning("lib");
  repository.file("third_party/lib/lib.c", "#include \"lib.h\"\n");
  Component lib = component("lib", "", Origin::Vendored);
  lib.occurrences = {{"third_party/lib/lib.c", "third_party/lib/lib.c"},
                     {"third_party/lib/lib.c", "third_party/lib/lib.h"}};
  repository.add(std::move(lib));
  const Finding finding = repository.only();
  CHECK(finding.location == Location{"third_party/lib/lib.c", {1, 1}, {1, 1}});
  CHECK_FALSE(mentions(finding, "indirectly"));
}

TEST_CASE("the project's own include outranks one in vendored code") {
  Repository repository = banning("libgpl-dev");
  repository.file("third_party/lib/lib.c", "#include <made-up-gpl/gpl.h>\n");
  repository.file("z.cpp", "#include <made-up-gpl/gpl.h>\n");
  Component lib = component("lib", "", Origin::Vendored);
  lib.occurrences = {{"third_party/lib/lib.c", "third_party/lib/lib.c"}};
  repository.add(std::move(lib));
  repository.add(gpl({{"third_party/lib/lib.c", kGpl}, {"z.cpp", kGpl}}));
  CHECK(repository.only().location.path == "z.cpp");
}

TEST_CASE("a declared component is placed at its declaration; the include is a step") {
  Repository repository = banning("libgpl-dev");
  repository.file("a.cpp", "#include <made-up-gpl/gpl.h>\n");
  Component made = gpl({{"a.cpp", kGpl}});
  Declaration locked = declaration("conan.lock", "gpl", 1);
  locked.direct = false;
  made.declarations = {locked, declaration("cmake:find_package", "Gpl", 4)};
  repository.add(std::move(made));
  const Finding finding = repository.only();
  CHECK(finding.location == Location{"CMakeLists.txt", {4, 3}, {4, 4}});
  REQUIRE(finding.steps.size() == 1);
  CHECK(finding.steps[0].location == Location{"a.cpp", {1, 11}, {1, 28}});
}

TEST_CASE("a component that is only linked is placed at the link command, else at the artefact") {
  Repository repository = banning("libssl3");
  Component made = component("libssl3", "3.0");
  made.links = {link("/usr/lib/libssl.so.3", LinkKind::Shared)};
  repository.add(made);
  Finding finding = repository.only();
  CHECK(finding.location.path == "build.ninja");
  CHECK(finding.location.begin.line == 12);
  REQUIRE(finding.steps.size() == 1);
  CHECK(finding.steps[0].message == "'build/app' is linked with the shared library '/usr/lib/libssl.so.3'");

  repository.bom.components[0].links[0].evidence = "DT_NEEDED of build/app";
  finding = repository.only();
  CHECK(finding.location.path == "build/app");
  CHECK(finding.location.begin.line == 0);
}

TEST_CASE("findings come in report order") {
  Repository repository = banning("*");
  repository.addIncluded(component("zlib1g-dev"));
  repository.addIncluded(component("libgpl-dev"));
  const auto findings = repository.findings();
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].symbol == "zlib1g-dev");
  CHECK(findings[1].symbol == "libgpl-dev");
}

} // namespace lintel::sbom::test
