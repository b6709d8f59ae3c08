#include "sbom/write/cyclonedx.h"

#include "fixtures.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <re2/re2.h>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

using namespace lintel;
using namespace lintel::sbom;
using nlohmann::json;

namespace {

json readSchema(const std::string &name) {
  std::ifstream file(std::string(LINTEL_SOURCE_DIR "/build/schemas/") + name);
  INFO(name << " is missing from build/schemas: run tests/support/prepare.sh");
  REQUIRE(file.good());
  return json::parse(file);
}

const valijson::Schema &officialSchema() {
  static const auto schema = [] {
    auto parsed = std::make_unique<valijson::Schema>();
    const json document = readSchema("bom-1.6.schema.json");
    const auto fetch = [](const std::string &uri) -> const json * {
      return new json(readSchema(uri.substr(uri.rfind('/') + 1)));
    };
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(document), *parsed, fetch,
                        [](const json *fetched) { delete fetched; });
    return parsed;
  }();
  return *schema;
}

std::vector<std::string> schemaErrors(const json &document) {
  valijson::ValidationResults results;
  valijson::Validator(valijson::Validator::kStrongTypes)
      .validate(officialSchema(), valijson::adapters::NlohmannJsonAdapter(document), &results);
  std::vector<std::string> errors;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    std::string place;
    for (const std::string &part : error.context) place += part;
    errors.push_back(place + ": " + error.description);
  }
  return errors;
}

// What the schema cannot say: references lead somewhere and are unique, purls are well formed.
std::vector<std::string> semanticErrors(const json &document) {
  std::vector<std::string> errors;
  std::set<std::string> refs;
  const auto define = [&](const json &component) {
    const std::string ref = component.at("bom-ref");
    if (!refs.insert(ref).second) errors.push_back("two components are called " + ref);
  };
  define(document.at("metadata").at("component"));
  for (const json &component : document.at("components")) define(component);

  const auto check = [&](const json &ref) {
    if (!refs.contains(ref.get<std::string>())) errors.push_back("no component is called " + ref.get<std::string>());
  };
  std::set<std::string> subjects;
  for (const json &dependency : document.at("dependencies")) {
    check(dependency.at("ref"));
    if (!subjects.insert(dependency.at("ref")).second) errors.push_back("two dependency lists of one component");
    for (const json &ref : dependency.at("dependsOn")) check(ref);
  }
  for (const json &composition : document.at("compositions")) {
    for (const json &ref : composition.at("dependencies")) check(ref);
  }

  static const RE2 purl(
      R"(pkg:(?:deb/[a-z]+|generic)/(?:[A-Za-z0-9._~:-]|%[0-9A-F]{2})+)"
      R"((?:@(?:[A-Za-z0-9._~:-]|%[0-9A-F]{2})+)?)"
      R"((?:\?[a-z]+=(?:[A-Za-z0-9._~:-]|%[0-9A-F]{2})+(?:&[a-z]+=(?:[A-Za-z0-9._~:-]|%[0-9A-F]{2})+)*)?)");
  for (const json &component : document.at("components")) {
    const std::string text = component.value("purl", "pkg:generic/none");
    if (!RE2::FullMatch(text, purl)) errors.push_back("not a purl: " + text);
  }
  return errors;
}

json written(const Bom &bom, const std::string &timestamp = "") {
  return json::parse(writeCycloneDx(bom, "0.1.0", timestamp));
}

// Every kind of component at once, from a made-up machine.
Bom everything() {
  Overlay system = debianSystem();
  system["/made-up/repo/third_party/a b+c/LICENSE"] = "SPDX-License-Identifier: MIT OR Apache-2.0\n";
  system["/made-up/repo/third_party/a b+c/VERSION"] = "1.0\n";
  CollectOptions options = sbom::options();
  options.vendored = {"third_party/*", "external/*"};
  options.toolchainDirectories = {"/opt/made-up-gcc"};
  const auto bom = collect(OverlayFileSystem(system), options,
                           {unit("a.cpp", {"/usr/include/made-up-zlib.h", "/usr/include/made-up-gpl/gpl.h",
                                           "/made-up/repo/third_party/a b+c/x.h", "/made-up/repo/external/a b+c/x.h",
                                           "/opt/made-up-gcc/stddef.h", "/opt/nowhere/x.h", "/opt/nowhere/\xff.h"}),
                            unit("b.cpp", {"/usr/include/made-up-zlib.h"}), unit("third_party/a b+c/x.c", {})});
  REQUIRE(bom.has_value());
  return *bom;
}

