#include "build_fixture.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

std::vector<Declaration> read(const std::string &text) { return declarationsOf("meson.build", text); }
Declaration one(const std::string &text) { return onlyDeclaration("meson.build", text); }
std::string error(const std::string &text) { return errorOf("meson.build", text); }

std::string repeated(const std::string &text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

} // namespace

TEST_CASE("dependency() says what is asked for") {
  const Declaration zlib = one("z = dependency('zlib', version: ['>=1.2', '<2'], modules : ['b', 'a'])");
  CHECK(zlib.channel == "meson:dependency");
  CHECK(zlib.constraint == ">=1.2 <2");
  CHECK(zlib.version.empty());
  CHECK(zlib.parts == std::vector<std::string>{"a", "b"});
  CHECK(zlib.required);
  CHECK(one("dependency('a', version: '1.5')").version == "1.5");
  CHECK(one("dependency('a', version: '==1.5')").version == "1.5");
  CHECK(one("dependency('a', native: true)").scope == Scope::Build);
  CHECK_FALSE(one("dependency('a', required: false)").required);
  const Declaration option = one("if x\n dependency('a', required: get_option('tls'))\nendif");
  CHECK_FALSE(option.required);
  CHECK(option.condition == "x and get_option('tls')");
  CHECK(read("dependency('', required: false)").empty());
  CHECK(read("x.dependency('a')\nmeson.override_dependency('b', c)").empty());
}

TEST_CASE("a name that is computed is not invented") {
  const Declaration found = one("lua = get_option('lua_version')\ndependency(lua)");
  CHECK(found.name.empty());
  CHECK(found.constraint == "lua");
  CHECK_FALSE(found.resolved);
}

TEST_CASE("alternatives and fallbacks hold where the ones before were not found") {
  const auto found = read("dependency('a', 'b', fallback: ['sub', 'sub_dep'])");
  REQUIRE(found.size() == 3);
  CHECK_FALSE(found[0].required);
  CHECK(found[1].condition == "not found: a");
  CHECK(found[2].channel == "meson:subproject");
  CHECK(found[2].name == "sub");
  CHECK(found[2].condition == "not found: a, b");
}

TEST_CASE("strings, variables and loops of the same file are followed") {
  CHECK(one("v = '1.2'\ndependency('a', version: '>=' + v)").constraint == ">=1.2");
  CHECK(one("v = '1.2'\ndependency('a', version: '>=@0@'.format(v))").constraint == ">=1.2");
  CHECK(one("v = '1.2'\ndependency('a', version: f'>=@v@')").constraint == ">=1.2");
  CHECK(one("n = '''zlib'''\ndependency(n)").name == "zlib");
  CHECK(one("dependency('it\\'s')").name == "it's");
  CHECK(one("x = ['a',\n  dependency('b'), # dependency('c')\n]").name == "b");
  CHECK(one("if dependency('a').found()\nendif").name == "a");
  CHECK(one("x = true ? dependency('a', required: y ? true : false) : 1").name == "a");
  const auto loop = read("l = ['a']\nl += 'b'\nforeach x : l\n dependency(x)\nendforeach");
  REQUIRE(loop.size() == 2);
  CHECK(loop[1].name == "b");

  for (const char *before : {"", "v = run_command('x').stdout()\n", "if a\nv = '1'\nelse\nv = '2'\nendif\n"}) {
    INFO(before);
    const Declaration unknown = one(std::string(before) + "dependency('a', version: '>=' + v)");
    CHECK_FALSE(unknown.resolved);
    CHECK(unknown.constraint == "'>=' + v");
    CHECK(unknown.version.empty());
  }
}

TEST_CASE("conditions of Meson are carried along") {
  const auto found =
      read("if a == 'x'\n dependency('one')\nelif b\n dependency('two')\nelse\n dependency('three')\nendif");
  REQUIRE(found.size() == 3);
  CHECK(found[0].condition == "a == 'x'");
  CHECK(found[1].condition == "(not (a == 'x')) and b");
  CHECK(found[2].condition == "(not (a == 'x')) and (not b)");
}

