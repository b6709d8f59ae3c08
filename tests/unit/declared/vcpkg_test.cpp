#include "package_fixture.h"

#include "sbom/declared/vcpkg_version.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

using Names = std::vector<std::string>;

namespace {

constexpr const char *kBaseline = "0123456789abcdef0123456789abcdef01234567";

// A project, and a checkout whose baseline lists a 1.5.0, b 2.0.0, tool 1.0.
Repository project(const std::string &manifest) {
  Repository repository = repositoryWith("vcpkg.json", manifest);
  repository.options.vcpkgCheckout = "/vcpkg";
  repository.files["/vcpkg/versions/baseline.json"] =
      R"({"default":{"a":{"baseline":"1.5.0","port-version":0},"b":{"baseline":"2.0.0","port-version":3},
"tool":{"baseline":"1.0","port-version":0}}})";
  repository.files["/vcpkg/versions/a-/a.json"] =
      R"({"versions":[{"git-tree":"aa","version":"1.5.0","port-version":0},{"git-tree":"ab","version":"1.6.0"}]})";
  repository.files["/vcpkg/versions/b-/b.json"] =
      R"({"versions":[{"git-tree":"bb","version":"2.0.0","port-version":3}]})";
  repository.files["/vcpkg/versions/t-/tool.json"] = R"({"versions":[{"git-tree":"cc","version":"1.0"}]})";
  repository.files["/vcpkg/ports/a/vcpkg.json"] =
      R"({"name":"a","version":"1.5.0","dependencies":[{"name":"tool","host":true}],"default-features":["more"],
"features":{"more":{"dependencies":[{"name":"b","platform":"linux"}]}}})";
  repository.files["/vcpkg/ports/a/portfile.cmake"] = "x(SHA512 " + std::string(128, 'A') + ")\n";
  repository.files["/vcpkg/ports/b/vcpkg.json"] = R"({"name":"b","version":"2.0.0","port-version":3})";
  repository.files["/vcpkg/ports/tool/vcpkg.json"] = R"({"name":"tool","version":"1.0"})";
  return repository;
}

std::vector<Declaration> ports(const std::string &manifest) { return project(manifest).declarations("vcpkg.json"); }

} // namespace

TEST_CASE("the order of vcpkg versions") {
  struct Case {
    const char *a;
    const char *b;
    char order; // of a to b; '?': there is none
  };
  const Case cases[] = {
      {"1.2.3", "1.2.3", '='},
      {"1.2.3", "1.2.3#1", '<'},
      {"1.10.0", "1.9.0", '>'},
      {"0.1", "0.1.0", '<'},
      {"1", "1.0.0", '<'},
      {"1.0.0-rc1", "1.0.0", '<'},
      {"1.0.0-rc.2", "1.0.0-rc.10", '<'},
      {"2020-01-20", "2020-02-01", '<'},
      {"2020-01-20.1", "2020-01-20", '>'},
      {"2020-01-20", "1.0", '?'},
      {"apple", "banana", '?'},
      {"apple", "apple#2", '<'},
      {"99999999999999999999.0", "3.0", '>'},
      {"1.0.0+a", "1.0.0+b", '='},
  };
  for (const Case &one : cases) {
    INFO(one.a << " and " << one.b);
    const auto order = compareVcpkgVersions(parseVcpkgVersion(one.a), parseVcpkgVersion(one.b));
    if (one.order == '?') {
      CHECK_FALSE(order.has_value());
    } else {
      REQUIRE(order.has_value());
      CHECK((one.order == '<' ? *order < 0 : one.order == '>' ? *order > 0 : *order == 0));
    }
  }
  CHECK(parseVcpkgVersion("1.0#nonsense").port == 0);
}

TEST_CASE("without a checkout a manifest gives names, constraints and overrides") {
  Repository repository = repositoryWith("vcpkg.json", std::string(R"({"name":"p","builtin-baseline":")") + kBaseline +
                                                           R"(","dependencies":["a",{"name":"b","version>=":"2.1#1"},
{"name":"c","platform":"windows","features":["y",{"name":"x"}]}],"overrides":[{"name":"c","version":"3.0#2"}]})");
  const auto found = repository.declarations("vcpkg.json");
  CHECK(summaries(found) == Names{"a", "b", "c 3.0"});
  CHECK(named(found, "a").revision == kBaseline);
  CHECK(named(found, "a").purl == "pkg:vcpkg/a");
  CHECK(named(found, "b").constraint == ">=2.1#1");
  CHECK(named(found, "c").purl == "pkg:vcpkg/c@3.0?port_version=2");
  CHECK(named(found, "c").condition == "windows");
  CHECK(named(found, "c").parts == Names{"x", "y"});
}

TEST_CASE("a checkout gives the baseline, what the ports need, trees and checksums") {
  const auto found = ports(R"({"name":"p","dependencies":["a"]})");
  CHECK(summaries(found) == Names{"a 1.5.0", "!b 2.0.0", "!tool 1.0"});
  CHECK(named(found, "a").checksums == std::vector<Checksum>{{"git-tree", "aa"}, {"sha512", std::string(128, 'a')}});
  CHECK(named(found, "a").dependsOn == Names{"b", "tool"});
  CHECK(named(found, "b").condition == "linux");
  CHECK(named(found, "b").purl == "pkg:vcpkg/b@2.0.0?port_version=3");
  CHECK(named(found, "tool").scope == Scope::Build);
  CHECK(named(found, "b").location.begin == named(found, "a").location.begin);
}

