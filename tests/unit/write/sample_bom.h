// A made-up bill of materials with every kind of component and of evidence at once.
#pragma once

#include "sbom/model/bom.h"
#include "sbom/write/document.h"

namespace lintel::sbom {

inline Declaration declared(const std::string &channel, const std::string &name, const std::string &path, int line) {
  Declaration declaration;
  declaration.channel = channel;
  declaration.name = name;
  declaration.location = {.path = path, .begin = {.line = line, .column = 3}, .end = {}};
  return declaration;
}

inline Component debianZlib() {
  Component zlib;
  zlib.ref = "deb:zlib1g-dev:amd64";
  zlib.name = "zlib1g-dev";
  zlib.version = "1:1.2.13.dfsg-1";
  zlib.purl = "pkg:deb/debian/zlib1g-dev@1:1.2.13.dfsg-1?arch=amd64&distro=debian-12";
  zlib.origin = Origin::DebianPackage;
  zlib.source = "zlib";
  zlib.sourceVersion = "1:1.2.13.dfsg-1";
  zlib.supplier = "Made Up Maintainer <maintainer@example.org>";
  zlib.licenses = {"Zlib"};
  zlib.licenseEvidence = "/usr/share/doc/zlib1g-dev/copyright";
  zlib.occurrences = {{"src/a.cpp", "/usr/include/zlib.h"}, {"src/b.cpp", "/usr/include/zlib.h"}};
  zlib.includeSites = {{"/usr/include/zlib.h", {.path = "src/a.cpp", .begin = {.line = 12, .column = 1}, .end = {}}}};
  zlib.links = {{.artefact = "build/orders",
                 .file = "/usr/lib/x86_64-linux-gnu/libz.so.1",
                 .kind = LinkKind::Shared,
                 .members = {},
                 .evidence = "DT_NEEDED of build/orders"}};
  zlib.declarations = {declared("cmake:find_package", "ZLIB", "CMakeLists.txt", 7)};
  zlib.identity = {{.field = "purl",
                    .technique = "manifest-analysis",
                    .confidence = 1,
                    .value = zlib.purl,
                    .evidence = "/var/lib/dpkg/status"}};
  zlib.files = {{.path = "/usr/lib/x86_64-linux-gnu/libz.so.1",
                 .sha512 = std::string(128, 'a'),
                 .executable = true,
                 .archive = false,
                 .structured = false}};
  zlib.wellKnownAs = {"zlib"};
  return zlib;
}

inline Component vendoredLz4() {
  Component lz4;
  lz4.ref = "vendored:third_party%2Flz4";
  lz4.name = "lz4";
  lz4.version = "1.9.4";
  lz4.purl = "pkg:github/lz4/lz4@v1.9.4";
  lz4.origin = Origin::Vendored;
  lz4.path = "third_party/lz4";
  lz4.downloadUrl = "https://example.org/lz4/lz4.git";
  lz4.revision = "v1.9.4";
  lz4.licenses = {"BSD-2-Clause", "GPL-2.0-or-later OR LicenseRef-own"};
  lz4.licenseEvidence = "third_party/lz4/LICENSE";
  lz4.concludedLicense = "BSD-2-Clause AND (GPL-2.0-or-later OR MIT)";
  lz4.concludedEvidence = "third_party/lz4/LICENSE: 98 % of BSD-2-Clause";
  lz4.occurrences = {{"src/a.cpp", "third_party/lz4/lz4.h"}, {"third_party/lz4/lz4.c", "third_party/lz4/lz4.c"}};
  lz4.links = {{.artefact = "build/liborders.so",
                .file = "build/liblz4.a",
                .kind = LinkKind::Archive,
                .members = {"lz4.c.o", "lz4hc.c.o"},
                .evidence = "build.ninja:12"}};
  lz4.identity = {{.field = "name", .technique = "filename", .confidence = 0.5, .value = "lz4", .evidence = lz4.path},
                  {.field = "version",
                   .technique = "hash-comparison",
                   .confidence = 0.95,
                   .value = "1.9.4",
                   .evidence = "18 of 20 files"},
                  {.field = "version",
                   .technique = "source-code-analysis",
                   .confidence = 0.8,
                   .value = "1.9.3",
                   .evidence = "lz4.h: LZ4_VERSION_STRING"}};
  lz4.pedigree = Pedigree{.upstream = "https://example.org/lz4/lz4.git",
                          .tag = "v1.9.4",
                          .commit = std::string(40, 'c'),
                          .modified = {"third_party/lz4/lz4.c"},
                          .added = {"third_party/lz4/orders.patch"},
                          .unmodified = 18,
                          .missing = 3,
                          .patchLines = 31};
  lz4.files = {{.path = "build/liblz4.a",
                .sha512 = std::string(128, 'b'),
                .executable = false,
                .archive = true,
                .structured = true},
               {.path = "build/lz4.o", .sha512 = "", .executable = false, .archive = false, .structured = false}};
  return lz4;
}

// Words instead of an expression, a blank and a plus in the path, no version.
inline Component vendoredWithoutVersion() {
  Component odd;
  odd.ref = "vendored:external%2Fa%20b%2Bc";
  odd.name = "a b+c";
  odd.purl = "pkg:generic/a%20b%2Bc";
  odd.origin = Origin::Vendored;
  odd.path = "external/a b+c";
  odd.licenses = {"Terms of our own"};
  odd.licenseEvidence = "external/a b+c/COPYING";
  odd.occurrences = {{"src/a.cpp", "external/a b+c/x.h"}};
  return odd;
}

inline Component toolchain() {
  Component gcc;
  gcc.ref = "toolchain:%2Fopt%2Fgcc";
  gcc.name = "gcc";
  gcc.version = "13.2.0";
  gcc.origin = Origin::Toolchain;
  gcc.path = "/opt/gcc";
  gcc.concludedLicense = "GPL-3.0-or-later WITH GCC-exception-3.1";
  gcc.concludedEvidence = "/opt/gcc/COPYING.RUNTIME";
  gcc.occurrences = {{"src/a.cpp", "/opt/gcc/include/stddef.h"}};
  return gcc;
}

inline Component declaredOnly(const std::string &name, Scope scope) {
  Component component;
  component.ref = "declared:" + name;
  component.name = name;
  component.version = "1.14.0";
  component.purl = "pkg:conan/" + name + "@1.14.0";
  component.origin = Origin::Declared;
  Declaration declaration = declared("conan.lock", name, "conan.lock", 4);
  declaration.version = component.version;
  declaration.constraint = ">=1.2 <2";
  declaration.condition = "WIN32";
  declaration.source = "https://example.org/" + name + " 1.14.tar.gz";
  declaration.checksums = {{"rrev", "0123"}, {"sha256", std::string(64, 'd')}};
  declaration.scope = scope;
  declaration.direct = false;
  component.declarations = {declaration};
  return component;
}

inline Component unknownHeader() {
  Component header;
  header.ref = "file:%2Fopt%2Fnowhere%2F%FF.h";
  header.name = "/opt/nowhere/\xff.h";
  header.occurrences = {{"src/b.cpp", header.name}};
  return header;
}

inline Bom sampleBom() {
  Bom bom;
  bom.projectName = "orders";
  bom.projectVersion = "3.1";
  bom.projectLicenses = {"Apache-2.0"};
  bom.components = {debianZlib(),
                    declaredOnly("benchmark", Scope::Optional),
                    declaredOnly("cmake-tools", Scope::Build),
                    declaredOnly("gtest", Scope::Test),
                    unknownHeader(),
                    toolchain(),
                    vendoredWithoutVersion(),
                    vendoredLz4()};
  bom.dependsOn[kProjectRef] = {"deb:zlib1g-dev:amd64", "toolchain:%2Fopt%2Fgcc", "vendored:external%2Fa%20b%2Bc",
                                "vendored:third_party%2Flz4"};
  bom.dependsOn["vendored:third_party%2Flz4"] = {"deb:zlib1g-dev:amd64", "vendored:external%2Fa%20b%2Bc"};
  bom.dependsOn["vendored:external%2Fa%20b%2Bc"] = {"vendored:third_party%2Flz4"};
  bom.unknownHeaders = {"/opt/nowhere/\xff.h"};
  bom.artefacts = {
      {.path = "build/liborders.so", .type = LinkedArtefact::Type::SharedLibrary, .built = true, .inputs = {}},
      {.path = "build/orders", .type = LinkedArtefact::Type::Executable, .built = true, .inputs = {}}};
  bom.linkedKnown = true;
  return bom;
}

inline DocumentInfo sampleInfo() {
  return {.toolVersion = "0.1.0", .timestamp = "2024-01-01T00:00:00Z", .creator = "Made Up Ltd <sbom@example.org>"};
}

} // namespace lintel::sbom
