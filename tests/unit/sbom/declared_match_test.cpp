// Which component a declaration means, and which names a component goes by.
#include "join_fixture.h"

#include <algorithm>

using namespace lintel;
using namespace lintel::sbom;

TEST_CASE("a declaration is attached by what proves it: a pkg-config file that dpkg owns") {
  Views views = compiled({kUsesZlib});
  views.declared.declarations = {declaration("cmake:pkg_check_modules", "made-up-z")};
  const Bom bom = collected(withZlibFiles(), views);
  REQUIRE(bom.components.size() == 1);
  CHECK(bom.components[0].ref == "deb:zlib1g-dev:amd64");
  REQUIRE(bom.components[0].declarations.size() == 1);
  CHECK(bom.components[0].declarations[0].name == "made-up-z");
}

TEST_CASE("a declaration is attached by name where nothing proves more") {
  Views views = compiled({kUsesZlib});
  views.declared.declarations = {declaration("cmake:find_package", "ZLIB")};
  const Bom bom = collected(debianSystem(), views);
  REQUIRE(bom.components.size() == 1);
  CHECK(bom.components[0].isDeclared());
}

TEST_CASE("what only a manifest names is a component of its own, once") {
  Views views;
  Declaration conan = declaration("conanfile.txt", "fmt", 2);
  conan.version = "9.1.0";
  conan.purl = "pkg:conan/fmt@9.1.0";
  views.declared.declarations = {declaration("cmake:find_package", "fmt", 1), conan};
  const Bom bom = collected(debianSystem(), views);
  REQUIRE(bom.components.size() == 1);
  CHECK(bom.components[0].origin == Origin::Declared);
  CHECK(bom.components[0].version == "9.1.0");
  CHECK(bom.components[0].purl == "pkg:conan/fmt@9.1.0");
  CHECK(bom.components[0].declarations.size() == 2);
  CHECK_FALSE(bom.components[0].identity.empty());
}

TEST_CASE("two versions of one thing stay two components") {
  Views views;
  Declaration one = declaration("package-lock.json", "left", 1);
  one.version = "1.0.0";
  one.purl = "pkg:npm/left@1.0.0";
  Declaration two = one;
  two.version = "2.0.0";
  two.purl = "pkg:npm/left@2.0.0";
  two.location.begin.line = 2;
  views.declared.declarations = {one, two};
  CHECK(collected(debianSystem(), views).components.size() == 2);
}

TEST_CASE("two revisions of one repository stay two components, each with its places") {
  const std::string first(40, 'a'), second(40, 'b');
  const auto fetched = [](const std::string &file, const std::string &revision) {
    Declaration made = declaration("cmake:FetchContent", "up");
    made.location.path = file + "/CMakeLists.txt";
    made.source = "https://example.com/o/up.git";
    made.revision = revision;
    made.purl = "pkg:generic/up?vcs_url=git%2Bhttps://example.com/o/up.git%40" + revision;
    return made;
  };
  Views views;
  views.declared.declarations = {fetched("a", first), fetched("b", second), fetched("c", "main"), fetched("d", first)};
  const Bom bom = collected(debianSystem(), views);
  REQUIRE(bom.components.size() == 3);
  for (const Component &component : bom.components) {
    CHECK(component.declarations.size() == (component.revision == first ? 2 : 1));
    for (const Declaration &one : component.declarations) CHECK(one.revision == component.revision);
  }
}

TEST_CASE("spellings of one release's tag are one component") {
  Declaration plain = declaration("cmake:FetchContent", "up");
  plain.version = "1.2.0";
  plain.revision = "1.2.0";
  plain.purl = "pkg:github/o/up@1.2.0";
  Declaration marked = plain;
  marked.revision = "v1.2.0";
  marked.purl = "pkg:github/o/up@v1.2.0";
  Views views;
  views.declared.declarations = {plain, marked};
  CHECK(collected(debianSystem(), views).components.size() == 1);
}

TEST_CASE("the baseline of a vcpkg registry is no version of a port") {
  Declaration port = declaration("vcpkg", "fmt");
  port.purl = "pkg:vcpkg/fmt";
  port.source = "https://example.com/registry.git";
  port.revision = std::string(40, 'a');
  Views views;
  views.declared.declarations = {port};
  const Bom bom = collected(debianSystem(), views);
  REQUIRE(bom.components.size() == 1);
  CHECK(bom.components[0].version.empty());
  CHECK(bom.components[0].revision.empty());
  CHECK(bom.components[0].downloadUrl.empty());
}

TEST_CASE("a component goes by the names of its repository, its package and its manifests") {
  struct Case {
    const char *name, *purl, *source, *known;
  };
  const Case cases[] = {
      {"CURL", "", "", "libcurl"},
      {"OpenSSL", "", "", "openssl"},
      {"gt", "pkg:github/google/googletest@v1.14.0", "https://github.com/google/googletest.git", "gtest"},
      {"dep", "", "https://example.com/dl/curl-7.0.tar.gz", "curl"},
      {"dep", "pkg:generic/dep", "git@example.com:o/zlib.git", "zlib"},
  };
  for (const Case &one : cases) {
    INFO(one.name);
    Declaration made = declaration("cmake:any", one.name);
    made.purl = one.purl;
    made.source = one.source;
    Views views;
    views.declared.declarations = {made};
    const Bom bom = collected(debianSystem(), views);
    REQUIRE(bom.components.size() == 1);
    const auto &names = bom.components[0].wellKnownAs;
    CHECK(std::ranges::find(names, one.known) != names.end());
    CHECK(std::ranges::is_sorted(names));
  }
}

