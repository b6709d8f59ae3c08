#include "build_fixture.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

std::vector<Declaration> read(const std::string &text) { return declarationsOf("xmake.lua", text); }
Declaration one(const std::string &text) { return onlyDeclaration("xmake.lua", text); }
std::string error(const std::string &text) { return errorOf("xmake.lua", text); }

} // namespace

TEST_CASE("add_requires in all its spellings") {
  struct Case {
    const char *text;
    const char *name;
    const char *version;
    const char *constraint;
    const char *purl;
  };
  const std::vector<Case> cases = {
      {"add_requires(\"zlib\")", "zlib", "", "", ""},
      {"add_requires \"zlib 1.2.13\"", "zlib", "1.2.13", "1.2.13", ""},
      {"add_requires('zlib v1.2.13')", "zlib", "1.2.13", "v1.2.13", ""},
      {"add_requires([[zlib 1.2.x]])", "zlib", "", "1.2.x", ""},
      {"add_requires(\"zlib \")", "zlib", "", "", ""},
      {"add_requires(\"fmt >=9 <11\")", "fmt", "", ">=9 <11", ""},
      {"add_requires(\"tbox master\")", "tbox", "", "master", ""},
      {"add_requires(\"conan::zlib/1.2.13\")", "zlib", "1.2.13", "1.2.13", "pkg:conan/zlib@1.2.13"},
      {"add_requires(\"vcpkg::zlib\")", "zlib", "", "", "pkg:vcpkg/zlib"},
      {"add_requires(\"apt::zlib1g-dev\")", "zlib1g-dev", "", "", ""},
      {"add_requires(\"my-repo@zlib 1.2.13\")", "zlib", "1.2.13", "1.2.13", ""},
      {"add_requires(\"zlib~debug 1.3\")", "zlib", "1.3", "1.3", ""},
      {"local v = \"1.3\"\nadd_requires(\"zlib \" .. v)", "zlib", "1.3", "1.3", ""},
  };
  for (const Case &c : cases) {
    INFO(c.text);
    const Declaration found = one(c.text);
    CHECK(found.channel == "xmake:add_requires");
    CHECK(found.name == c.name);
    CHECK(found.version == c.version);
    CHECK(found.constraint == c.constraint);
    CHECK(found.purl == c.purl);
    CHECK(found.resolved);
    CHECK(found.required);
  }
}

TEST_CASE("options hold for all packages of a call") {
  const auto found = read("add_requires(\"a\", \"b 1.0\", {optional = true, configs = {shared = true, x = false}})");
  REQUIRE(found.size() == 2);
  for (const Declaration &declaration : found) {
    CHECK_FALSE(declaration.required);
    CHECK(declaration.scope == Scope::Optional);
    CHECK(declaration.parts == std::vector<std::string>{"shared"});
  }
  CHECK(found[1].location.begin.column == 20);
}

TEST_CASE("comments, conditions, loops and functions of Lua") {
  CHECK(read("-- add_requires('a')\n--[==[ add_requires('b') ]] ]==]\n").empty());
  const auto found = read("if is_plat('linux') then add_requires('a')\nelseif x then add_requires('b')\n"
                          "else add_requires('c') end\nwhile y do add_requires('d') end\n");
  REQUIRE(found.size() == 4);
  CHECK(found[0].condition == "is_plat('linux')");
  CHECK(found[1].condition == "(not is_plat('linux')) and x");
  CHECK(found[2].condition == "(not is_plat('linux')) and (not x)");
  CHECK(found[3].condition == "while y");
  CHECK(read("for _, n in ipairs({'a', 'b'}) do add_requires(n) end").size() == 2);
  const Declaration parameter = one("local function f(n) add_requires(n) end");
  CHECK_FALSE(parameter.resolved);
  CHECK(parameter.constraint == "n");
  CHECK(one("on_load(function (t) if a then b() end for i = 1, 2 do end end)\nadd_requires('a')").name == "a");
  CHECK(one("repeat local x = 1 until x\ndo add_requires('a') end").condition.empty());
}

TEST_CASE("a package definition states its source when it has one version") {
  const Declaration single =
      one("package('t')\n add_urls('https://github.com/a/t/archive/$(version).zip', {alias = 'g'})\n"
          " add_versions('v1.2', '" +
          std::string(64, 'a') + "')\npackage_end()");
  CHECK(single.channel == "xmake:package");
  CHECK(single.version == "1.2");
  CHECK(single.source == "https://github.com/a/t/archive/v1.2.zip");
  CHECK(single.purl == "pkg:github/a/t@v1.2");
  CHECK(single.checksums == std::vector<Checksum>{{"sha256", std::string(64, 'a')}});
  CHECK_FALSE(single.required);
  const Declaration several = one("package('t')\n set_urls('https://e.org/t-$(version).zip')\n"
                                  " add_versions('1.2', 'x')\n add_versions('g:1.3', 'y')");
  CHECK(several.version.empty());
  CHECK(several.constraint == "1.2 || 1.3");
  CHECK(several.purl.empty());
}

TEST_CASE("included files are followed, each once") {
  const auto found =
      declarationsOf("sub/xmake.lua", "add_requires('a')\nincludes('lua/all.lua', 'other', 'gone.lua')\n",
                     {{"sub/lua/all.lua", "add_requires('b')\nincludes('all.lua', '../xmake.lua')\n"}});
  REQUIRE(found.size() == 2);
  const auto b = std::ranges::find(found, "b", &Declaration::name);
  REQUIRE(b != found.end());
  CHECK(b->location.path == "sub/lua/all.lua");
}

TEST_CASE("files that include each other without end are an error") {
  std::map<std::string, std::string> beside;
  for (int i = 0; i < 200; ++i)
    beside["f" + std::to_string(i) + ".lua"] = "includes('f" + std::to_string(i + 1) + ".lua')\n";
  const auto read = readBuildFile("xmake.lua", "includes('f0.lua')\n", beside);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().what == "more than 100 files include each other");
}

TEST_CASE("broken Lua is an error with its place") {
  CHECK(error("add_requires('a") == "1:14: an unterminated string");
  CHECK(error("x = [[a\n") == "1:5: an unterminated string");
  CHECK(error("--[[ a\n") == "1:1: an unterminated comment");
  CHECK(error("x = 1\nadd_requires('a'\n") == "2:13: an unterminated bracket");
  CHECK(error("if a then\nadd_requires('b')\n") == "1:1: an unterminated 'if'");
  CHECK(error("for i = 1, 2 do\n") == "1:1: an unterminated 'for'");
  CHECK(error("end") == "1:1: 'end' closes nothing");
}
