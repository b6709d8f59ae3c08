#include "sbom/collect/collect.h"

#include "fixtures.h"
#include "sbom/collect/component_table.h"
#include "tests/support/temporary_directory.h"

#include <catch2/catch.hpp>
#include <filesystem>

using namespace lintel;
using namespace lintel::sbom;
namespace fs = std::filesystem;

namespace {

const std::string kRoot = "/made-up/repo";

Bom collectFrom(const Overlay &system, const CollectOptions &options, const std::vector<UnitIncludes> &units) {
  const auto bom = collect(OverlayFileSystem(system), options, compiled(units));
  REQUIRE(bom.has_value());
  return *bom;
}

Overlay repository() {
  Overlay system = debianSystem();
  system[kRoot + "/CMakeLists.txt"] = "project(orders VERSION 3.1)\n";
  system[kRoot + "/third_party/fmtlib/LICENSE"] = "SPDX-License-Identifier: MIT\n";
  system[kRoot + "/third_party/fmtlib/CMakeLists.txt"] = "project(FMT VERSION 9.1.0 LANGUAGES CXX)\n";
  return system;
}

CollectOptions withVendored() {
  CollectOptions result = options();
  result.vendored = {"third_party/*"};
  return result;
}

// A directory tree on disk, for what only the disk has: symbolic links.
class Tree : public lintel::test::TemporaryDirectory {
public:
  void link(const std::string &path, const std::string &target) const {
    fs::create_directories(fs::path(*this / path).parent_path());
    fs::create_symlink(target, *this / path);
  }
};

} // namespace

TEST_CASE("every header gets its owner") {
  CollectOptions options = withVendored();
  options.toolchainDirectories = {"/opt/made-up-gcc"};
  options.projectDirectories = {"/made-up/build"};
  const Bom bom = collectFrom(
      repository(), options,
      {unit("src/a.cpp", {"/usr/include/made-up-zlib.h", kRoot + "/src/a.h",
                          kRoot + "/third_party/fmtlib/include/fmt/core.h", kRoot + "/build/generated.h",
                          "/made-up/build/config.h", "/opt/made-up-gcc/include/stddef.h", "/opt/made-up-else/x.h"})});
  std::vector<std::string> refs;
  for (const Component &component : bom.components) refs.push_back(component.ref);
  CHECK(refs == std::vector<std::string>{"deb:zlib1g-dev:amd64", "file:%2Fopt%2Fmade-up-else%2Fx.h",
                                         "toolchain:%2Fopt%2Fmade-up-gcc", "vendored:third_party%2Ffmtlib"});
  CHECK(bom.projectName == "orders");
  CHECK(bom.projectVersion == "3.1");
  CHECK(bom.unknownHeaders == std::vector<std::string>{"/opt/made-up-else/x.h"});
  CHECK(bom.projectIncludes.at("src/a.cpp") ==
        std::set<std::string>{"/made-up/build/config.h", "build/generated.h", "src/a.h"});
  CHECK(bom.dependsOn.at("project") == std::set<std::string>(refs.begin(), refs.end()));
  CHECK(bom.complete);
}

TEST_CASE("a directory in which the compiler ran does not hide packages or the rest of the machine") {
  CollectOptions options = sbom::options();
  options.projectDirectories = {"/", "/made-up", "/usr/include"};
  const Bom bom =
      collectFrom(debianSystem(), options, {unit("a.cpp", {"/usr/include/made-up-zlib.h", "/opt/made-up-else/x.h"})});
  CHECK(findComponent(bom, "deb:zlib1g-dev:amd64") != nullptr);
  CHECK(bom.unknownHeaders == std::vector<std::string>{"/opt/made-up-else/x.h"});
}

