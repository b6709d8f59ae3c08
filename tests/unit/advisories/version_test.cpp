// The orders of versions, against tables of facts: the specifications' own examples, and dpkg itself.
#include "sbom/advisories/version.h"

#include "tests/support/command.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace lintel;
using namespace lintel::sbom;

namespace {

// Each is older than the next, and so older than all that follow.
void checkAscending(Ecosystem ecosystem, const std::vector<std::string> &versions) {
  for (std::size_t i = 0; i < versions.size(); ++i)
    for (std::size_t j = 0; j < versions.size(); ++j) {
      INFO(versions[i] << " and " << versions[j]);
      CHECK(compareVersions(ecosystem, versions[i], versions[j]) == std::optional(i <=> j));
    }
}

void checkEqual(Ecosystem ecosystem, const std::vector<std::string> &versions) {
  for (const std::string &version : versions) {
    INFO(versions.front() << " and " << version);
    CHECK(compareVersions(ecosystem, versions.front(), version) == std::optional(std::strong_ordering::equal));
    CHECK(compareVersions(ecosystem, version, versions.front()) == std::optional(std::strong_ordering::equal));
  }
}

void checkNoVersions(Ecosystem ecosystem, const std::vector<std::string> &texts, const std::string &good) {
  for (const std::string &text : texts) {
    INFO("'" << text << "'");
    CHECK_FALSE(compareVersions(ecosystem, text, good).has_value());
    CHECK_FALSE(compareVersions(ecosystem, good, text).has_value());
  }
}

} // namespace

TEST_CASE("semantic versions are ordered as the specification's examples") {
  checkAscending(Ecosystem::SemVer, {"0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
                                     "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "2.0.0", "2.1.0", "2.1.1",
                                     "99999999999999999999999.999999999999999999.99999999999999999"});
  checkEqual(Ecosystem::SemVer, {"1.0.0", "1.0.0+20130313144700", "1.0.0+exp.sha.5114f85", "1.0.0+001"});
  checkNoVersions(Ecosystem::SemVer,
                  {"", "1", "1.2", "1.2.3.4", "v1.2.3", "01.2.3", "1.2.3-01", "1.2.3-", "1.2.3+", "1.2.3-a..b",
                   "1.2.3-\xc3\xa9", "1.2.x", "alpha"},
                  "1.0.0");
}

TEST_CASE("versions of npm may have a prefix, those of crates.io may not") {
  checkEqual(Ecosystem::Npm, {"1.2.3", "v1.2.3", "=1.2.3", "= v1.2.3", "1.2.3+build"});
  checkAscending(Ecosystem::Npm, {"1.0.0-rc.1", "1.0.0", "v1.0.1"});
  checkAscending(Ecosystem::CratesIo, {"0.1.0-alpha.2", "0.1.0-alpha.10", "0.1.0", "0.10.0"});
  checkNoVersions(Ecosystem::CratesIo, {"v1.0.0", "1.0"}, "1.0.0");
}

TEST_CASE("versions of Go: prefix, pseudo-versions, +incompatible") {
  checkAscending(Ecosystem::Go,
                 {"v0.0.0-20180101000000-0123456789ab", "v0.0.0-20191109021931-daa7c04131f5", "v0.1.0", "v1.2.2",
                  "v1.2.3-0.20191109021931-daa7c04131f5", "v1.2.3-pre", "v1.2.3-pre.0.20191109021931-daa7c04131f5",
                  "v1.2.3", "v2.0.0+incompatible", "v2.0.1"});
  checkEqual(Ecosystem::Go, {"1.2.3", "v1.2.3", "v1.2.3+incompatible"});
  checkEqual(Ecosystem::Go, {"v1", "v1.0", "1.0.0"});
  checkNoVersions(Ecosystem::Go, {"", "v", "go1.2.3", "v1.2.3.4", "v1-pre", "master"}, "v1.0.0");
}

TEST_CASE("Debian versions are ordered as dpkg orders them") {
  const std::vector<std::string> versions = {"0",
                                             "1.0~~",
                                             "1.0~~a",
                                             "1.0~",
                                             "1.0~rc1-1",
                                             "1.0",
                                             "1.0-0",
                                             "1.0-1",
                                             "1.0-1~bpo12+1",
                                             "1.0-1+b1",
                                             "1.0-1.1",
                                             "1.0+dfsg-1",
                                             "1.0.0",
                                             "1.0a",
                                             "1.0.a",
                                             "1.0+",
                                             "1.00",
                                             "1.01",
                                             "1.2.11.dfsg-2+deb11u2",
                                             "1:1.2.13.dfsg-1",
                                             "1:0.1",
                                             "2:0",
                                             "0:1.0",
                                             "1.0-1-1",
                                             "1.0-01",
                                             "1.10",
                                             "1.9",
                                             "9z",
                                             "10",
                                             "2.30+git20200101-1",
                                             "1.0-a",
                                             "1.0-A",
                                             "1.0-1deb12u3",
                                             "1.0-1+deb12u3",
                                             "1:",
                                             "3.0.11-1~deb12u2",
                                             "0.0.0~git20150806",
                                             "1.1.1w-0+deb11u1"};
  int compared = 0;
  for (const std::string &a : versions)
    for (const std::string &b : versions) {
      if (a == "1:" || b == "1:") continue; // see below
      const auto order = compareVersions(Ecosystem::Debian, a, b);
      INFO(a << " and " << b);
      REQUIRE(order.has_value());
      if (a > b) continue; // half of the pairs, to spare processes; the other half follows
      CHECK(compareVersions(Ecosystem::Debian, b, a) == std::optional(0 <=> *order));
      const char *relation = *order < 0 ? "lt" : *order > 0 ? "gt" : "eq";
      CHECK(test::runCommand({"dpkg", "--compare-versions", a, relation, b}).status == 0);
      ++compared;
    }
  CHECK(compared > 500);
}

