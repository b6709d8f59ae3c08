// What the declared and the linked view add to what is compiled.
#include "sbom/collect/collect.h"
#include "sbom/collect/name_match.h"

#include "fixtures.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

const std::string kRoot = "/made-up/repo";

Declaration declaration(const std::string &channel, const std::string &name, int line = 1) {
  Declaration made;
  made.channel = channel;
  made.name = name;
  made.location = {"CMakeLists.txt", {line, 1}, {line, 2}};
  return made;
}

LinkedArtefact program(std::vector<LinkInput> inputs) {
  LinkedArtefact artefact;
  artefact.path = kRoot + "/build/app";
  artefact.inputs = std::move(inputs);
  return artefact;
}

Bom collected(const Overlay &system, const Views &views, const CollectOptions &options = sbom::options()) {
  const auto bom = collect(OverlayFileSystem(system), options, views);
  REQUIRE(bom.has_value());
  return *bom;
}

Overlay withZlibFiles() {
  Overlay system = debianSystem();
  system["/usr/lib/x86_64-linux-gnu/pkgconfig/made-up-z.pc"] = "";
  system["/usr/lib/x86_64-linux-gnu/libmade-up-z.so"] = "bytes";
  *system["/var/lib/dpkg/info/zlib1g-dev:amd64.list"] +=
      "/usr/lib/x86_64-linux-gnu/pkgconfig/made-up-z.pc\n/usr/lib/x86_64-linux-gnu/libmade-up-z.so\n";
  return system;
}

const UnitIncludes kUsesZlib = unit("a.cpp", {"/usr/include/made-up-zlib.h"});

} // namespace

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
  CHECK(collected(debianSystem(), views).components.empty());
}

TEST_CASE("what is fetched under a computed name is not lost") {
  Views views;
  Declaration computed = declaration("cmake:FetchContent", "${name}");
  computed.source = "https://example.org/${name}.git";
  computed.resolved = false;
  views.declared.declarations = {computed};
  CHECK(collected(debianSystem(), views).components.size() == 1);
}

TEST_CASE("a library that a makefile names for another system is no component, one that it always names is") {
  Views views;
  Declaration other = declaration("make:-l", "bsd");
  other.condition = "ifeq ($(uname_S),Darwin)";
  views.declared.declarations = {other, declaration("make:-l", "edit", 2)};
  const Bom bom = collected(debianSystem(), views);
  REQUIRE(bom.components.size() == 1);
  CHECK(bom.components[0].name == "edit");
}

TEST_CASE("of a configure script's conditions, those that hold on another system only exclude a library") {
  struct Case {
    const char *condition;
    bool isHere;
  };
  const Case cases[] = {
      {"", true},
      {"$os = win32 | cygwin", false},
      {"[ \"$os\" = FreeBSD ]", false},
      {"[ \"$os\" != win32 ]", true},
      {"not ($os = SunOS:*)", true},
      {"not ([ $os != win32 ])", false},
      {"(not ($os = FreeBSD:*)) and ($os = Linux:*)", true},
      {"([ $zlib = yes ]) and ($os = Darwin:*)", false},
      {"(not ($os = Darwin:*)) and ($os = win32)", false},
  };
  for (const Case &one : cases) {
    INFO(one.condition);
    Views views;
    Declaration library = declaration("shell:-l", "edit");
    library.condition = one.condition;
    views.declared.declarations = {library};
    CHECK(collected(debianSystem(), views).components.size() == (one.isHere ? 1 : 0));
  }
}

TEST_CASE("of a name's declarations, those for another system only are left out in every build language") {
  for (const char *channel : {"autoconf:AC_CHECK_LIB", "cmake:find_library", "make:-l", "meson:dependency"}) {
    INFO(channel);
    Views views;
    Declaration other = declaration(channel, "edit");
    other.condition = "WIN32";
    views.declared.declarations = {other};
    CHECK(collected(debianSystem(), views).components.empty());
    views.declared.declarations = {other, declaration(channel, "edit", 2)};
    const Bom bom = collected(debianSystem(), views);
    REQUIRE(bom.components.size() == 1);
    CHECK(bom.components[0].declarations.size() == 1);
  }
}

TEST_CASE("what a component is named for on another system is no evidence of it") {
  Views views = compiled({kUsesZlib});
  Declaration other = declaration("autoconf:AC_CHECK_LIB", "z");
  other.condition = "$host = *mingw*";
  views.declared.declarations = {other};
  const Bom bom = collected(debianSystem(), views);
  REQUIRE(bom.components.size() == 1);
  CHECK(bom.components[0].declarations.empty());
}

