#include "sbom/model/purl.h"
#include "sbom/model/spdx.h"

#include "sbom/model/spdx_ids.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

using namespace lintel::sbom;

namespace {

std::string canonical(const std::string &text) {
  const auto expression = parseLicenseExpression(text);
  return expression ? toString(*expression) : "(none)";
}

bool allows(const std::string &text, const std::set<std::string> &allowed) {
  return isSatisfied(parseLicenseExpression(text).value(),
                     [&](const std::string &leaf) { return allowed.contains(leaf); });
}

} // namespace

TEST_CASE("the table of identifiers is the one of the CycloneDX schema, and what SPDX added since") {
  std::ifstream file(LINTEL_SOURCE_DIR "/build/schemas/spdx.schema.json");
  INFO("build/schemas is made by tests/support/prepare.sh");
  REQUIRE(file.good());
  const auto schema = nlohmann::json::parse(file);
  auto listed = schema.at("enum").get<std::set<std::string>>();
  for (const auto id : spdxIdsNewerThanCycloneDx()) CHECK(listed.insert(std::string(id)).second);
  std::set<std::string> ours(spdxLicenseIds().begin(), spdxLicenseIds().end());
  ours.insert(spdxExceptionIds().begin(), spdxExceptionIds().end());
  CHECK(ours == listed);
  for (const auto id : spdxLicenseIds()) CHECK(spdxLicense(id).has_value()); // sorted as the search needs it
  for (const auto id : spdxExceptionIds()) CHECK(spdxException(id) == std::string(id));
}

TEST_CASE("identifiers take SPDX's spelling, deprecated GNU ones their successors") {
  CHECK(spdxLicense("mit") == "MIT");
  CHECK(spdxLicense("zlib") == "Zlib");
  CHECK(spdxLicense("GPL-2.0") == "GPL-2.0-only");
  CHECK(spdxLicense("lgpl-2.1+") == "LGPL-2.1-or-later");
  CHECK_FALSE(spdxLicense("GPL-9.0").has_value());
  CHECK_FALSE(spdxLicense("").has_value());
}

TEST_CASE("expressions are parsed and written back with the parentheses they need") {
  CHECK(canonical("mit or (apache-2.0)") == "MIT OR Apache-2.0");
  CHECK(canonical("(MIT OR BSL-1.0) AND Zlib") == "(MIT OR BSL-1.0) AND Zlib");
  CHECK(canonical("MIT OR BSL-1.0 AND Zlib") == "MIT OR BSL-1.0 AND Zlib");
  CHECK(canonical("GPL-2.0+ WITH Classpath-exception-2.0") == "GPL-2.0-or-later WITH Classpath-exception-2.0");
  CHECK(canonical("LicenseRef-public-domain") == "LicenseRef-public-domain");
}

TEST_CASE("what is no expression is refused") {
  for (const char *text : {"", "MIT OR", "OR MIT", "(MIT", "MIT)", "MIT Zlib", "MIT WITH Zlib", "Nonsense-1.0",
                           "LicenseRef-", "LicenseRef-a b", "MIT WITH"}) {
    INFO(text);
    CHECK_FALSE(parseLicenseExpression(text).has_value());
  }
  CHECK_FALSE(parseLicenseExpression(std::string(400, '(') + "MIT" + std::string(400, ')')).has_value());
  CHECK_FALSE(parseLicenseExpression(std::string(5000, ' ') + "MIT").has_value());
}

TEST_CASE("OR needs one licence, AND needs all") {
  CHECK(allows("MIT OR GPL-3.0-only", {"MIT"}));
  CHECK_FALSE(allows("MIT AND GPL-3.0-only", {"MIT"}));
  CHECK(allows("(MIT OR GPL-3.0-only) AND Zlib", {"MIT", "Zlib"}));
  CHECK_FALSE(allows("(MIT OR GPL-3.0-only) AND Zlib", {"MIT"}));
}

TEST_CASE("purls are encoded as ECMA-427 says") {
  CHECK(makePurl("deb", "debian", "libstdc++-12-dev", "1:2.0~rc1+b1", {{"arch", "amd64"}, {"distro", "debian-12"}}) ==
        "pkg:deb/debian/libstdc%2B%2B-12-dev@1:2.0~rc1%2Bb1?arch=amd64&distro=debian-12");
  CHECK(makePurl("generic", "", "a b/c@d", "", {{"arch", ""}}) == "pkg:generic/a%20b%2Fc%40d");
  CHECK(purlEncode("\xC3\xA9%?#") == "%C3%A9%25%3F%23");
}