TEST_CASE("what is no Debian version cannot be compared") {
  checkNoVersions(Ecosystem::Debian, {"", "1:", "a:1", "-1:1", "1.0-", "1 0", "1.0_1", "1.0-1_2", "9999999999:1", ":1"},
                  "1.0");
}

TEST_CASE("versions of PyPI are ordered as PEP 440 says") {
  checkAscending(Ecosystem::PyPI, {"1.dev0",
                                   "1.0.dev456",
                                   "1.0a1",
                                   "1.0a2.dev456",
                                   "1.0a12.dev456",
                                   "1.0a12",
                                   "1.0b1.dev456",
                                   "1.0b2",
                                   "1.0b2.post345.dev456",
                                   "1.0b2.post345",
                                   "1.0rc1.dev456",
                                   "1.0rc1",
                                   "1.0",
                                   "1.0+abc.5",
                                   "1.0+abc.7",
                                   "1.0+5",
                                   "1.0.post456.dev34",
                                   "1.0.post456",
                                   "1.0.15",
                                   "1.1.dev1",
                                   "1!0.5",
                                   "2!0"});
  checkEqual(Ecosystem::PyPI, {"1.0", "1", "1.0.0", "v1.0", "0!1.0", " 1.0 "});
  checkEqual(Ecosystem::PyPI, {"1.1rc1", "1.1.RC1", "1.1-c1", "1.1_pre1", "1.1preview-1", "1.1rc.1"});
  checkEqual(Ecosystem::PyPI, {"1.0.post1", "1.0-1", "1.0-post1", "1.0.rev1", "1.0-r1"});
  checkEqual(Ecosystem::PyPI, {"1.2a", "1.2a0", "1.2.alpha"});
  checkEqual(Ecosystem::PyPI, {"1.0+ubuntu.1", "1.0+ubuntu-1", "1.0+UBUNTU_1"});
  checkNoVersions(Ecosystem::PyPI, {"", "abc", "1.0.x", "1.0+", "1.0+a..b", "!1", "1..0", "1.0 1", "1.0a1b2"}, "1.0");
}

TEST_CASE("upstream versions: numbers, pre-releases, letters") {
  checkAscending(Ecosystem::Generic, {"0.9", "1.0-dev", "1.0-alpha2", "1.0-beta", "1.0b2", "1.0-rc1", "1.0-rc2", "1.0",
                                      "1.0.1", "1.0.2a", "1.0.2k", "1.0.2u", "1.0.9", "1.0.10", "2023-04-05"});
  checkAscending(Ecosystem::Generic, {"9.2", "9.3p1", "9.3p2", "9.4"});
  checkAscending(Ecosystem::Generic, {"1.2.3", "1.2.3#1", "1.2.3#10", "1.2.4"});
  checkEqual(Ecosystem::Generic, {"1.2", "1.2.0", "v1.2", "V1_2", "release-1.2", "refs/tags/v1.2"});
  checkNoVersions(Ecosystem::Generic, {"", "master", "0123456789abcdef0123456789abcdef01234567", "7f3a2b1", "unknown"},
                  "1.0");
  CHECK_FALSE(compareVersions(Ecosystem::Generic, "1.0.final", "1.0").has_value());
  CHECK_FALSE(compareVersions(Ecosystem::Generic, "1.0.stable", "1.0.lts").has_value());
}

TEST_CASE("tags are compared without what surrounds their numbers") {
  CHECK(normalisedTag("zlib-1_2_11", {"zlib"}) == "1.2.11");
  CHECK(normalisedTag("curl-7_88_1", {"Curl"}) == "7.88.1");
  CHECK(normalisedTag("V1.2.11", {}) == "1.2.11");
  CHECK(normalisedTag("refs/tags/release-v3.4", {}) == "3.4");
  CHECK(normalisedTag("VERSION_2_0-rc1", {}) == "2.0-rc1");
  CHECK(normalisedTag("zlibng-1.0", {"zlib"}) == "zlibng-1.0");
  CHECK(normalisedTag("zlib", {"zlib"}) == "zlib");
  CHECK(normalisedTag("", {"zlib"}).empty());
}

TEST_CASE("an ecosystem's suffix has no part in its order, and what is not known is said to be so") {
  CHECK(ecosystemOf("Debian:12") == Ecosystem::Debian);
  CHECK(ecosystemOf("OSS-Fuzz") == Ecosystem::Generic);
  CHECK(ecosystemOf("") == Ecosystem::Generic);
  CHECK_FALSE(ecosystemOf("Alpine:v3.18").has_value());
  CHECK_FALSE(ecosystemOf("debian").has_value());
}

TEST_CASE("versions of hostile length are refused") {
  const std::string huge = "1." + std::string(1 << 20, '0');
  for (const Ecosystem ecosystem : {Ecosystem::SemVer, Ecosystem::Debian, Ecosystem::Go, Ecosystem::Npm,
                                    Ecosystem::PyPI, Ecosystem::CratesIo, Ecosystem::Generic})
    CHECK_FALSE(compareVersions(ecosystem, huge, "1.0.0").has_value());
}