TEST_CASE("default features are left out when the project refuses them") {
  CHECK(summaries(ports(R"({"dependencies":[{"name":"a","default-features":false}]})")) ==
        Names{"a 1.5.0", "!tool 1.0"});
}

TEST_CASE("the version is the highest of baseline and minimum, or the override") {
  const auto version = [](const std::string &rest) {
    return named(ports(R"({"dependencies":[)" + rest + "}"), "b").version;
  };
  CHECK(version(R"({"name":"b","version>=":"1.0"}])") == "2.0.0");
  CHECK(version(R"({"name":"b","version>=":"2.0.0#7"}])") == "2.0.0");
  CHECK(version(R"({"name":"b","version>=":"2.5"}])") == "2.5");
  CHECK(version(R"({"name":"b","version>=":"2.5"}],"overrides":[{"name":"b","version":"1.1"}])") == "1.1");
}

TEST_CASE("what the checkout cannot tell is said, not guessed") {
  const auto newer = ports(R"({"dependencies":[{"name":"a","version>=":"1.6.0"}]})");
  CHECK(named(newer, "a").version == "1.6.0");
  CHECK_FALSE(named(newer, "a").resolved); // the port in the checkout is 1.5.0
  CHECK(named(newer, "a").dependsOn.empty());

  CHECK(summaries(ports(R"({"dependencies":["unlisted"]})")) == Names{"unlisted?"});
  CHECK(summaries(ports(R"({"dependencies":[{"name":"b","version>=":"2020-01-01"}]})")) == Names{"b?"});
  CHECK(summaries(ports(R"({"dependencies":["../../etc/passwd"]})")) == Names{"../../etc/passwd?"});
}

TEST_CASE("a checkout at another commit than the baseline resolves nothing") {
  Repository repository = project(std::string(R"({"builtin-baseline":")") + kBaseline + R"(","dependencies":["a"]})");
  repository.files["/vcpkg/.git/HEAD"] = "ref: refs/heads/master\n";
  repository.files["/vcpkg/.git/refs/heads/master"] = std::string(40, 'f') + "\n";
  const auto found = repository.declarations("vcpkg.json");
  CHECK(summaries(found) == Names{"a?"});
  CHECK(found[0].constraint.find(kBaseline) != std::string::npos);

  repository.files["/vcpkg/.git/refs/heads/master"] = std::string(kBaseline) + "\n";
  CHECK(named(repository.declarations("vcpkg.json"), "a").version == "1.5.0");
}

TEST_CASE("registries and overlays decide where a port comes from") {
  Repository repository = project(R"({"dependencies":["a","b","own"]})");
  repository.files["vcpkg-configuration.json"] = R"({"default-registry":{"kind":"builtin","baseline":"x"},
"registries":[{"kind":"git","repository":"https://example.org/r","baseline":"y","packages":["b*"]}],
"overlay-ports":["./overlays"]})";
  repository.files["overlays/own/vcpkg.json"] = R"({"name":"own","version":"9.9","dependencies":["tool"]})";
  const auto found = repository.declarations("vcpkg.json");
  CHECK(named(found, "own").version == "9.9");
  CHECK(named(found, "own").path == "overlays/own");
  CHECK(named(found, "own").dependsOn == Names{"tool"});
  CHECK(named(found, "b").source == "https://example.org/r");
  CHECK(named(found, "b").revision == "y");
  CHECK(named(found, "b").version.empty());
  CHECK_FALSE(named(found, "b").resolved);
}

TEST_CASE("what a feature asks for is needed with it only; a port of the repository is no project") {
  Repository repository = repositoryWith("vcpkg.json", R"({"name":"p","default-features":["on"],"features":{
"on":{"dependencies":["a",{"name":"p","features":["off"]}]},"off":{"dependencies":[{"name":"b","platform":"linux"}]}}})");
  const auto found = repository.declarations("vcpkg.json");
  CHECK(named(found, "a").required);
  CHECK(named(found, "b").condition == "feature off and linux");
  CHECK(named(found, "b").scope == Scope::Optional);
  repository.files["portfile.cmake"] = "";
  CHECK(summaries(repository.declarations("vcpkg.json")) == Names{"!a", "!b"});
}

TEST_CASE("vcpkg: cycles end, damage is an error with its place") {
  Repository repository = project(R"({"dependencies":["b"]})");
  repository.files["/vcpkg/ports/b/vcpkg.json"] =
      R"({"name":"b","version":"2.0.0","port-version":3,"dependencies":["a","b"]})";
  CHECK(summaries(repository.declarations("vcpkg.json")) == Names{"!a 1.5.0", "b 2.0.0", "!tool 1.0"});

  const auto problem = [](const std::string &text) { return repositoryWith("vcpkg.json", text).problem("vcpkg.json"); };
  CHECK(problem("{\n  \"dependencies\": [ {} ]\n}").column == 21);
  CHECK(problem("{\"overrides\": [{\"name\": \"a\"}]}").line == 1);
  CHECK(problem("[").line == 1);
  CHECK(problem("{\n \"dependencies\": \"zlib\"\n}").what == "'dependencies' is no list");
  CHECK(problem("{\n \"dependencies\": \"zlib\"\n}").line == 2);
  CHECK(repositoryWith("vcpkg-configuration.json", "{,").problem("vcpkg-configuration.json").column == 2);
}
