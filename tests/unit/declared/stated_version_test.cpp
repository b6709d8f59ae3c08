#include "sbom/declared/stated_version.h"

#include "sbom/declared/fetched_source.h"

#include <catch2/catch.hpp>

using namespace lintel::sbom;

TEST_CASE("a tag that plainly carries a version states it, others state none") {
  const std::vector<std::pair<const char *, const char *>> cases = {
      {"v1.2.3", "1.2.3"},
      {"1.2.3", "1.2.3"},
      {"V3.11", "3.11"},
      {"release-1.2.3", "1.2.3"},
      {"release/4.0.1", "4.0.1"},
      {"boost-1.80.0", "1.80.0"},
      {"refs/tags/v2.0.0", "2.0.0"},
      {"v1.2.3-rc1", "1.2.3-rc1"},
      {"1.0.0-beta.2", "1.0.0-beta.2"},
      {"curl-8_5_0", "8.5.0"},
      {"v1_2_3", "1.2.3"},
      {"OpenSSL_1_1_1w", "1.1.1w"},
      {"VER-2-13-2", "2.13.2"},
      {"R_2_6_2", "2.6.2"},
      {"SDL2-2.28.5", "2.28.5"},
      {"20240116.0", "20240116.0"},
      {"2022-12-01", "2022-12-01"},
      {"re2-2025-11-05", "2025-11-05"},
      {"n6.0", "6.0"},
      {"v254", "254"},
      {"llvmorg-17.0.6", "17.0.6"},
      {"", ""},
      {"main", ""},
      {"origin/main", ""},
      {"v1.x", ""},
      {"1.2.x", ""},
      {"release", ""},
      {"5", ""},
      {"v1.2.3-4-gabcdef0", ""},
      {"0123456789abcdef0123456789abcdef01234567", ""},
      {"3141592653589793238462643383279502884197", ""},
      {"${VERSION}", ""},
  };
  for (const auto &[tag, version] : cases) {
    INFO(tag);
    CHECK(versionOfTag(tag).value_or("") == version);
  }
  CHECK_FALSE(versionOfTag(std::string(100000, '1')).has_value());
}

TEST_CASE("the version in the address of an archive") {
  const std::vector<std::pair<const char *, const char *>> cases = {
      {"https://mirror.example.org/zlib-1.3.1.tar.gz", "1.3.1"},
      {"https://mirror.example.org/zlib-1.3.1.tar.gz?raw=1#x", "1.3.1"},
      {"https://mirror.example.org/boost_1_80_0.tar.bz2", "1.80.0"},
      {"https://mirror.example.org/libpng-1.6.40-src.zip", "1.6.40"},
      {"https://mirror.example.org/dpkg_1.21.22.orig.tar.xz", "1.21.22"},
      {"https://github.com/o/r/archive/refs/tags/v2.3.4.zip", "2.3.4"},
      {"https://github.com/o/r/archive/v2.3.4/r.zip", "2.3.4"},
      {"https://github.com/o/r/releases/download/v2.3.4/everything.zip", "2.3.4"},
      {"https://gitlab.com/g/r/-/archive/5.6.7/archive.tar.gz", "5.6.7"},
      {"https://codeload.github.com/o/r/tar.gz/refs/tags/v1.9", "1.9"},
      {"https://github.com/o/r/archive/main.zip", ""},
      {"https://github.com/o/r/archive/0123456789abcdef0123456789abcdef01234567.zip", ""},
      {"https://mirror.example.org/sqlite-amalgamation-3390400.zip", ""},
      {"https://mirror.example.org/1.2.3/readme", ""},
      {"", ""},
  };
  for (const auto &[url, version] : cases) {
    INFO(url);
    CHECK(versionOfUrl(url).value_or("") == version);
  }
}

TEST_CASE("a version number is not a range, a branch or a wildcard") {
  for (const char *number : {"1", "1.2.13", "9.1.0-rc1", "20230802.1", "1.2.13.bcr.1"}) {
    INFO(number);
    CHECK(isVersionNumber(number));
  }
  for (const char *other : {"", "1.2.x", "10.x", ">=9", "<2", "master", "v1.2", "1.2 || 1.3", "^1.2", "1.2.*"}) {
    INFO(other);
    CHECK_FALSE(isVersionNumber(other));
  }
}

TEST_CASE("the repository behind an address of a forge") {
  struct Case {
    const char *url;
    const char *type;
    const char *nameSpace;
    const char *name;
    const char *revision;
  };
  const std::vector<Case> cases = {
      {"https://github.com/nlohmann/json.git", "github", "nlohmann", "json", ""},
      {"https://user:secret@github.com/o/r", "github", "o", "r", ""},
      {"git@github.com:o/r.git", "github", "o", "r", ""},
      {"ssh://git@github.com/o/r.git/", "github", "o", "r", ""},
      {"git+https://gitlab.com/g/sub/r.git", "gitlab", "g/sub", "r", ""},
      {"https://gitlab.com/g/sub/r/-/archive/v1.2/r-v1.2.tar.gz", "gitlab", "g/sub", "r", "v1.2"},
      {"https://bitbucket.org/o/r/get/v3.4.zip", "bitbucket", "o", "r", "v3.4"},
      {"https://github.com/o/r/archive/refs/tags/v1.zip", "github", "o", "r", "v1"},
      {"https://github.com/o/r/archive/feature/x.zip", "github", "o", "r", "feature/x"},
      {"https://github.com/o/r/releases/download/v1.2/all.tar.gz", "github", "o", "r", "v1.2"},
      {"https://github.com/o", "", "", "", ""},
      {"https://github.com.example.org/o/r", "", "", "", ""},
      {"https://example.org/github.com/o/r", "", "", "", ""},
      {"https://gitlab.example.org/g/r.git", "", "", "", ""},
  };
  for (const Case &c : cases) {
    INFO(c.url);
    const HostedRepository found = hostedRepository(c.url).value_or(HostedRepository());
    CHECK(found.type == c.type);
    CHECK(found.nameSpace == c.nameSpace);
    CHECK(found.name == c.name);
    CHECK(found.revision == c.revision);
  }
}

TEST_CASE("user names and passwords of an address are left out") {
  CHECK(withoutCredentials("https://user:secret@example.org/a@b") == "https://example.org/a@b");
  CHECK(withoutCredentials("https://token@example.org") == "https://example.org");
  CHECK(withoutCredentials("git@example.org:o/r.git") == "git@example.org:o/r.git");
  CHECK(withoutCredentials("https://example.org/a@b") == "https://example.org/a@b");
}

TEST_CASE("an integrity value is decoded, a damaged one is not") {
  // The SHA-256 of no bytes at all.
  const auto empty = checksumOfIntegrity("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  REQUIRE(empty.has_value());
  CHECK(empty->algorithm == "sha256");
  CHECK(empty->value == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (const char *bad : {"", "sha256-", "sha256-47DEQpj8", "sha1-47DEQpj8HBSa+/TImW+5JCeuQeQ=", "sha256-!!!",
                          "sha512-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}) {
    INFO(bad);
    CHECK_FALSE(checksumOfIntegrity(bad).has_value());
  }
  CHECK_FALSE(checksumOf("sha256", "${HASH}").has_value());
  CHECK(checksumOf("SHA3_256", "AB").value_or(Checksum()) == Checksum{"sha3-256", "ab"});
}