TEST_CASE("a Debian component is described by its package") {
  const Bom bom = collectFrom(debianSystem(), options(), {unit("a.cpp", {"/usr/lib/made-up-gpl/config.h"})});
  const Component *gpl = findComponent(bom, "deb:libgpl-dev:amd64");
  REQUIRE(gpl != nullptr);
  CHECK(gpl->origin == Origin::DebianPackage);
  CHECK(gpl->name == "libgpl-dev");
  CHECK(gpl->version == "2.0~rc1+dfsg-3");
  CHECK(gpl->purl == "pkg:deb/debian/libgpl-dev@2.0~rc1%2Bdfsg-3?arch=amd64&distro=debian-12");
  CHECK(gpl->source == "gpl-library");
  CHECK(gpl->licenses == std::vector<std::string>{"GPL-3.0-or-later"});
  CHECK(gpl->licenseEvidence == "/usr/share/doc/libgpl-dev/copyright");
  CHECK(gpl->occurrences == std::vector<Occurrence>{{"a.cpp", "/usr/lib/made-up-gpl/config.h"}});
}

TEST_CASE("the epoch stays in the purl, an unknown release leaves the distro out") {
  CollectOptions options = sbom::options();
  options.distro.clear();
  const Bom bom = collectFrom(debianSystem(), options, {unit("a.cpp", {"/usr/include/made-up-zlib.h"})});
  CHECK(bom.components.at(0).purl == "pkg:deb/debian/zlib1g-dev@1:1.2.13.dfsg-1?arch=amd64");
}

TEST_CASE("a vendored component is described by what its directory states") {
  const Bom bom = collectFrom(repository(), withVendored(),
                              {unit("a.cpp", {kRoot + "/third_party/fmtlib/fmt.h", kRoot + "/third_party/bare/x.h"})});
  const Component *fmt = findComponent(bom, "vendored:third_party%2Ffmtlib");
  REQUIRE(fmt != nullptr);
  CHECK(fmt->version == "9.1.0");
  CHECK(fmt->purl == "pkg:generic/fmtlib@9.1.0");
  CHECK(fmt->licenses == std::vector<std::string>{"MIT"});
  const auto version = std::ranges::find(fmt->identity, "version", &Identity::field);
  REQUIRE(version != fmt->identity.end());
  CHECK(version->evidence == "third_party/fmtlib/CMakeLists.txt");
  CHECK(fmt->concludedLicense == "MIT");
  const Component *bare = findComponent(bom, "vendored:third_party%2Fbare");
  REQUIRE(bare != nullptr);
  CHECK(bare->version.empty());
  CHECK(bare->purl == "pkg:generic/bare");
  CHECK(bare->licenses.empty());
}

TEST_CASE("a source and its header that a glob names are one component") {
  CollectOptions options = sbom::options();
  options.vendored = {"src/crc.*", "src/one.h"};
  Overlay system = debianSystem();
  system[kRoot + "/src/crc.c"] = "// SPDX-License-Identifier: MIT\n";
  system[kRoot + "/src/crc.h"] = "// SPDX-License-Identifier: Zlib\n";
  system[kRoot + "/src/one.c"] = system[kRoot + "/src/one.h"] = "";
  const Bom bom = collectFrom(system, options,
                              {unit("src/crc.c", {kRoot + "/src/crc.h"}),
                               unit("src/a.c", {kRoot + "/src/crc.h", kRoot + "/src/one.h"}), unit("src/one.c", {})});
  REQUIRE(bom.components.size() == 2);
  CHECK(bom.components[0].name == "crc");
  CHECK(bom.components[0].path == "src/crc.c");
  CHECK(bom.components[0].occurrences.size() == 3);
  CHECK(bom.components[0].concludedLicense == "MIT AND Zlib");
  CHECK(bom.components[1].path == "src/one.h"); // one.c is the project's own
}

TEST_CASE("a copy whose directory is named after what is in it is called after the one above") {
  CHECK(splitDirectoryName("utilities/range_tree/lib").name == "range_tree");
  CHECK(splitDirectoryName("deps/zlib-1.2.13/src").name == "zlib");
  CHECK(splitDirectoryName("deps/zlib-1.2.13/src").version == "1.2.13");
  CHECK(splitDirectoryName("deps/x/source/include").name == "x");
  CHECK(splitDirectoryName("third_party/lib").name == "lib");
  CHECK(splitDirectoryName("src").name == "src");
  CHECK(splitDirectoryName("deps/lib.h").name == "lib");
}

