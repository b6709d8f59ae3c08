// What the linked view adds, what makes an inventory incomplete, and which evidence decides.
#include "join_fixture.h"
#include "sbom/collect/name_match.h"

#include <algorithm>

using namespace lintel;
using namespace lintel::sbom;

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
