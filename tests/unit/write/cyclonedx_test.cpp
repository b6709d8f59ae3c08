#include "sbom/write/cyclonedx.h"

#include "sample_bom.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <re2/re2.h>

using namespace lintel;
using namespace lintel::sbom;
using nlohmann::json;

namespace {

json written(const Bom &bom, CycloneDxVersion version = CycloneDxVersion::V1_6,
             const DocumentInfo &info = sampleInfo()) {
  return json::parse(writeCycloneDx(bom, version, info));
}

json componentNamed(const json &document, const std::string &ref) {
  for (const json &component : document.at("components")) {
    if (component.at("bom-ref") == ref) return component;
  }
  FAIL("no component " << ref);
  return {};
}

std::string propertyOf(const json &entry, const std::string &name) {
  for (const json &property : entry.at("properties")) {
    if (property.at("name") == name) return property.at("value");
  }
  return "";
}

json licensesWritten(std::vector<std::string> licenses, const std::string &concluded = "",
                     CycloneDxVersion version = CycloneDxVersion::V1_6) {
  Bom bom;
  Component component;
  component.ref = component.name = "x";
  component.licenses = std::move(licenses);
  component.concludedLicense = concluded;
  bom.components = {component};
  return written(bom, version).at("components").at(0).at("licenses");
}

// The aggregate of the composition that lists ref under key.
std::string aggregateOf(const json &document, const char *key, const std::string &ref) {
  for (const json &composition : document.at("compositions")) {
    for (const json &each : composition.value(key, json::array())) {
      if (each == ref) return composition.at("aggregate");
    }
  }
  return "";
}

} // namespace

