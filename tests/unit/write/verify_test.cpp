#include "sbom/write/verify.h"

#include "sample_bom.h"
#include "sbom/write/cyclonedx.h"
#include "sbom/write/read.h"
#include "sbom/write/spdx.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

using namespace lintel;
using namespace lintel::sbom;
using nlohmann::json;

namespace {

std::vector<SbomMistake> errorsIn(const std::string &text) {
  std::vector<SbomMistake> errors = verifySbom(text, "bom");
  std::erase_if(errors, [](const SbomMistake &mistake) { return mistake.severity == MistakeSeverity::Note; });
  return errors;
}

// The first error, of which there must be one.
Problem errorIn(const std::string &text) {
  const auto errors = errorsIn(text);
  REQUIRE_FALSE(errors.empty());
  CHECK(errors.front().problem.file == "bom");
  CHECK_FALSE(errors.front().problem.expected.empty());
  return errors.front().problem;
}

bool hasError(const std::string &text, const std::string &what) {
  return std::ranges::any_of(
      errorsIn(text), [&](const SbomMistake &mistake) { return mistake.problem.what.find(what) != std::string::npos; });
}

using Damage = std::function<void(json &)>;

struct Case {
  const char *what; // part of the message
  Damage damage;
};

json readSchema(const std::string &name) {
  std::ifstream file(std::string(LINTEL_SOURCE_DIR "/build/schemas/") + name);
  INFO(name << " is missing from build/schemas: run ./dev test");
  REQUIRE(file.good());
  return json::parse(file);
}

bool schemaAccepts(const json &document) {
  static const auto schema = [] {
    auto parsed = std::make_unique<valijson::Schema>();
    const json source = readSchema("bom-1.6.schema.json");
    const auto fetch = [](const std::string &uri) { return new json(readSchema(uri.substr(uri.rfind('/') + 1))); };
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(source), *parsed, fetch,
                        [](const json *fetched) { delete fetched; });
    return parsed;
  }();
  return valijson::Validator(valijson::Validator::kStrongTypes)
      .validate(*schema, valijson::adapters::NlohmannJsonAdapter(document), nullptr);
}

json cycloneDx() { return json::parse(writeCycloneDx(sampleBom(), CycloneDxVersion::V1_6, sampleInfo())); }

} // namespace

TEST_CASE("the official schema of CycloneDX accepts what the verifier does not") {
  const std::vector<Case> cases = {
      {"nothing is called 'nobody'", [](json &d) { d["dependencies"][0]["dependsOn"].push_back("nobody"); }},
      {"nothing is called 'nobody'", [](json &d) { d["compositions"][0]["dependencies"].push_back("nobody"); }},
      {"is used twice", [](json &d) { d["components"][1]["bom-ref"] = d["components"][0]["bom-ref"]; }},
      {"is no package URL", [](json &d) { d["components"][0]["purl"] = "pkg:generic/a b%"; }},
      {"says version 9", [](json &d) { d["components"][0]["purl"] = "pkg:deb/debian/zlib1g-dev@9"; }},
      {"is no licence expression",
       [](json &d) { d["components"][0]["licenses"] = json::array({{{"expression", "MIT AND Nonsense"}}}); }},
      {"does not say what it is about", [](json &d) { d["metadata"].erase("component"); }},
      {"depends on itself",
       [](json &d) {
         for (json &list : d["dependencies"]) list["dependsOn"].push_back(list["ref"]);
       }},
      {"depends on the root", [](json &d) { d["dependencies"][3]["dependsOn"].push_back("project"); }},
      {"two lists of dependencies",
       [](json &d) { d["dependencies"].push_back({{"ref", "project"}, {"dependsOn", json::array()}}); }},
      {"is no value of SHA-512", [](json &d) { d["components"][0]["hashes"][0]["content"] = std::string(64, 'a'); }},
      {"is no URI", [](json &d) { d["components"][0]["externalReferences"][0]["url"] = "http://x/a b"; }}};
  REQUIRE(schemaAccepts(cycloneDx()));
  for (const Case &each : cases) {
    json document = cycloneDx();
    each.damage(document);
    INFO(each.what);
    CHECK(schemaAccepts(document));
    CHECK(hasError(document.dump(2), each.what));
  }
  json time = cycloneDx();
  time["metadata"]["timestamp"] = "2024-13-01T00:00:00Z";
  CHECK(hasError(time.dump(), "is no time stamp"));
  json serial = cycloneDx();
  serial["serialNumber"] = "urn:uuid:1";
  CHECK(errorIn(serial.dump()).what.find("serial number") != std::string::npos);
}

