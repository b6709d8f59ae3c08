#include "sbom/audit/version_order.h"
#include "sbom/audit/version_range.h"

#include <catch2/catch.hpp>

using namespace lintel::sbom;

TEST_CASE("versions stand in the order of their releases") {
  // Each row in rising order.
  const std::vector<std::vector<std::string>> generic = {
      {"0.9", "1.0-alpha", "1.0-beta2", "1.0-rc1", "1.0", "1.0.1", "1.1", "1.9", "1.10", "2.0"},
      {"1.1.1", "1.1.1a", "1.1.1w", "1.1.2"},
      {"1.0a1", "1.0b2", "1.0rc1", "1.0", "1.0.0.1"},
      {"8_4_0", "8_10_0"},
      {"2023-01-02", "2023-10-01"},
      {"99999999999999999998", "99999999999999999999"},
  };
  const std::vector<std::vector<std::string>> debian = {
      {"1.0~rc1-1", "1.0-1", "1.0-1+deb12u1", "1.0-1.1", "1.0-2", "1.0a-1", "1.0+dfsg-1", "1.2-1", "1.10-1"},
      {"9.9", "1:0.1", "2:0.0.1"},
  };
  const auto inOrder = [](Origin origin, const std::vector<std::string> &row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      for (std::size_t j = 0; j < row.size(); ++j) {
        INFO(row[i] << " against " << row[j]);
        CHECK(versionOrder(origin, row[i], row[j]) == (i <=> j));
      }
    }
  };
  for (const auto &row : generic) inOrder(Origin::Fetched, row);
  for (const auto &row : debian) inOrder(Origin::DebianPackage, row);
}

TEST_CASE("spellings of the same version are equal") {
  CHECK(versionOrder(Origin::Fetched, "1.0", "1.0.0") == std::strong_ordering::equal);
  CHECK(versionOrder(Origin::Fetched, "v1.2.3", "1.2.3+build5") == std::strong_ordering::equal);
  CHECK(versionOrder(Origin::Fetched, "1.0-RC1", "1.0rc1") == std::strong_ordering::equal);
  CHECK(versionOrder(Origin::DebianPackage, "0:1.0", "1.0") == std::strong_ordering::equal);
}

TEST_CASE("a version range holds what its clauses say") {
  struct Case {
    const char *range;
    const char *version;
    bool inside;
  };
  const Case cases[] = {
      {"<2", "1.9.9", true},         {"<2", "2", false},           {"<2", "2.0", false},
      {">=1.0 <1.2", "1.1.9", true}, {">=1.0 <1.2", "1.2", false}, {">=1.0,<1.2", "1.0", true},
      {">= 1.0", "1.0", true},       {"> 1.0", "1.0", false},      {"<=1.0", "1.0", true},
      {"1.1.*", "1.1.7", true},      {"1.1.*", "1.1", true},       {"1.1.*", "1.12.0", false},
      {"1.1.*", "v1.1.4", true},     {"1.1.3", "1.1.3", true},     {"1.1.3", "1.1.4", false},
      {"==1.1.3", "1.1.3.0", true},  {"!=1.1.3", "1.1.3", false},  {"!=1.1.3", "1.1.2", true},
      {"*", "anything", true},       {"", "anything", true},       {"<2", "2.0-rc1", true},
      {">=1 <3 !=2", "2", false},
  };
  for (const auto &[range, version, inside] : cases) {
    INFO(version << " in " << range);
    const auto parsed = VersionRange::parse(range);
    REQUIRE(parsed);
    CHECK(parsed->contains(Origin::Fetched, version) == inside);
  }
}

TEST_CASE("a range over upstream versions holds for Debian's, too") {
  const auto contains = [](const char *range, const char *version) {
    return VersionRange::parse(range).value().contains(Origin::DebianPackage, version);
  };
  CHECK(contains("<1.3", "1:1.2.13.dfsg-1") == true);
  CHECK(contains(">=1.2.13", "1:1.2.13-1") == true);
  CHECK(contains("1.2.13", "1:1.2.13-1") == true);
  CHECK(contains("<1.2.13-2", "1.2.13-1") == true);
  CHECK(contains("<1:1.2.13-2", "1:1.2.13-2") == false);
}

TEST_CASE("whether an unknown version is in a range is not decided") {
  CHECK(VersionRange::parse("<2").value().contains(Origin::Vendored, "") == std::nullopt);
  CHECK(VersionRange::parse("*").value().contains(Origin::Vendored, "") == true);
}

TEST_CASE("what is no range is refused") {
  for (const char *text : {"<", ">=", "1.*.2", ">=1.*", "<2 |", "1 || 2", "a;b", "~>1", "^1.2", "<\x01"}) {
    INFO(text);
    CHECK_FALSE(VersionRange::parse(text).has_value());
  }
}