TEST_CASE("the serial number is made from the content") {
  const std::string serial = written(sampleBom()).at("serialNumber");
  static const RE2 version8("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  CHECK(RE2::FullMatch(serial, version8));
  Bom other = sampleBom();
  other.components[0].version += '1';
  CHECK(written(other).at("serialNumber") != serial);
}

TEST_CASE("the document names the project, the tool, the creator and, if given, the time") {
  const json metadata = written(sampleBom()).at("metadata");
  CHECK(metadata.at("timestamp") == "2024-01-01T00:00:00Z");
  CHECK(metadata.at("component").at("name") == "orders");
  CHECK(metadata.at("component").at("version") == "3.1");
  CHECK(metadata.at("tools").at("components").at(0).at("name") == "lintel");
  CHECK(metadata.at("manufacturer").at("name") == "Made Up Ltd");
  CHECK(metadata.at("manufacturer").at("contact").at(0).at("email") == "sbom@example.org");
  const json bare = written(sampleBom(), CycloneDxVersion::V1_6, {.toolVersion = "1", .timestamp = "", .creator = ""});
  CHECK_FALSE(bare.at("metadata").contains("timestamp"));
  CHECK_FALSE(bare.at("metadata").contains("manufacturer"));
}

TEST_CASE("artefacts are parts of the project, with what they are linked with") {
  const json document = written(sampleBom());
  const json parts = document.at("metadata").at("component").at("components");
  REQUIRE(parts.size() == 2);
  CHECK(parts[1].at("bom-ref") == "artefact:build%2Forders");
  CHECK(parts[1].at("type") == "application");
  CHECK(propertyOf(parts[0], "bsi:component:filename") == "liborders.so");
  for (const json &list : document.at("dependencies")) {
    if (list.at("ref") == "artefact:build%2Forders")
      CHECK(list.at("dependsOn") == json::array({"deb:zlib1g-dev:amd64"}));
  }
}

TEST_CASE("a package comes with version, purl, supplier, views and the evidence for its use") {
  const json zlib = componentNamed(written(sampleBom()), "deb:zlib1g-dev:amd64");
  CHECK(zlib.at("version") == "1:1.2.13.dfsg-1");
  CHECK(zlib.at("purl") == "pkg:deb/debian/zlib1g-dev@1:1.2.13.dfsg-1?arch=amd64&distro=debian-12");
  CHECK(zlib.at("supplier").at("name") == "Made Up Maintainer");
  CHECK(propertyOf(zlib, "lintel:views") == "declared,compiled,linked");
  const json occurrences = zlib.at("evidence").at("occurrences");
  REQUIRE(occurrences.size() == 4);
  CHECK(occurrences[0].at("location") == "/usr/include/zlib.h");
  CHECK(occurrences[0].at("additionalContext") == "included by 2 units, first src/a.cpp, at src/a.cpp:12:1");
  CHECK(occurrences[1].at("location") == "src/a.cpp");
  CHECK(occurrences[1].at("line") == 12);
  CHECK(occurrences[2].at("additionalContext") ==
        "linked dynamically into build/orders, named by DT_NEEDED of build/orders");
  CHECK(occurrences[3].at("location") == "CMakeLists.txt");
}

TEST_CASE("methods of identification stand under the field they speak for; only agreeing ones give confidence") {
  const json identity =
      componentNamed(written(sampleBom()), "vendored:third_party%2Flz4").at("evidence").at("identity");
  REQUIRE(identity.size() == 2);
  CHECK(identity[1].at("field") == "version");
  CHECK(identity[1].at("concludedValue") == "1.9.4");
  CHECK(identity[1].at("confidence") == 0.95);
  CHECK(identity[1].at("methods").size() == 2);
  CHECK(identity[1].at("methods").at(1).at("value") == "1.9.3, from lz4.h: LZ4_VERSION_STRING");
}

TEST_CASE("a copy names its release, its commit and how it differs") {
  const json lz4 = componentNamed(written(sampleBom()), "vendored:third_party%2Flz4");
  const json pedigree = lz4.at("pedigree");
  CHECK(pedigree.at("ancestors").at(0).at("version") == "v1.9.4");
  CHECK(pedigree.at("commits").at(0).at("uid") == std::string(40, 'c'));
  CHECK(pedigree.at("notes") == "release v1.9.4 of https://example.org/lz4/lz4.git: 18 files unmodified, 1 modified "
                                "(31 lines), 1 added, 3 missing; modified: third_party/lz4/lz4.c; added: "
                                "third_party/lz4/orders.patch");
  CHECK(propertyOf(lz4, "lintel:pedigree:patch-lines") == "31");
}

TEST_CASE("one file is the component, several are its parts") {
  const json document = written(sampleBom());
  const json zlib = componentNamed(document, "deb:zlib1g-dev:amd64");
  CHECK(zlib.at("hashes") == json::array({{{"alg", "SHA-512"}, {"content", std::string(128, 'a')}}}));
  CHECK(propertyOf(zlib, "bsi:component:executable") == "executable");
  const json parts = componentNamed(document, "vendored:third_party%2Flz4").at("components");
  REQUIRE(parts.size() == 2);
  CHECK(propertyOf(parts[0], "bsi:component:filename") == "liblz4.a");
  CHECK(propertyOf(parts[0], "bsi:component:archive") == "archive");
  CHECK_FALSE(parts[1].contains("hashes"));
}

TEST_CASE("what only a manifest names is not required") {
  const json document = written(sampleBom());
  const auto scope = [&](const char *ref) { return componentNamed(document, ref).at("scope").get<std::string>(); };
  CHECK(scope("deb:zlib1g-dev:amd64") == "required");
  CHECK(scope("declared:benchmark") == "optional");
  CHECK(scope("declared:cmake-tools") == "excluded");
  CHECK(scope("declared:gtest") == "excluded");
}

TEST_CASE("1.7 says what is delivered by the system, 1.6 cannot") {
  const auto external = [](CycloneDxVersion version, const char *ref) {
    return componentNamed(written(sampleBom(), version), ref).value("isExternal", false);
  };
  CHECK(external(CycloneDxVersion::V1_7, "deb:zlib1g-dev:amd64"));
  CHECK_FALSE(external(CycloneDxVersion::V1_7, "vendored:third_party%2Flz4"));
  CHECK_FALSE(external(CycloneDxVersion::V1_6, "deb:zlib1g-dev:amd64"));
}

TEST_CASE("a list of dependencies is called complete only when every view is whole") {
  Bom bom = sampleBom();
  CHECK(aggregateOf(written(bom), "dependencies", kProjectRef) == "incomplete"); // a header without owner
  bom.unknownHeaders.clear();
  CHECK(aggregateOf(written(bom), "dependencies", kProjectRef) == "complete");
  bom.unnamed.resize(1);
  CHECK(aggregateOf(written(bom), "dependencies", kProjectRef) == "incomplete"); // it may ask for anything
  bom.unnamed.clear();
  CHECK(aggregateOf(written(bom), "assemblies", kProjectRef) == "complete");
  CHECK(aggregateOf(written(bom), "dependencies", "deb:zlib1g-dev:amd64") == "incomplete");
  CHECK(aggregateOf(written(bom), "dependencies", "declared:gtest") == "unknown");
  bom.components[0].declarations[0].resolved = false;
  CHECK(aggregateOf(written(bom), "dependencies", kProjectRef) == "incomplete");
  bom = sampleBom();
  bom.unknownHeaders.clear();
  bom.linkedKnown = false;
  CHECK(aggregateOf(written(bom), "dependencies", kProjectRef) == "incomplete");
  CHECK(aggregateOf(written(bom), "assemblies", kProjectRef) == "unknown");
}

TEST_CASE("headers without owner are files, whatever bytes their names hold") {
  const json file = componentNamed(written(sampleBom()), "file:%2Fopt%2Fnowhere%2F%FF.h");
  CHECK(file.at("type") == "file");
  CHECK(file.at("name") == "/opt/nowhere/\xEF\xBF\xBD.h");
}

TEST_CASE("a program that the build looks for is an application, a library that it needs is none") {
  Bom bom = sampleBom();
  const auto gtest = std::ranges::find(bom.components, "declared:gtest", &Component::ref);
  REQUIRE(gtest != bom.components.end());
  Declaration &declaration = gtest->declarations.front();
  declaration.channel = "cmake:find_package";
  declaration.scope = Scope::Build;
  CHECK(componentNamed(written(bom), "declared:gtest").at("type") == "application");
  declaration.channel = "meson:dependency";
  CHECK(componentNamed(written(bom), "declared:gtest").at("type") == "library");
}

TEST_CASE("sources come with the hashes that a manifest states, as URIs") {
  const json reference = componentNamed(written(sampleBom()), "declared:gtest").at("externalReferences").at(0);
  CHECK(reference.at("type") == "distribution");
  CHECK(reference.at("url") == "https://example.org/gtest%201.14.tar.gz");
  CHECK(reference.at("hashes") == json::array({{{"alg", "SHA-256"}, {"content", std::string(64, 'd')}}}));
}

TEST_CASE("licences are ids where SPDX has one, names where not, one expression where they are joined") {
  const auto one = [](const char *key, const char *value, const char *acknowledgement = "declared") {
    return json{{"license", {{key, value}, {"acknowledgement", acknowledgement}}}};
  };
  const auto expression = [](const char *text, const char *acknowledgement = "declared") {
    return json{{"expression", text}, {"acknowledgement", acknowledgement}};
  };
  CHECK(licensesWritten({"MIT", "Zlib"}) == json::array({one("id", "MIT"), one("id", "Zlib")}));
  CHECK(licensesWritten({"LicenseRef-public-domain", "MIT"}) ==
        json::array({one("name", "LicenseRef-public-domain"), one("id", "MIT")}));
  CHECK(licensesWritten({"Terms of our own"}) == json::array({one("name", "Terms of our own")}));
  CHECK(licensesWritten({"ISC", "MIT OR Zlib"}) == json::array({expression("ISC AND (MIT OR Zlib)")}));
  CHECK(licensesWritten({"Apache-2.0 WITH LLVM-exception"}) ==
        json::array({expression("Apache-2.0 WITH LLVM-exception")}));
  // Words cannot stand in an expression: then each stands alone.
  CHECK(licensesWritten({"MIT OR Zlib", "Terms of our own"}) ==
        json::array({one("name", "MIT OR Zlib"), one("name", "Terms of our own")}));
  // Declared and concluded side by side, as far as the version can hold both.
  CHECK(licensesWritten({"MIT"}, "ISC") == json::array({one("id", "MIT"), one("id", "ISC", "concluded")}));
  CHECK(licensesWritten({"MIT"}, "ISC OR MIT") == json::array({one("id", "MIT")}));
  CHECK(licensesWritten({"MIT"}, "ISC OR MIT", CycloneDxVersion::V1_7) ==
        json::array({one("id", "MIT"), expression("ISC OR MIT", "concluded")}));
  CHECK(licensesWritten({}, "ISC OR MIT") == json::array({expression("ISC OR MIT", "concluded")}));
}