TEST_CASE("a wrap says where a subproject comes from") {
  const std::string path = "subprojects/zlib.wrap";
  const Declaration file =
      onlyDeclaration(path, "[wrap-file]\ndirectory = zlib-1.3\n"
                            "source_url = https://zlib.example.org/zlib-1.3.tar.gz\n"
                            "source_hash = AB12\n\n[provide]\ndependency_names = zlib, z\nq = q_dep");
  CHECK(file.name == "zlib");
  CHECK(file.version == "1.3");
  CHECK(file.path == "subprojects/zlib-1.3");
  CHECK(file.checksums == std::vector<Checksum>{{"sha256", "ab12"}});
  CHECK(file.parts == std::vector<std::string>{"q", "z", "zlib"});
  CHECK(file.purl == "pkg:generic/zlib@1.3?checksum=sha256:ab12&"
                     "download_url=https:%2F%2Fzlib.example.org%2Fzlib-1.3.tar.gz");
  const Declaration git = onlyDeclaration(path, "[wrap-git]\nurl=https://github.com/a/zlib\nrevision=v1.3.1\ndepth=1");
  CHECK(git.version == "1.3.1");
  CHECK(git.path == "subprojects/zlib");
  CHECK(git.purl == "pkg:github/a/zlib@v1.3.1");
  CHECK(onlyDeclaration(path, "[wrap-git]\nurl=https://github.com/a/zlib\nrevision=head").version.empty());
  CHECK(onlyDeclaration(path, "[wrap-hg]\nurl=https://hg.example.org/z\nrevision=tip").purl ==
        "pkg:generic/zlib?vcs_url=hg%2Bhttps:%2F%2Fhg.example.org%2Fz%40tip");
  CHECK(onlyDeclaration(path, "[wrap-file]\nwrapdb_version = 1.2.13-4").version == "1.2.13");
  CHECK(declarationsOf(path, "[wrap-redirect]\nfilename = a/subprojects/zlib.wrap").empty());
  CHECK(errorOf(path, "[wrap-file]\nnonsense") == "2:1: this is neither a section nor a value");
  CHECK(errorOf(path, "a = b") == "1:1: this is neither a section nor a value");
  CHECK(errorOf(path, "[wrap-file\n") == "1:1: an unterminated section name");
}

TEST_CASE("a wrap declares every address that it downloads from, each with its hash") {
  const auto found = declarationsOf("subprojects/d.wrap", "[wrap-file]\ndirectory = d-2.0\n"
                                                          "source_url = https://example.org/d-2.0.tar.gz\n"
                                                          "source_fallback_url = http://mirror.example.org/d.tgz\n"
                                                          "source_hash = ab12\n"
                                                          "patch_url = https://example.org/d.zip\n");
  REQUIRE(found.size() == 3);
  for (const Declaration &each : found) {
    INFO(each.source);
    CHECK(each.purl == found[0].purl);
    CHECK(each.checksums.empty() == each.source.ends_with("d.zip"));
  }
}

TEST_CASE("broken Meson is an error with its place") {
  CHECK(error("x = 'abc\n") == "1:5: an unterminated string");
  CHECK(error("x = '''abc\n") == "1:5: an unterminated string");
  CHECK(error("a = 1\ndependency('b'") == "2:11: an unterminated bracket");
  CHECK(error("x = [1)") == "1:7: ')' closes nothing");
  CHECK(error("if a\n b = 1\n") == "1:1: an unterminated 'if'");
  CHECK(error("foreach a : b\n") == "1:1: an unterminated 'foreach'");
  CHECK(error("endif\n") == "1:1: 'endif' closes nothing");
}

TEST_CASE("hostile Meson costs bounded time and memory") {
  CHECK(error(repeated("[", 1000) + repeated("]", 1000)) == "1:101: brackets nest more than 100 deep");
  CHECK(error("x = a" + repeated(".b()", 10000)).find("a chain of more than 200 calls") != std::string::npos);
  CHECK(error(repeated("if a\n", 100) + repeated("endif\n", 100)) == "64:5: blocks nest more than 64 deep");
  CHECK(read("x = " + repeated("not ", 100000) + "a").empty());
  CHECK_FALSE(one("s = 'x'\n" + repeated("s = s + s\n", 100) + "dependency(s)").resolved);
  CHECK_FALSE(one("s = ['x']\n" + repeated("s = s + s\n", 100) + "dependency(s)").resolved);
  const std::string loops = "l = [" + repeated("'i',", 1000) + "]\n" + repeated("foreach x : l\n", 6) +
                            "dependency('a')\n" + repeated("endforeach\n", 6);
  CHECK(error(loops).find("loops over too many items") != std::string::npos);
}