json componentNamed(const json &document, const std::string &ref) {
  for (const json &component : document.at("components")) {
    if (component.at("bom-ref") == ref) return component;
  }
  FAIL("no component " << ref);
  return {};
}

json licensesWritten(std::vector<std::string> licenses) {
  Bom bom;
  bom.projectName = "orders";
  Component component;
  component.ref = component.name = "x";
  component.licenses = std::move(licenses);
  bom.components = {component};
  const json document = written(bom);
  CHECK(schemaErrors(document) == std::vector<std::string>{});
  return document.at("components").at(0).at("licenses");
}

} // namespace

TEST_CASE("documents follow the official schema and are consistent in themselves") {
  Bom empty;
  empty.projectName = "orders";
  for (const Bom &bom : {everything(), empty}) {
    for (const char *timestamp : {"", "2024-01-01T00:00:00Z"}) {
      const json document = written(bom, timestamp);
      CHECK(schemaErrors(document) == std::vector<std::string>{});
      CHECK(semanticErrors(document) == std::vector<std::string>{});
    }
  }
}

TEST_CASE("the checks of this file see what is wrong") {
  json document = written(everything());
  SECTION("schema") {
    document["components"][0]["type"] = "thing";
    CHECK_FALSE(schemaErrors(document).empty());
  }
  SECTION("a licence id that the SPDX list does not have") {
    document["components"][0]["licenses"] = json::array({{{"license", {{"id", "Nonsense-1.0"}}}}});
    CHECK_FALSE(schemaErrors(document).empty());
  }
  SECTION("a dangling reference") {
    document["dependencies"][0]["dependsOn"].push_back("nobody");
    CHECK_FALSE(semanticErrors(document).empty());
  }
  SECTION("two components of one name") {
    document["components"].push_back(document["components"][0]);
    CHECK_FALSE(semanticErrors(document).empty());
  }
  SECTION("a purl with a blank") {
    document["components"][0]["purl"] = "pkg:generic/a b";
    CHECK_FALSE(semanticErrors(document).empty());
  }
}

