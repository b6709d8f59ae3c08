#include "package_fixture.h"

#include "sbom/declared/npm_package.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

using Names = std::vector<std::string>;

TEST_CASE("integrity is base64 of the digest") {
  // SHA-1 and SHA-512 of the empty text.
  CHECK(checksumsOfIntegrity("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=") ==
        std::vector<Checksum>{{"sha1", "da39a3ee5e6b4b0d3255bfef95601890afd80709"}});
  const auto both = checksumsOfIntegrity("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk= sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/"
                                         "SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==");
  REQUIRE(both.size() == 2);
  CHECK(both[1].algorithm == "sha512");
  CHECK(both[1].value.starts_with("cf83e1357eefb8bd"));
  for (const char *text : {"", "sha512", "sha512-!!!!", "sha512-AAAA", "md9-2jmj7l5rSw0yVb/vlWAYkK/YBwk="}) {
    INFO(text);
    CHECK(checksumsOfIntegrity(text).empty());
  }
}

TEST_CASE("package.json: what a dependency asks for") {
  struct Case {
    const char *spec;
    const char *version;
    const char *source;
    const char *purl;
  };
  const Case cases[] = {
      {"1.2.3", "1.2.3", "", "pkg:npm/a@1.2.3"},
      {"^1.2.3", "", "", "pkg:npm/a"},
      {"*", "", "", "pkg:npm/a"},
      {"npm:@s/b@2.0.0", "2.0.0", "", "pkg:npm/%40s/b@2.0.0"},
      {"https://example.org/a.tgz", "", "https://example.org/a.tgz", "pkg:npm/a"},
      {"owner/repo#v1", "", "https://github.com/owner/repo", nullptr},
      {"git+ssh://git@example.org/o/r.git#main", "", "ssh://git@example.org/o/r.git", nullptr},
  };
  for (const Case &one : cases) {
    INFO(one.spec);
    const auto found = repositoryWith("package.json", std::string(R"({"dependencies":{"a":")") + one.spec + "\"}}")
                           .declarations("package.json");
    REQUIRE(found.size() == 1);
    CHECK(found[0].version == one.version);
    CHECK(found[0].source == one.source);
    CHECK(found[0].constraint == one.spec);
    if (one.purl != nullptr) CHECK(found[0].purl == one.purl);
  }
}

TEST_CASE("package.json: directories of the repository are no dependencies") {
  CHECK(repositoryWith("package.json", R"({"dependencies":{"a":"file:../a","b":"workspace:*","c":"link:c"}})")
            .declarations("package.json")
            .empty());
}

TEST_CASE("package-lock.json 3: workspaces, aliases, copies of one package") {
  Repository repository = repositoryWith("package-lock.json", R"({"lockfileVersion":3,"packages":{
"":{"workspaces":["app"],"dependencies":{"a":"^1"}},
"app":{"version":"0.1.0","dependencies":{"b":"^2","gone":"^1"}},
"node_modules/app":{"resolved":"app","link":true},
"node_modules/a":{"version":"1.5.0","dependencies":{"b":"^1","app":"*"}},
"node_modules/a/node_modules/b":{"version":"1.9.0"},
"node_modules/b":{"version":"2.2.0","optional":true},
"node_modules/short":{"name":"long-name","version":"3.0.0","dev":true}}})");
  const auto found = repository.declarations("package-lock.json");
  CHECK(summaries(found) == Names{"a 1.5.0", "!b 1.9.0", "b 2.2.0", "!long-name 3.0.0"});
  CHECK(found[0].dependsOn == Names{"b"});
  CHECK(found[0].constraint == "^1");
  CHECK(found[2].scope == Scope::Optional);
  CHECK(found[3].scope == Scope::Build);
  // The manifest of a workspace finds the lock above it, and says only what that does not hold.
  repository.files["app/package.json"] = R"({"dependencies":{"b":"^2","gone":"^1"}})";
  CHECK(summaries(repository.declarations("app/package.json")) == Names{"gone"});
}

TEST_CASE("package-lock.json 1: nested dependencies, direct by package.json") {
  Repository repository = repositoryWith("package-lock.json", R"({"lockfileVersion":1,"dependencies":{
"a":{"version":"1.5.0","requires":{"b":"^1"},"dependencies":{"b":{"version":"1.9.0"}}},
"b":{"version":"2.2.0"},
"g":{"version":"git+https://github.com/o/g.git#0123456789abcdef0123456789abcdef01234567"}}})");
  repository.files["package.json"] = R"({"dependencies":{"a":"^1"}})";
  const auto found = repository.declarations("package-lock.json");
  CHECK(summaries(found) == Names{"a 1.5.0", "!b 1.9.0", "!b 2.2.0", "!g"});
  CHECK(found[0].dependsOn == Names{"b"});
  CHECK(found[3].revision == "0123456789abcdef0123456789abcdef01234567");
}

TEST_CASE("npm: damage is an error with its place") {
  CHECK(repositoryWith("package.json", "{\"dependencies\":\n {\"a\": 1}}").problem("package.json").line == 2);
  CHECK(repositoryWith("package.json", "[]").problem("package.json").line == 1);
  CHECK(repositoryWith("package-lock.json", "{}").problem("package-lock.json").line == 1);
  const std::string deep = R"({"packages":{")" + std::string(5000, 'x') + "\":{}}}";
  CHECK(repositoryWith("package-lock.json", deep).problem("package-lock.json").what.find("more than") !=
        std::string::npos);
}

TEST_CASE("npm: installed packages are not the project's manifests") {
  CHECK_FALSE(repositoryWith("node_modules/a/package.json", "{}").read("node_modules/a/package.json").has_value());
}
