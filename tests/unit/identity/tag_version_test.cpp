#include "sbom/identity/tag_version.h"

#include <catch2/catch.hpp>
#include <utility>

using namespace lintel::sbom;

TEST_CASE("the tags of releases name their versions") {
  const std::pair<const char *, const char *> table[] = {
      {"v1.2.3", "1.2.3"},
      {"1.2.3", "1.2.3"},
      {"V1.2", "1.2"},
      {"curl-7_88_1", "7.88.1"},
      {"release-1.2", "1.2"},
      {"boost-1.80.0", "1.80.0"},
      {"OpenSSL_1_1_1w", "1.1.1w"},
      {"openssl-3.0.8", "3.0.8"},
      {"R_2_5_0", "2.5.0"},
      {"VER-2-13-0", "2.13.0"},
      {"n6.0", "6.0"},
      {"release-72-1", "72.1"},
      {"V_9_3_P1", "9.3p1"},
      {"pcre2-10.42", "10.42"},
      {"bzip2-1.0.8", "1.0.8"},
      {"x265_3.5", "3.5"},
      {"h2o-2.2.6", "2.2.6"},
      {"libexpat/2.5.0", "2.5.0"},
      {"refs/v1.0", "1.0"},
      {"20230125.3", "20230125.3"},
      {"2023-06-01", "2023-06-01"},
      {"v7", "7"},
      {"release-7", "7"},
      {"r131", "r131"},
      {"v1.0.0-final", "1.0.0"},
      {"4.1.100.Final", "4.1.100"},
      {"v1.2.2.3", "1.2.2.3"},
      {"7.1.1-15", "7.1.1-15"},
      {"v1.2.3+build.5", "1.2.3"},
      {"1.0.2a", "1.0.2a"},
  };
  for (const auto &[tag, version] : table) {
    INFO(tag);
    const auto found = versionOfTag(tag);
    REQUIRE(found);
    CHECK(found->version == version);
    CHECK_FALSE(found->prerelease);
  }
}

TEST_CASE("pre-releases are versions too, and marked") {
  const std::pair<const char *, const char *> table[] = {
      {"v1.2.3-rc1", "1.2.3-rc1"},
      {"v2.0-beta.2", "2.0-beta.2"},
      {"OpenSSL_1_1_1-pre9", "1.1.1-pre9"},
      {"llvmorg-15.0.0-rc1", "15.0.0-rc1"},
      {"2.0rc1", "2.0rc1"},
      {"boost-1.80.0.beta1", "1.80.0-beta1"},
      {"v1.0a1", "1.0a1"},
      {"1.2.3-dev", "1.2.3-dev"},
      {"v1.0-alpha", "1.0-alpha"},
  };
  for (const auto &[tag, version] : table) {
    INFO(tag);
    const auto found = versionOfTag(tag);
    REQUIRE(found);
    CHECK(found->version == version);
    CHECK(found->prerelease);
  }
}

TEST_CASE("other tags name no version") {
  for (const char *tag : {"", "nightly", "latest", "v", "abc123", "v1.2-foo", "v2.0-5-g1a2b3c4", "1.2.3-1ubuntu2",
                          "pcre2", "before-merge", "...", "v1.", "-1-", "sha-1f3a"}) {
    INFO(tag);
    CHECK_FALSE(versionOfTag(tag));
  }
  CHECK_FALSE(versionOfTag(std::string(100000, '1')));
}

TEST_CASE("versions are ordered by their numbers") {
  const std::pair<const char *, const char *> ascending[] = {
      {"1.9", "1.10"},
      {"1.2", "1.2.1"},
      {"1.0-rc1", "1.0"},
      {"1.0-beta", "1.0-rc1"},
      {"1.0.2", "1.0.2a"},
      {"1.0.2a", "1.0.2b"},
      {"9.3", "9.3p1"},
      {"7.1.1-14", "7.1.1-15"},
      {"2022-12-31", "2023-01-01"},
      {"1.0-rc2", "1.0-rc10"},
      {"0.9", "99999999999999999999.0"},
  };
  for (const auto &[less, greater] : ascending) {
    INFO(less << " and " << greater);
    CHECK((compareVersions(less, greater) < 0));
    CHECK((compareVersions(greater, less) > 0));
    CHECK((compareVersions(less, less) == 0));
  }
  CHECK((compareVersions("1.0", "1.00") == 0));
}