TEST_CASE("a mistake is shown where it stands") {
  json document = cycloneDx();
  document["components"][2]["purl"] = "nonsense";
  const std::string text = document.dump(1);
  const int line = 1 + static_cast<int>(std::count(text.begin(), text.begin() + text.find("nonsense"), '\n'));
  const Problem problem = errorIn(text);
  CHECK(problem.line == line);
  CHECK(problem.what.starts_with("/components/2/purl: "));
}

TEST_CASE("mistakes in SPDX 2.3 JSON") {
  const std::vector<Case> cases = {
      {"nothing is called 'SPDXRef-nobody'",
       [](json &d) { d["relationships"][1]["relatedSpdxElement"] = "SPDXRef-nobody"; }},
      {"is no SPDX id", [](json &d) { d["packages"][0]["SPDXID"] = "SPDXRef-a_b"; }},
      {"is used twice", [](json &d) { d["packages"][1]["SPDXID"] = d["packages"][0]["SPDXID"]; }},
      {"is no type of relationship", [](json &d) { d["relationships"][1]["relationshipType"] = "LIKES"; }},
      {"does not say what it is about", [](json &d) { d["relationships"].erase(0); }},
      {"no text is given for 'LicenseRef-own'", [](json &d) { d.erase("hasExtractedLicensingInfos"); }},
      {"is no namespace", [](json &d) { d["documentNamespace"] = "https://example.org/x#y"; }},
      {"is no time stamp", [](json &d) { d["creationInfo"]["created"] = "2024-01-01T00:00:00+01:00"; }},
      {"the licence of the document's data", [](json &d) { d["dataLicense"] = "MIT"; }},
      {"says not what kind of party", [](json &d) { d["creationInfo"]["creators"][0] = "lintel"; }},
      {"no document is called",
       [](json &d) { d["relationships"][1]["relatedSpdxElement"] = "DocumentRef-x:SPDXRef-y"; }}};
  for (const Case &each : cases) {
    json document = json::parse(writeSpdxJson(sampleBom(), sampleInfo()));
    each.damage(document);
    INFO(each.what);
    CHECK(hasError(document.dump(2), each.what));
  }
}

TEST_CASE("mistakes in SPDX 3.0.1") {
  const auto relationship = [](json &document) -> json & {
    for (json &element : document["@graph"]) {
      if (element["type"] == "Relationship") return element;
    }
    throw std::logic_error("the sample has no relationship");
  };
  const std::vector<Case> cases = {
      {"nothing is called 'urn:nobody'", [&](json &d) { relationship(d)["from"] = "urn:nobody"; }},
      {"is no type of relationship", [&](json &d) { relationship(d)["relationshipType"] = "likes"; }},
      {"is used twice", [](json &d) { d["@graph"].push_back(d["@graph"][3]); }},
      {"is no time stamp", [](json &d) { d["@graph"][0]["created"] = "yesterday"; }},
      {"does not say what it is about", [](json &d) { d["@graph"].erase(d["@graph"].size() - 1); }}};
  for (const Case &each : cases) {
    json document = json::parse(writeSpdx3(sampleBom(), sampleInfo()));
    each.damage(document);
    INFO(each.what);
    CHECK(hasError(document.dump(2), each.what));
  }
}

TEST_CASE("mistakes in tag-value have the line of their tag") {
  const std::string good = "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: a\n"
                           "DocumentNamespace: https://example.org/a\nCreator: Tool: a\nCreated: 2024-01-01T00:00:00Z\n"
                           "PackageName: p\nSPDXID: SPDXRef-p\nPackageDownloadLocation: NONE\n"
                           "PackageChecksum: SHA1: 0123456789012345678901234567890123456789\n"
                           "PackageComment: <text>two\nlines</text>\n"
                           "Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-p\n";
  CHECK(errorsIn(good).empty());
  CHECK(errorIn(good + "Relationship: SPDXRef-p DEPENDS_ON SPDXRef-q\n").line == 15);
  CHECK(errorIn(good + "PackageName: q\nSPDXID: SPDXRef-p\n").line == 16);
  CHECK(errorIn(good + "no tag\n").line == 15);
  CHECK(errorIn(good + "PackageName: q\nPackageComment: <text>no end\n").line == 16);
  CHECK(errorIn("SPDXVersion: SPDX-1.2\n").what.find("SPDX-1.2") != std::string::npos);
}