TEST_CASE("the same content gives the same bytes and serial number, other content another one") {
  const std::string once = writeCycloneDx(everything(), "0.1.0", "");
  CHECK(writeCycloneDx(everything(), "0.1.0", "") == once);
  CHECK(once.ends_with("}\n"));
  const std::string serial = json::parse(once).at("serialNumber");
  static const RE2 version8("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  CHECK(RE2::FullMatch(serial, version8));
  Bom other = everything();
  other.components[0].version += '1';
  CHECK(written(other).at("serialNumber") != serial);
}

TEST_CASE("the document names the project, the tool and, if given, the time") {
  Bom bom = everything();
  bom.projectVersion = "3.1";
  const json metadata = written(bom, "2024-01-01T00:00:00Z").at("metadata");
  CHECK(metadata.at("timestamp") == "2024-01-01T00:00:00Z");
  CHECK(metadata.at("component").at("name") == "orders");
  CHECK(metadata.at("component").at("version") == "3.1");
  CHECK(metadata.at("tools").at("components").at(0).at("name") == "lintel");
  CHECK_FALSE(written(bom).at("metadata").contains("timestamp"));
}

TEST_CASE("a package comes with version, purl, licence and the headers that prove its use") {
  const json zlib = componentNamed(written(everything()), "deb:zlib1g-dev:amd64");
  CHECK(zlib.at("type") == "library");
  CHECK(zlib.at("version") == "1:1.2.13.dfsg-1");
  CHECK(zlib.at("purl") == "pkg:deb/debian/zlib1g-dev@1:1.2.13.dfsg-1?arch=amd64&distro=debian-12");
  CHECK(zlib.at("licenses") == json::array({{{"license", {{"id", "Zlib"}, {"acknowledgement", "declared"}}}}}));
  const json occurrences = zlib.at("evidence").at("occurrences");
  REQUIRE(occurrences.size() == 1);
  CHECK(occurrences[0].at("location") == "/usr/include/made-up-zlib.h");
  CHECK(occurrences[0].at("additionalContext") == "included by 2 units, first a.cpp");
}

TEST_CASE("vendored directories of one name stay apart") {
  const json document = written(everything());
  const json one = componentNamed(document, "vendored:third_party%2Fa%20b%2Bc");
  const json other = componentNamed(document, "vendored:external%2Fa%20b%2Bc");
  CHECK(one.at("purl") == "pkg:generic/a%20b%2Bc@1.0");
  CHECK(one.at("evidence").at("occurrences").at(0).at("additionalContext") == "compiled as a unit");
  CHECK(other.at("purl") == "pkg:generic/a%20b%2Bc");
  CHECK_FALSE(other.contains("version"));
  CHECK_FALSE(other.contains("licenses"));
}

TEST_CASE("headers without owner are listed as files") {
  const json document = written(everything());
  const json file = componentNamed(document, "file:%2Fopt%2Fnowhere%2Fx.h");
  CHECK(file.at("type") == "file");
  CHECK(file.at("name") == "/opt/nowhere/x.h");
  CHECK(file.at("properties").at(0) == json{{"name", "lintel:origin"}, {"value", "unknown"}});
  CHECK(componentNamed(document, "file:%2Fopt%2Fnowhere%2F%FF.h").at("name") == "/opt/nowhere/\xEF\xBF\xBD.h");
}

TEST_CASE("dependencies are what the build and Debian show, and never called complete") {
  const json document = written(everything());
  for (const json &dependency : document.at("dependencies")) {
    if (dependency.at("ref") == "deb:libgpl-dev:amd64") {
      CHECK(dependency.at("dependsOn") == json::array({"deb:zlib1g-dev:amd64"}));
    }
  }
  CHECK(document.at("dependencies").size() == document.at("components").size() + 1);
  for (const json &composition : document.at("compositions")) CHECK(composition.at("aggregate") != "complete");
  std::size_t classified = 0;
  for (const json &composition : document.at("compositions")) classified += composition.at("dependencies").size();
  CHECK(classified == document.at("components").size() + 1);
}

TEST_CASE("whether every unit was scanned can be read from the document") {
  Bom bom = everything();
  const auto scan = [](const Bom &bom) { return written(bom).at("metadata").at("properties").at(0); };
  CHECK(scan(bom) == json{{"name", "lintel:scan"}, {"value", "complete"}});
  bom.complete = false;
  CHECK(scan(bom) == json{{"name", "lintel:scan"}, {"value", "incomplete"}});
}

TEST_CASE("licences are ids where SPDX has one, names where not, one expression where they are joined") {
  const auto one = [](const char *key, const char *value) {
    return json{{"license", {{key, value}, {"acknowledgement", "declared"}}}};
  };
  const auto expression = [](const char *text) {
    return json::array({{{"expression", text}, {"acknowledgement", "declared"}}});
  };
  CHECK(licensesWritten({"MIT", "Zlib"}) == json::array({one("id", "MIT"), one("id", "Zlib")}));
  CHECK(licensesWritten({"LicenseRef-public-domain", "MIT"}) ==
        json::array({one("name", "LicenseRef-public-domain"), one("id", "MIT")}));
  CHECK(licensesWritten({"Terms of our own"}) == json::array({one("name", "Terms of our own")}));
  CHECK(licensesWritten({"MIT OR Zlib"}) == expression("MIT OR Zlib"));
  CHECK(licensesWritten({"ISC", "MIT OR Zlib"}) == expression("ISC AND (MIT OR Zlib)"));
  CHECK(licensesWritten({"Apache-2.0 WITH LLVM-exception"}) == expression("Apache-2.0 WITH LLVM-exception"));
  // Words cannot stand in an expression: then each stands alone.
  CHECK(licensesWritten({"MIT OR Zlib", "Terms of our own"}) ==
        json::array({one("name", "MIT OR Zlib"), one("name", "Terms of our own")}));
}