TEST_CASE("a licence tag of a copy that is no expression is kept with its place") {
  Overlay system = repository();
  system[kRoot + "/third_party/fmtlib/fmt.h"] = "// SPDX-License-Identifier: MIT\n";
  system[kRoot + "/third_party/fmtlib/os.h"] = "#pragma once\n/* SPDX-License-Identifier: BSD3 */\n";
  const Bom bom =
      collectFrom(system, withVendored(),
                  {unit("a.cpp", {kRoot + "/third_party/fmtlib/fmt.h", kRoot + "/third_party/fmtlib/os.h"})});
  const Component *fmt = findComponent(bom, "vendored:third_party%2Ffmtlib");
  REQUIRE(fmt != nullptr);
  CHECK(fmt->invalidLicenseTags ==
        std::vector<InvalidLicenseTag>{{"BSD3", {"third_party/fmtlib/os.h", {2, 29}, {2, 33}}}});
}

TEST_CASE("a compiled vendored unit is evidence, and what it includes is its own dependency") {
  const Bom bom = collectFrom(repository(), withVendored(),
                              {unit("third_party/fmtlib/src/format.cc#2", {"/usr/include/made-up-zlib.h"})});
  const Component *fmt = findComponent(bom, "vendored:third_party%2Ffmtlib");
  REQUIRE(fmt != nullptr);
  CHECK(fmt->occurrences ==
        std::vector<Occurrence>{{"third_party/fmtlib/src/format.cc#2", "third_party/fmtlib/src/format.cc"}});
  CHECK(bom.dependsOn.at("project") == std::set<std::string>{"vendored:third_party%2Ffmtlib"});
  CHECK(bom.dependsOn.at("vendored:third_party%2Ffmtlib") == std::set<std::string>{"deb:zlib1g-dev:amd64"});
}

TEST_CASE("packages depend on each other as Debian says, as far as both are in") {
  const std::vector<std::string> both = {"/usr/include/made-up-gpl/gpl.h", "/usr/include/made-up-zlib.h"};
  const Bom bom = collectFrom(debianSystem(), options(), {unit("a.cpp", both)});
  CHECK(bom.dependsOn.at("deb:libgpl-dev:amd64") == std::set<std::string>{"deb:zlib1g-dev:amd64"});
  const Bom alone = collectFrom(debianSystem(), options(), {unit("a.cpp", {both[0]})});
  CHECK_FALSE(alone.dependsOn.contains("deb:libgpl-dev:amd64"));
}

TEST_CASE("a unit that was not scanned makes the inventory incomplete") {
  for (const OutcomeKind kind : {OutcomeKind::ParseFailed, OutcomeKind::Crashed, OutcomeKind::TimedOut,
                                 OutcomeKind::NotInDatabase, OutcomeKind::Excluded}) {
    CHECK_FALSE(collectFrom(debianSystem(), options(), {unit("a.cpp", {}), unit("b.cpp", {}, kind)}).complete);
  }
  CHECK(collectFrom(debianSystem(), options(), {unit("a.cpp", {}, OutcomeKind::Cached)}).complete);
}

TEST_CASE("no unit gives an empty inventory, with the project in the graph") {
  const Bom bom = collectFrom(debianSystem(), options(), {});
  CHECK(bom.components.empty());
  CHECK(bom.dependsOn.contains("project"));
}

TEST_CASE("paths with dots are the same header") {
  const Bom bom =
      collectFrom(debianSystem(), options(),
                  {unit("a.cpp", {"/usr/lib/gcc/../../include/made-up-zlib.h", "/usr/include/made-up-zlib.h"})});
  REQUIRE(bom.components.size() == 1);
  CHECK(bom.components[0].occurrences == std::vector<Occurrence>{{"a.cpp", "/usr/include/made-up-zlib.h"}});
}

