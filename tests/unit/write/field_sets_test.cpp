// The fields that the minimum elements of NTIA (2021) and CISA (draft of 2025) and BSI TR-03183-2 (2.x) ask for, and
// where each format holds them for a component of which everything is known.
#include "sample_bom.h"
#include "sbom/write/cyclonedx.h"
#include "sbom/write/spdx.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace lintel::sbom;
using nlohmann::json;

namespace {

struct Row {
  const char *field;
  const char *cycloneDx; // JSON pointers; the component is zlib1g-dev
  const char *spdx;
};

constexpr Row kNtia[] = {
    {"supplier name", "/components/0/supplier/name", "/packages/3/supplier"},
    {"component name", "/components/0/name", "/packages/3/name"},
    {"version", "/components/0/version", "/packages/3/versionInfo"},
    {"unique identifier", "/components/0/purl", "/packages/3/externalRefs/0/referenceLocator"},
    {"dependency relationship", "/dependencies/0/dependsOn/0", "/relationships/1/relatedSpdxElement"},
    {"author of SBOM data", "/metadata/manufacturer/name", "/creationInfo/creators/1"},
    {"timestamp", "/metadata/timestamp", "/creationInfo/created"},
};

constexpr Row kCisa[] = {
    {"component hash", "/components/0/hashes/0/content", "/packages/3/checksums/0/checksumValue"},
    {"licence", "/components/0/licenses/0/license/id", "/packages/3/licenseDeclared"},
    {"tool name", "/metadata/tools/components/0/name", "/creationInfo/creators/0"},
    {"generation context", "/metadata/lifecycles/0/phase", "/creationInfo/comment"},
};

constexpr Row kBsi[] = {
    {"SBOM creator", "/metadata/manufacturer/contact/0/email", "/creationInfo/creators/1"},
    {"component creator", "/components/0/supplier/contact/0/email", "/packages/3/supplier"},
    {"SHA-512", "/components/0/hashes/0/alg", "/packages/3/checksums/0/algorithm"},
    {"completeness of dependencies", "/compositions/0/aggregate", "/relationships/5/comment"},
    {"SBOM-URI", "/serialNumber", "/documentNamespace"},
    {"file name", "/components/0/properties", "/packages/3/packageFileName"},
};

template <std::size_t size> void check(const Row (&rows)[size]) {
  const json cycloneDx = json::parse(writeCycloneDx(sampleBom(), CycloneDxVersion::V1_6, sampleInfo()));
  const json spdx = json::parse(writeSpdxJson(sampleBom(), sampleInfo()));
  REQUIRE(cycloneDx.at("/components/0/name"_json_pointer) == "zlib1g-dev");
  REQUIRE(spdx.at("/packages/3/name"_json_pointer) == "zlib1g-dev");
  for (const Row &row : rows) {
    INFO(row.field);
    REQUIRE(cycloneDx.contains(json::json_pointer(row.cycloneDx)));
    CHECK_FALSE(cycloneDx.at(json::json_pointer(row.cycloneDx)).empty());
    REQUIRE(spdx.contains(json::json_pointer(row.spdx)));
    const json &value = spdx.at(json::json_pointer(row.spdx));
    CHECK(value != "");
    CHECK(value != "NOASSERTION");
  }
}

} // namespace

TEST_CASE("NTIA minimum elements") { check(kNtia); }
TEST_CASE("CISA minimum elements, draft of 2025") { check(kCisa); }

TEST_CASE("BSI TR-03183-2") {
  check(kBsi);
  const json document = json::parse(writeCycloneDx(sampleBom(), CycloneDxVersion::V1_6, sampleInfo()));
  CHECK_FALSE(document.contains("vulnerabilities"));
  std::map<std::string, std::string> properties;
  for (const json &property : document.at("components").at(0).at("properties")) {
    properties[property.at("name")] = property.at("value");
  }
  CHECK(properties["bsi:component:filename"] == "libz.so.1");
  CHECK(properties["bsi:component:executable"] == "executable");
  CHECK(properties["bsi:component:archive"] == "no archive");
  CHECK(properties["bsi:component:structured"] == "unstructured");
}
