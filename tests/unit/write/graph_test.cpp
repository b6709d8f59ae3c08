// Difference, tree and why.
#include "sample_bom.h"
#include "sbom/write/cyclonedx.h"
#include "sbom/write/difference.h"
#include "sbom/write/facts.h"
#include "sbom/write/spdx.h"
#include "sbom/write/tree.h"
#include "sbom/write/why.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace lintel;
using namespace lintel::sbom;
using nlohmann::json;

namespace {

ReadDocument read(const std::string &text) {
  const auto document = readSbom(text, "bom");
  REQUIRE(document.has_value());
  return *document;
}

ReadDocument read(const Bom &bom) { return read(writeCycloneDx(bom, CycloneDxVersion::V1_6, sampleInfo())); }

} // namespace

TEST_CASE("a document does not differ from itself, whatever the order of its components") {
  CHECK(difference(read(sampleBom()), read(sampleBom())).isEmpty());
  ReadDocument turned = read(sampleBom());
  std::reverse(turned.components.begin(), turned.components.end());
  CHECK(difference(read(sampleBom()), turned).isEmpty());
  CHECK(toText(difference(turned, turned)) == "no difference\n");
}

TEST_CASE("versions, licences, hashes, components and edges are compared") {
  Bom after = sampleBom();
  Component &zlib = after.components[0];
  zlib.version = "1:1.3.1";
  zlib.purl = "pkg:deb/debian/zlib1g-dev@1:1.3.1?arch=amd64";
  zlib.licenses = {"MIT"};
  zlib.files[0].sha512 = std::string(128, 'e');
  std::erase_if(after.components, [](const Component &each) { return each.name == "gtest"; });
  after.components.push_back(declaredOnly("zz", Scope::Runtime));
  after.dependsOn[kProjectRef].insert("declared:zz");
  after.dependsOn["vendored:third_party%2Flz4"].clear();
  const Difference result = difference(read(sampleBom()), read(after));
  const std::string key = "pkg:deb/debian/zlib1g-dev";
  CHECK(result.versions == std::vector<FieldChange>{{key, "1:1.2.13.dfsg-1", "1:1.3.1"}});
  CHECK(result.licenses == std::vector<FieldChange>{{key, "Zlib", "MIT"}});
  REQUIRE(result.hashes.size() == 1);
  REQUIRE(result.added.size() == 1);
  CHECK(result.added[0].name == "zz");
  REQUIRE(result.removed.size() == 1);
  CHECK(result.removed[0].name == "gtest");
  CHECK(result.addedEdges == std::vector<ReadEdge>{{"orders", "pkg:conan/zz", "depends-on"}});
  CHECK(result.removedEdges.size() == 2);
  CHECK(toText(result).find("~ pkg:deb/debian/zlib1g-dev: version 1:1.2.13.dfsg-1 -> 1:1.3.1\n") != std::string::npos);
  const json document = json::parse(toJson(result));
  CHECK(document.at("versionChanged").at(0).at("after") == "1:1.3.1");
  CHECK(document.at("added").size() == 1);
}

TEST_CASE("of two versions of one component the one that goes is removed, not changed") {
  Bom before = sampleBom();
  Component old = declaredOnly("gtest", Scope::Test);
  old.ref = "declared:gtest-old";
  old.version = "1.13.0";
  old.purl = "pkg:conan/gtest@1.13.0";
  before.components.push_back(old);
  const Difference result = difference(read(before), read(sampleBom()));
  CHECK(result.versions.empty());
  REQUIRE(result.removed.size() == 1);
  CHECK(result.removed[0].version == "1.13.0");
}

TEST_CASE("documents of two formats differ in form, not in components") {
  const Difference result = difference(read(sampleBom()), read(writeSpdxJson(sampleBom(), sampleInfo())));
  CHECK(result.versions.empty());
  CHECK(result.removed.empty());
}