TEST_CASE("the order of units does not matter") {
  const auto a = unit("a.cpp", {"/usr/include/made-up-zlib.h", "/opt/nowhere/x.h"});
  const auto b = unit("b.cpp", {"/usr/include/made-up-zlib.h", "/usr/include/made-up-gpl/gpl.h"});
  const Bom first = collectFrom(debianSystem(), options(), {a, b});
  const Bom second = collectFrom(debianSystem(), options(), {b, a});
  REQUIRE(first.components.size() == second.components.size());
  for (std::size_t i = 0; i < first.components.size(); ++i) {
    CHECK(first.components[i].ref == second.components[i].ref);
    CHECK(first.components[i].occurrences == second.components[i].occurrences);
  }
}

TEST_CASE("a damaged dpkg database or a broken glob is an error, not an empty inventory") {
  Overlay system = debianSystem();
  system["/var/lib/dpkg/status"] = "Package: x";
  CHECK_FALSE(
      collect(OverlayFileSystem(system), options(), compiled({unit("a.cpp", {"/usr/include/x.h"})})).has_value());
  CollectOptions broken = options();
  broken.vendored = {"third_party/{"};
  CHECK_FALSE(collect(OverlayFileSystem(debianSystem()), broken, {}).has_value());
}

TEST_CASE("symbolic links: the owner of the name counts first, then the owner of the real file") {
  const Tree tree;
  tree.write("sys/include/real/x.h", "");
  tree.write("sys/include/listed.h", "");
  tree.link("sys/include/linked", "real");
  tree.link("sys/include/other.h", "listed.h");
  tree.write("dpkg/status", statusEntry("dpkg", "1") + statusEntry("real-dev", "1") + statusEntry("link-dev", "1"));
  tree.write("dpkg/info/real-dev.list", tree / "sys/include/real/x.h\n" + (tree / "sys/include/listed.h\n"));
  tree.write("dpkg/info/link-dev.list", tree / "sys/include/other.h\n");
  CollectOptions options;
  options.root = tree / "repo";
  options.dpkgDirectory = tree / "dpkg";
  const auto ownerOf = [&](const std::string &header) {
    const auto bom = collect(RealFileSystem(), options, compiled({unit("a.cpp", {header})}));
    REQUIRE(bom.has_value());
    REQUIRE(bom->components.size() == 1);
    return bom->components[0].name;
  };
  CHECK(ownerOf(tree / "sys/include/linked/x.h") == "real-dev");
  CHECK(ownerOf(tree / "sys/include/other.h") == "link-dev");
}

TEST_CASE("a link inside the repository does not make foreign code the project's own") {
  const Tree tree;
  tree.write("outside/x.h", "");
  tree.write("outside/LICENSE", "SPDX-License-Identifier: MIT\n");
  tree.write("repo/src/own.h", "");
  tree.link("repo/include/x.h", tree / "outside/x.h");
  tree.link("repo/third_party/x", tree / "outside");
  tree.link("alias", "repo");
  CollectOptions options;
  options.root = tree / "repo";
  options.dpkgDirectory = tree / "dpkg";
  options.vendored = {"third_party/*"};
  const auto bom = collect(RealFileSystem(), options,
                           compiled({unit("a.cpp", {tree / "repo/include/x.h", tree / "repo/third_party/x/x.h",
                                                    tree / "alias/src/own.h"})}));
  REQUIRE(bom.has_value());
  CHECK(bom->unknownHeaders == std::vector<std::string>{"include/x.h"});
  const Component *vendored = findComponent(*bom, "vendored:third_party%2Fx");
  REQUIRE(vendored != nullptr);
  CHECK(vendored->licenses.empty()); // nothing outside the repository is read for it
  CHECK(bom->projectIncludes.at("a.cpp") == std::set<std::string>{"src/own.h"});
}
