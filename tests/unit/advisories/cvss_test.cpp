// Base scores against published ones.
#include "sbom/advisories/cvss.h"

#include <catch2/catch.hpp>

using namespace lintel::sbom;

TEST_CASE("CVSS base scores are those that the calculators give") {
  for (const auto &[vector, score] : {std::pair{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8},
                                      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0},
                                      {"CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1},
                                      {"CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:H", 5.5},
                                      {"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:L", 3.7},
                                      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0},
                                      {"AV:N/AC:L/Au:N/C:N/I:N/A:C", 7.8},
                                      {"AV:N/AC:L/Au:N/C:C/I:C/A:C", 10.0},
                                      {"AV:L/AC:H/Au:N/C:C/I:C/A:C", 6.2}}) {
    INFO(vector);
    const auto computed = cvssBaseScore(vector);
    REQUIRE(computed.has_value());
    CHECK(*computed == Approx(score));
  }
}

TEST_CASE("what is no vector of a known version has no score") {
  for (const char *text : {"", "HIGH", "7.5", "CVSS:3.1/AV:N", "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
                           "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"}) {
    INFO(text);
    CHECK_FALSE(cvssBaseScore(text).has_value());
  }
}

TEST_CASE("scores and words have levels") {
  CHECK(levelOfScore(9.0) == SeverityLevel::Critical);
  CHECK(levelOfScore(8.9) == SeverityLevel::High);
  CHECK(levelOfScore(6.9) == SeverityLevel::Medium);
  CHECK(levelOfScore(3.9) == SeverityLevel::Low);
  CHECK(levelOfWord("MODERATE") == SeverityLevel::Medium);
  CHECK(levelOfWord("High") == SeverityLevel::High);
  CHECK(levelOfWord("not yet assigned") == SeverityLevel::Unknown);
}
