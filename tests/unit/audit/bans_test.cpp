#include "tests/unit/audit/audit_fixture.h"

namespace lintel::sbom::test {
namespace {

DependencyPolicy::Bans::Denied denied(const std::string &name, const std::string &versions = "",
                                      const std::vector<std::string> &wrappers = {}) {
  DependencyPolicy::Bans::Denied ban{named(name, versions), {}};
  ban.reason = "use the other one";
  for (const std::string &wrapper : wrappers) ban.wrappers.push_back(glob(wrapper));
  return ban;
}

Repository withBan(DependencyPolicy::Bans::Denied ban) {
  Repository repository;
  repository.policy.bans.emplace();
  repository.policy.bans->denied.push_back(std::move(ban));
  return repository;
}

Repository allowing(std::vector<DependencyPolicy::Named> allowed) {
  Repository repository;
  repository.policy.bans.emplace();
  repository.policy.bans->allowed = std::move(allowed);
  return repository;
}

} // namespace

TEST_CASE("a ban names the component, its source package or another of its names") {
  Component made = component("libcurl4-openssl-dev");
  made.source = "curl";
  made.wellKnownAs = {"libcurl"};
  for (const auto &[name, banned] : {std::pair("libcurl4-*", true), std::pair("curl", true), std::pair("libcurl", true),
                                     std::pair("lib", false), std::pair("openssl", false)}) {
    INFO(name);
    Repository repository = withBan(denied(name));
    repository.addIncluded(made);
    CHECK(repository.rules() == (banned ? Rules{"banned"} : Rules{}));
  }
}

TEST_CASE("a ban compares names without regard to case") {
  for (const char *name : {"openssl", "OpenSSL", "OPEN*"}) {
    INFO(name);
    Repository repository = withBan(denied(name));
    repository.addIncluded(component("OpenSSL"));
    CHECK(repository.rules() == Rules{"banned"});
  }
}

TEST_CASE("a ban quotes its reason") {
  Repository repository = withBan(denied("a", "<2"));
  repository.addIncluded(component("a", "1.9"));
  CHECK(mentions(repository.only(), "is banned in the versions '<2': use the other one"));
}

TEST_CASE("a ban of versions leaves others, and says when the version is not known") {
  for (const auto &[version, rules] : {std::pair("1.9", Rules{"banned"}), std::pair("2.0", Rules{})}) {
    Repository repository = withBan(denied("a", "<2"));
    repository.addIncluded(component("a", version));
    CHECK(repository.rules() == rules);
  }
  Repository unknown = withBan(denied("a", "<2"));
  unknown.addIncluded(component("a", ""));
  const Finding finding = unknown.only();
  CHECK(finding.severity == Severity::Warning);
  CHECK(mentions(finding, "its version is not known"));
}

TEST_CASE("a ban that has expired bans nothing, and is reported; one that meets nothing is not") {
  Repository repository = withBan(denied("a"));
  CHECK(repository.findings().empty());
  repository.policy.bans->denied[0].expires = "2030-05-31";
  repository.addIncluded(component("a"));
  CHECK(repository.rules() == Rules{"expired-entry"});
  repository.policy.bans->denied[0].expires = "2030-06-01"; // counts on its last day
  CHECK(repository.rules() == Rules{"banned"});
}

TEST_CASE("wrappers may use what is banned, and nobody else") {
  Repository repository = withBan(denied("curl", "", {"src/net/**", "wrapper"}));
  repository.file("src/net/get.cpp", "#include <curl.h>\n").file("src/app.cpp", "#include <other.h>\n");
  Component &curl = repository.add(component("curl"));
  curl.occurrences = {{"src/net/get.cpp", "/usr/include/curl.h"}};
  CHECK(repository.findings().empty());

  SECTION("another file of the project includes it") {
    repository.file("src/app.cpp", "\n#include <curl.h>\n");
    repository.bom.components[0].occurrences.push_back({"src/app.cpp", "/usr/include/curl.h"});
    std::ranges::sort(repository.bom.components[0].occurrences);
    const Finding finding = repository.only();
    CHECK(finding.location == Location{"src/app.cpp", {2, 11}, {2, 17}});
    CHECK(mentions(finding, "through its wrappers only"));
  }
  SECTION("a header of the project includes it") {
    repository.file("src/app.cpp", "#include \"app.h\"\n").file("src/app.h", "#include <curl.h>\n");
    repository.bom.projectIncludes["src/app.cpp"] = {"src/app.h"};
    repository.bom.components[0].occurrences.insert(repository.bom.components[0].occurrences.begin(),
                                                    {"src/app.cpp", "/usr/include/curl.h"});
    CHECK(repository.only().location.path == "src/app.h");
  }
  SECTION("a component that is a wrapper") {
    const Component wrapper = repository.add(component("wrapper"));
    repository.bom.dependsOn[wrapper.ref] = {"ref:curl@1.0"};
    CHECK(repository.findings().empty());
  }
  SECTION("a component that is none") {
    const Component user = repository.addIncluded(component("user"));
    repository.bom.dependsOn[user.ref] = {"ref:curl@1.0"};
    const Finding finding = repository.only();
    CHECK(finding.symbol == "curl");
    CHECK(finding.location.path == "a.cpp");
    CHECK(mentions(finding, "'user' 1.0 (Debian package), which is no wrapper of it, uses it"));
  }
}

TEST_CASE("a banned component that is only linked has no wrapper, unless its artefact or a component is one") {
  Repository repository = withBan(denied("curl", "", {"wrapper", "build/tool"}));
  repository.add(component("curl")).links = {link("libcurl.so", LinkKind::Shared)};
  CHECK(mentions(repository.only(), "'build/app', which is no wrapper of it, is linked with it"));
  repository.bom.components[0].links[0].artefact = "build/tool";
  CHECK(repository.findings().empty());
  repository.bom.components[0].links[0].artefact = "build/app";
  repository.bom.dependsOn[repository.add(component("wrapper")).ref] = {"ref:curl@1.0"};
  CHECK(repository.findings().empty());
}

TEST_CASE("with a list of allowed components every other one is refused, but for the toolchain") {
  Repository repository = allowing({named("a"), named("b", ">=2")});
  repository.addIncluded(component("a"));
  repository.addIncluded(component("b", "1.9"));
  repository.addIncluded(component("c"));
  Component libc = component("libc6-dev");
  libc.source = "glibc";
  repository.addIncluded(libc);
  const auto findings = repository.findings();
  std::vector<std::string> refused;
  for (const Finding &finding : findings) {
    if (finding.rule == "dependencies/not-allowed") refused.push_back(finding.symbol);
  }
  CHECK(refused == std::vector<std::string>{"b", "c"});
  // The entry for b met no component in its versions.
  CHECK(std::ranges::count(findings, "dependencies/unused-entry", &Finding::rule) == 1);
}

TEST_CASE("an empty list of allowed components allows none") {
  Repository repository = allowing({});
  repository.addIncluded(component("a"));
  CHECK(repository.rules() == Rules{"not-allowed"});
}

TEST_CASE("one component in several versions is reported once, with all places") {
  Repository repository;
  repository.policy.bans.emplace().multipleVersions = Level::Deny;
  repository.addIncluded(component("zlib", "1.2.13", Origin::Vendored));
  Component other = component("zlib1g-dev", "1:1.3.dfsg-1");
  other.wellKnownAs = {"zlib"};
  repository.addIncluded(other);
  const Finding finding = repository.only();
  CHECK(finding.rule == "dependencies/duplicate");
  CHECK(finding.severity == Severity::Error);
  CHECK(mentions(finding, "'zlib' is used in several versions"));
  CHECK(mentions(finding, "1.2.13"));
  CHECK(finding.steps.size() == 1);

  repository.policy.bans->multipleVersions = Level::Warn;
  CHECK(repository.only().severity == Severity::Warning);
  repository.policy.bans->multipleVersions = Level::Allow;
  CHECK(repository.findings().empty());
}

TEST_CASE("compilers in several versions are no duplicate, and a group is called by a name that is borne") {
  Repository repository;
  repository.policy.bans.emplace().multipleVersions = Level::Deny;
  for (const char *version : {"12", "14"}) {
    Component compiler = component("libgcc-" + std::string(version) + "-dev", version);
    compiler.source = "gcc-" + std::string(version);
    compiler.wellKnownAs = {"gcc"};
    repository.addIncluded(compiler);
    Component library = component("openssl", version, Origin::Conan);
    library.wellKnownAs = {"crypto"};
    repository.addIncluded(library);
  }
  CHECK(mentions(repository.only(), "'openssl' is used in several versions"));
}

TEST_CASE("the same upstream version is no duplicate, and an unknown one is not claimed to be") {
  Repository repository;
  repository.policy.bans.emplace().multipleVersions = Level::Warn;
  repository.addIncluded(component("Zlib", "1.3", Origin::Vendored));
  Component debian = component("zlib1g-dev", "1:1.3.dfsg-1");
  debian.wellKnownAs = {"zlib"};
  repository.addIncluded(debian);
  CHECK(repository.findings().empty());
  Component copy = component("zlib", "", Origin::Vendored);
  repository.addIncluded(copy);
  const AuditResult result = repository.audit();
  CHECK(result.findings.empty());
  REQUIRE(result.undecided.size() == 1);
  CHECK(result.undecided[0].starts_with("whether 'zlib' is used in several versions"));
}

TEST_CASE("a revision of Bazel's registry is no other version") {
  Repository repository;
  repository.policy.bans.emplace().multipleVersions = Level::Deny;
  repository.addIncluded(component("gtest", "1.17.0.bcr.2", Origin::Declared));
  repository.addIncluded(component("gtest", "1.17.0", Origin::Fetched));
  CHECK(repository.findings().empty());
}

TEST_CASE("a declaration whose name the build computes may be what is banned") {
  Repository repository;
  repository.policy.bans.emplace();
  repository.policy.bans->denied.push_back({named("zlib"), {}});
  CHECK(repository.audit().undecided.empty());
  repository.bom.unnamed = {declaration("cmake:find_package", "${name}"), declaration("cmake:CPM", "${x}", 9),
                            declaration("cmake:CPM", "${y}", 10)};
  CHECK(repository.audit().undecided ==
        std::vector<std::string>{"which dependencies are meant at CMakeLists.txt:7 (cmake:find_package) and 2 more: "
                                 "the build computes their names"});
}

TEST_CASE("a skipped component may be there in several versions") {
  Repository repository;
  repository.policy.bans.emplace().multipleVersions = Level::Warn;
  repository.policy.bans->skip = {named("zlib", "1.2.*"), named("never")};
  repository.addIncluded(component("zlib", "1.2.13", Origin::Vendored));
  repository.addIncluded(component("zlib", "1.3", Origin::Fetched));
  const Finding finding = repository.only();
  CHECK(finding.rule == "dependencies/unused-entry");
  CHECK(mentions(finding, "'never'"));
}

} // namespace lintel::sbom::test