TEST_CASE("fields that the common sets ask for are notes, not errors") {
  json document = cycloneDx();
  for (json &component : document["components"]) component.erase("version");
  CHECK(errorsIn(document.dump()).empty());
  bool isNoted = false;
  for (const SbomMistake &mistake : verifySbom(document.dump(), "bom")) {
    isNoted = isNoted || mistake.problem.what.find("'zlib1g-dev' comes without version") != std::string::npos;
  }
  CHECK(isNoted);
}

TEST_CASE("what is no document of a known format is one error with what would be read") {
  for (const std::string &text :
       {std::string(), std::string("{}"), std::string("[]"), std::string("<bom/>"),
        std::string("{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.3\"}"),
        std::string("{\"spdxVersion\": \"SPDX-2.1\"}"), std::string("{\"a\": "), std::string(5000, '['),
        "{\"a\": " + std::string(5000, '[') + std::string(5000, ']') + "}", std::string("\x7f\x45LF\0\0", 6),
        std::string("{\"a\": \"\xff\"}")}) {
    const auto mistakes = verifySbom(text, "bom");
    REQUIRE(mistakes.size() == 1);
    CHECK(mistakes[0].severity == MistakeSeverity::Error);
    CHECK_FALSE(mistakes[0].problem.expected.empty());
    CHECK_FALSE(readSbom(text, "bom").has_value());
  }
  const auto broken = verifySbom("{\n \"bomFormat\": \"CycloneDX\",\n x\n}", "bom");
  CHECK(broken[0].problem.line == 3);
}

TEST_CASE("values of the wrong type are passed over, never trusted") {
  for (
      const char *text :
      {R"({"bomFormat":"CycloneDX","specVersion":"1.6","metadata":[],"components":{"a":1},"dependencies":[1,{"ref":2}]})",
       R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":[[],"x",{"licenses":{"a":[]},"hashes":[1]}]})",
       R"({"spdxVersion":"SPDX-2.3","packages":[1,{"checksums":[2]}],"relationships":["x"],"creationInfo":7})",
       R"({"@context":["https://spdx.org/rdf/3.0.1/x"],"@graph":[1,{"type":3},{"type":"Relationship","to":[{}]}]})"}) {
    INFO(text);
    CHECK(readSbom(text, "bom").has_value());
    CHECK_FALSE(verifySbom(text, "bom").empty());
  }
}

TEST_CASE("all formats of one bill of materials read the same") {
  const std::string names[] = {"zlib1g-dev", "lz4", "gcc", "gtest"};
  for (const std::string &text :
       {writeCycloneDx(sampleBom(), CycloneDxVersion::V1_6, sampleInfo()),
        writeCycloneDx(sampleBom(), CycloneDxVersion::V1_7, sampleInfo()), writeSpdxJson(sampleBom(), sampleInfo()),
        writeSpdxTagValue(sampleBom(), sampleInfo()), writeSpdx3(sampleBom(), sampleInfo())}) {
    const auto document = readSbom(text, "bom");
    REQUIRE(document.has_value());
    INFO(toString(document->format));
    CHECK(document->name == "orders");
    CHECK(document->created == "2024-01-01T00:00:00Z");
    std::map<std::string, const ReadComponent *> byId;
    for (const ReadComponent &component : document->components) byId[component.id] = &component;
    REQUIRE(byId.contains(document->root));
    CHECK(byId.at(document->root)->version == "3.1");
    for (const std::string &name : names) {
      CHECK(std::ranges::any_of(document->components, [&](const ReadComponent &each) { return each.name == name; }));
    }
    std::set<std::string> needed;
    for (const ReadEdge &edge : document->edges) {
      if (edge.from == document->root && edge.kind == "depends-on") needed.insert(byId.at(edge.to)->name);
    }
    for (const char *name : {"zlib1g-dev", "lz4", "gcc", "a b+c"}) CHECK(needed.contains(name));
  }
}