TEST_CASE("crates and the parts of the C library go by no other names") {
  Declaration crate = declaration("Cargo.lock", "zlib");
  crate.purl = "pkg:cargo/zlib@0.1.0";
  Views views;
  views.declared.declarations = {crate, declaration("cmake:find_package", "Threads", 2)};
  for (const Component &component : collected(debianSystem(), views).components) {
    for (const char *other : {"z", "network", "c"}) {
      CHECK(std::ranges::find(component.wellKnownAs, other) == component.wellKnownAs.end());
    }
  }
}

TEST_CASE("a library goes by no name of another that stands in for it") {
  Views views;
  views.declared.declarations = {declaration("cmake:find_package", "MariaDB"),
                                 declaration("cmake:find_package", "JPEG", 2)};
  for (const Component &component : collected(debianSystem(), views).components) {
    for (const char *other : {"mysql", "jpegturbo", "libjpegturbo"}) {
      CHECK(std::ranges::find(component.wellKnownAs, other) == component.wellKnownAs.end());
    }
  }
}

TEST_CASE("a package of another language is never the C library of that name") {
  Views views = compiled({kUsesZlib});
  Declaration crate = declaration("Cargo.lock", "zlib");
  crate.purl = "pkg:cargo/zlib@0.1.0";
  views.declared.declarations = {crate};
  const Bom bom = collected(debianSystem(), views);
  CHECK(bom.components.size() == 2);
}

TEST_CASE("a name that is computed becomes no component") {
  Views views;
  Declaration computed = declaration("cmake:find_package", "${name}");
  computed.resolved = false;
  views.declared.declarations = {computed};
  const Bom bom = collected(debianSystem(), views);
  CHECK(bom.components.empty());
  CHECK(bom.unnamed == views.declared.declarations);
}

TEST_CASE("computed names of a copy's manifest, and of another system's, are no gap in the project's list") {
  Views views;
  Declaration ofCopy = declaration("cmake:find_package", "${name}");
  ofCopy.location.path = "third_party/png/CMakeLists.txt";
  Declaration elsewhere = declaration("cmake:find_package", "${name}", 2);
  elsewhere.condition = "WIN32";
  views.declared.declarations = {ofCopy, elsewhere};
  CHECK(collected(debianSystem(), views).unnamed.empty());
}

TEST_CASE("what is fetched under a computed name is not lost") {
  Views views;
  Declaration computed = declaration("cmake:FetchContent", "${name}");
  computed.source = "https://example.org/${name}.git";
  computed.resolved = false;
  views.declared.declarations = {computed};
  CHECK(collected(debianSystem(), views).components.size() == 1);
}

TEST_CASE("a library that the repository builds is no dependency of it") {
  Views views;
  LinkedArtefact own;
  own.path = kRoot + "/build/libown.so.1.2";
  own.type = LinkedArtefact::Type::SharedLibrary;
  views.linked.artefacts = {own};
  views.declared.declarations = {declaration("make:-l", "own")};
  CHECK(collected(debianSystem(), views).components.empty());
}

TEST_CASE("what a vendored project asks for is its affair, and its own dependency where it is there") {
  Views views = compiled({kUsesZlib, unit("third_party/png/png.c", {})});
  Declaration zlib = declaration("cmake:find_package", "ZLIB");
  Declaration doc = declaration("cmake:find_package", "Sphinx", 2);
  zlib.location.path = doc.location.path = "third_party/png/CMakeLists.txt";
  views.declared.declarations = {zlib, doc};
  const Bom bom = collected(debianSystem(), views);
  CHECK(bom.components.size() == 2);
  CHECK(bom.dependsOn.at("vendored:third_party%2Fpng").contains("deb:zlib1g-dev:amd64"));
}

TEST_CASE("a manifest directly in a directory of foreign code is the project's own") {
  for (const char *path : {"third_party/CMakeLists.txt", "cmake/external/curl.cmake", "subprojects/curl.wrap"}) {
    INFO(path);
    Views views;
    Declaration curl = declaration("cmake:ExternalProject", "curl");
    curl.location.path = path;
    views.declared.declarations = {curl};
    for (const auto &globs :
         {std::vector<std::string>(), std::vector<std::string>{"{third_party,cmake/external,subprojects}/*"}}) {
      CollectOptions chosen = options();
      chosen.vendored = globs;
      const Bom bom = collected(debianSystem(), views, chosen);
      REQUIRE(bom.components.size() == 1);
      CHECK(bom.components[0].declarations.size() == 1);
      CHECK(bom.dependsOn.at("project") == std::set<std::string>{bom.components[0].ref});
    }
  }
}