TEST_CASE("a makefile's libraries for every system but another one are components") {
  Views views;
  Declaration here = declaration("make:-l", "edit");
  here.condition = "ifneq ($(OS),Windows_NT)";
  views.declared.declarations = {here};
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
    curl.source = "https://example.org/curl-8.0.tgz";
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

TEST_CASE("what an artefact is linked with is a component, with its file and where that is said") {
  Views views;
  views.linked.known = true;
  views.linked.artefacts = {
      program({{"/usr/lib/x86_64-linux-gnu/libmade-up-z.so", LinkKind::Shared, "", {}, "build.ninja:7"},
               {kRoot + "/build/a.o", LinkKind::Object, kRoot + "/src/a.cpp", {}, "build.ninja:7"}})};
  const Bom bom = collected(withZlibFiles(), views);
  REQUIRE(bom.components.size() == 1);
  const Component &zlib = bom.components[0];
  CHECK(zlib.isLinked());
  CHECK_FALSE(zlib.isCompiled());
  CHECK(zlib.links[0].artefact == "build/app");
  CHECK(zlib.links[0].evidence == "build.ninja:7");
  REQUIRE(zlib.files.size() == 1);
  CHECK(zlib.files[0].sha512.size() == 128);
  CHECK(bom.dependsOn.at("project").contains(zlib.ref));
  CHECK(bom.linkedKnown);
}

TEST_CASE("a library that is named and not found is linked all the same") {
  Views views;
  views.linked.known = true;
  views.linked.artefacts = {program({{"-lnowhere", LinkKind::Shared, "", {}, "link.txt:1"}})};
  const Bom bom = collected(debianSystem(), views);
  REQUIRE(bom.components.size() == 1);
  CHECK(bom.components[0].origin == Origin::Unknown);
  CHECK(bom.components[0].name == "-lnowhere");
}

TEST_CASE("an object of vendored code is a static link of its directory") {
  Views views;
  views.linked.artefacts = {
      program({{kRoot + "/build/f.o", LinkKind::Object, kRoot + "/deps/fmt/f.cc", {}, "build.ninja:3"}})};
  const Bom bom = collected(debianSystem(), views);
  REQUIRE(bom.components.size() == 1);
  CHECK(bom.components[0].ref == "vendored:deps%2Ffmt");
  CHECK(bom.components[0].links[0].kind == LinkKind::Object);
}

TEST_CASE("an external project that downloads nothing is no dependency by itself") {
  Declaration examples = declaration("cmake:ExternalProject", "examples", 1);
  Declaration fetched = declaration("cmake:ExternalProject", "fetched", 2);
  fetched.source = "https://example.org/fetched-1.0.tgz";
  Declaration scripted = declaration("cmake:ExternalProject", "scripted", 3); // a download command of its own
  scripted.resolved = false;
  Views views = compiled({kUsesZlib});
  views.declared.declarations = {examples, fetched, scripted};
  std::vector<std::string> names;
  for (const Component &component : collected(debianSystem(), views).components) names.push_back(component.name);
  CHECK(names == std::vector<std::string>{"zlib1g-dev", "fetched", "scripted"});
}

TEST_CASE("a manifest that cannot be read, or a link that cannot, makes the inventory incomplete") {
  Views views;
  views.declared.outcomes = {{EngineId::Sbom, "vcpkg.json", OutcomeKind::ParseFailed, "broken"}};
  CHECK_FALSE(collected(debianSystem(), views).complete);
  Views links;
  links.linked.known = true;
  links.linked.problems = {{"truncated", "build/app"}};
  CHECK_FALSE(collected(debianSystem(), links).linkedKnown);
}

TEST_CASE("a submodule is known by its commit, and by its repository where .gitmodules says it") {
  CollectOptions options = sbom::options();
  const std::string commit = "0123456789012345678901234567890123456789";
  options.gitlinks["lib/json"] = commit;
  Views views = compiled({unit("a.cpp", {kRoot + "/lib/json/json.hpp"})});
  Declaration module = declaration("git-submodule", "lib/json");
  module.path = "lib/json";
  module.source = "https://github.com/Example/JSON.git";
  module.location.path = ".gitmodules";
  views.declared.declarations = {module};
  const Bom bom = collected(debianSystem(), views, options);
  REQUIRE(bom.components.size() == 1);
  CHECK(bom.components[0].origin == Origin::Submodule);
  CHECK(bom.components[0].version == commit);
  CHECK(bom.components[0].purl == "pkg:github/example/json@" + commit);
}

TEST_CASE("the strongest evidence decides the version, the rest stays to be read") {
  CollectOptions options = sbom::options();
  options.evaluateMacros = [](const std::vector<MacroQuestion> &questions) {
    REQUIRE(questions.size() == 1);
    CHECK(questions[0].unit == "a.cpp");
    CHECK(questions[0].headers == std::vector<std::string>{kRoot + "/deps/zlib-1.2.11/zlib.h"});
    return MacroAnswers{
        {questions[0].ref, {{"version", "source-code-analysis", 0.9, "1.3.1", "zlib.h:40: ZLIB_VERSION"}}}};
  };
  Overlay system = debianSystem();
  system[kRoot + "/deps/zlib-1.2.11/VERSION"] = "1.3.0\n";
  const Bom bom = collected(system, compiled({unit("a.cpp", {kRoot + "/deps/zlib-1.2.11/zlib.h"})}), options);
  REQUIRE(bom.components.size() == 1);
  CHECK(bom.components[0].name == "zlib");
  CHECK(bom.components[0].version == "1.3.1");
  CHECK(std::ranges::count(bom.components[0].identity, "version", &Identity::field) == 3);
}

TEST_CASE("each header that may name the version is asked with a unit that includes it, few units in all") {
  CollectOptions options = sbom::options();
  std::vector<MacroQuestion> asked;
  options.evaluateMacros = [&](const std::vector<MacroQuestion> &questions) {
    asked = questions;
    return MacroAnswers{};
  };
  const std::string directory = kRoot + "/deps/tls/";
  Overlay system = debianSystem();
  std::vector<std::string> silent; // more than one question may hold
  for (int i = 0; i < 500; ++i) silent.push_back(directory + std::to_string(i) + ".h");
  for (const std::string &header : silent) system[header] = "#define TLS_H\n";
  for (const char *name : {"a.h", "b.h", "version.h"}) system[directory + name] = "#  define TLS_VERSION \"1.2\"\n";
  std::vector<std::string> most = silent;
  most.insert(most.end(), {directory + "a.h", directory + "b.h"});
  collected(system,
            compiled({unit("a.cpp", silent), unit("b.cpp", {directory + "a.h"}), unit("c.cpp", most),
                      unit("d.cpp", {directory + "version.h"})}),
            options);
  REQUIRE(asked.size() == 2);
  CHECK(asked[0].unit == "c.cpp");
  CHECK(asked[0].headers == std::vector<std::string>{directory + "a.h", directory + "b.h"});
  CHECK(asked[1].unit == "d.cpp");
  CHECK(asked[1].headers == std::vector<std::string>{directory + "version.h"});
  CHECK(asked[1].ref == asked[0].ref);
}

TEST_CASE("spellings of one library") {
  for (const auto &[a, b] : std::vector<std::pair<const char *, const char *>>{{"ZLIB", "zlib1g-dev"},
                                                                               {"OpenSSL", "libssl-dev"},
                                                                               {"OpenSSL", "openssl"},
                                                                               {"PNG", "libpng1.6"},
                                                                               {"GTest", "googletest"},
                                                                               {"LibLZMA", "xz-utils"},
                                                                               {"Threads", "glibc"},
                                                                               {"CURL", "curl"},
                                                                               {"SQLite3", "sqlite3"},
                                                                               {"Boost", "boost1.74"},
                                                                               {"yaml-cpp", "libyaml-cpp-dev"},
                                                                               {"google/benchmark", "benchmark"}}) {
    INFO(a << " and " << b);
    CHECK(sameLibrary(a, b));
  }
  for (const auto &[a, b] : std::vector<std::pair<const char *, const char *>>{{"zlib", "zstd"},
                                                                               {"ssh", "ssl"},
                                                                               {"fmt", "spdlog"},
                                                                               {"png", "pngpp"},
                                                                               {"lib", "zlib"},
                                                                               {"re2", "re3c"},
                                                                               {"nghttp2", "nghttp3"},
                                                                               {"libssh", "libssh2"},
                                                                               {"pcre", "pcre2"}}) {
    INFO(a << " and " << b);
    CHECK_FALSE(sameLibrary(a, b));
  }
}