TEST_CASE("the tree shows each subtree once and cuts cycles") {
  CHECK(treeText(sampleBom()) == "orders 3.1\n"
                                 "├── zlib1g-dev 1:1.2.13.dfsg-1  [declared, compiled, linked]\n"
                                 "├── gcc 13.2.0  [compiled]\n"
                                 "├── a b+c (version unknown)  [compiled]\n"
                                 "│   └── lz4 1.9.4  [compiled, linked]\n"
                                 "│       ├── zlib1g-dev 1:1.2.13.dfsg-1  [declared, compiled, linked]\n"
                                 "│       └── a b+c (version unknown)  [compiled] (cycle)\n"
                                 "└── lz4 1.9.4  [compiled, linked] (shown above)\n"
                                 "nothing depends on:\n"
                                 "  benchmark 1.14.0  [declared]\n"
                                 "  cmake-tools 1.14.0  [declared]\n"
                                 "  gtest 1.14.0  [declared]\n"
                                 "  /opt/nowhere/\xEF\xBF\xBD.h (version unknown)  [compiled]\n");
}

TEST_CASE("a chain of ten thousand components is cut, not followed to the end of the stack") {
  Bom bom;
  bom.projectName = "chain";
  std::string from = kProjectRef;
  for (int i = 0; i < 10000; ++i) {
    Component component;
    component.ref = component.name = "c" + std::to_string(100000 + i);
    bom.dependsOn[from] = {component.ref};
    from = component.ref;
    bom.components.push_back(component);
  }
  CHECK(treeText(bom).find("(more below)") != std::string::npos);
}

TEST_CASE("a component is found by name, reference, purl, other names and headers") {
  const Bom bom = sampleBom();
  for (const char *text : {"zlib1g-dev", "deb:zlib1g-dev:amd64", "zlib", "/usr/include/zlib.h",
                           "pkg:deb/debian/zlib1g-dev", "pkg:deb/debian/zlib1g-dev@1:1.2.13.dfsg-1?arch=amd64"}) {
    INFO(text);
    const auto reasons = why(bom, text);
    REQUIRE(reasons.has_value());
    REQUIRE(reasons->size() == 1);
    CHECK(reasons->front().component->ref == "deb:zlib1g-dev:amd64");
  }
  for (const char *text : {"", "nothing", "pkg:deb/debian/zlib1g-dev@2", "pkg:deb/debian/zlib1g-dev?arch=arm64"}) {
    CHECK_FALSE(why(bom, text).has_value());
  }
  CHECK(why(bom, "zlib1g-dew").error().hint == "did you mean 'zlib1g-dev'?");
}

TEST_CASE("a declaration says if once") {
  Declaration declaration;
  declaration.channel = "make:-l";
  declaration.name = "z";
  declaration.location = {"Makefile", {1, 1}, {1, 2}};
  declaration.condition = "ifneq ($(X),)";
  CHECK(toString(declaration) == "Makefile:1:1: make:-l declares z, ifneq ($(X),)");
  declaration.condition = "ifconfig";
  CHECK(toString(declaration) == "Makefile:1:1: make:-l declares z, if ifconfig");
}

TEST_CASE("why names path, units, lines, artefacts and declarations") {
  const Bom bom = sampleBom();
  const auto reasons = why(bom, "zlib");
  REQUIRE(reasons.has_value());
  CHECK(toText(bom, *reasons) ==
        "zlib1g-dev 1:1.2.13.dfsg-1  pkg:deb/debian/zlib1g-dev@1:1.2.13.dfsg-1?arch=amd64&distro=debian-12\n"
        "  path: orders -> zlib1g-dev\n"
        "  needed by: orders, lz4\n"
        "  compiled: /usr/include/zlib.h included by 2 units, first src/a.cpp, at src/a.cpp:12:1\n"
        "  linked: /usr/lib/x86_64-linux-gnu/libz.so.1 linked dynamically into build/orders, named by DT_NEEDED of "
        "build/orders\n"
        "  declared: CMakeLists.txt:7:3: cmake:find_package declares ZLIB\n");
  const json document = json::parse(toJson(*reasons));
  CHECK(document.at(0).at("compiled").at(0).at("units") == json::array({"src/a.cpp", "src/b.cpp"}));
  CHECK(document.at(0).at("compiled").at(0).at("site").at("line") == 12);
  CHECK(document.at(0).at("declared").at(0).at("location").at("path") == "CMakeLists.txt");
}
