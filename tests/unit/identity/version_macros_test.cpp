#include "sbom/identity/version_macros.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace lintel::sbom;

namespace {

// name=value: "text" in quotes, anything else as the preprocessor would hand it over. A number may be followed by its
// spelling: "A_VERSION=269488255 0x1010107fL".
MacroValue macro(const std::string &definition, int line) {
  const auto equals = definition.find('=');
  MacroValue macro{
      definition.substr(0, equals), MacroValue::Kind::Other, definition.substr(equals + 1), "", "lib.h", line};
  if (macro.value.front() == '"') {
    macro.kind = MacroValue::Kind::Text;
    macro.spelling = macro.value;
    macro.value = macro.value.substr(1, macro.value.size() - 2);
    return macro;
  }
  const auto blank = macro.value.find(' ');
  macro.spelling = blank == std::string::npos ? macro.value : macro.value.substr(blank + 1);
  macro.value = macro.value.substr(0, blank);
  if (macro.value.find_first_not_of("0123456789") == std::string::npos) macro.kind = MacroValue::Kind::Number;
  return macro;
}

std::vector<VersionClaim> claims(const std::string &component, const std::vector<std::string> &definitions) {
  std::vector<MacroValue> macros;
  for (const std::string &definition : definitions)
    macros.push_back(macro(definition, static_cast<int>(macros.size()) + 1));
  return versionFromMacros(component, macros);
}

struct Case {
  const char *component;
  std::vector<std::string> macros;
  const char *version; // "": no claim
};

void check(const std::vector<Case> &cases) {
  for (const Case &one : cases) {
    INFO(one.component << ": " << one.macros.front());
    const auto found = claims(one.component, one.macros);
    CHECK((found.empty() ? "" : found.front().version) == one.version);
    for (const VersionClaim &claim : found) {
      CHECK(claim.version == found.front().version);
      CHECK(claim.confidence > 0);
      CHECK(claim.confidence <= 1);
      CHECK(claim.file == "lib.h");
      CHECK(claim.line > 0);
    }
  }
}

} // namespace

TEST_CASE("text states the version") {
  check({
      {"zlib", {"ZLIB_VERSION=\"1.3.1\"", "ZLIB_VERNUM=4880 0x1310"}, "1.3.1"},
      {"sqlite3", {"SQLITE_VERSION=\"3.45.1\"", "SQLITE_VERSION_NUMBER=3045001"}, "3.45.1"},
      {"jemalloc", {"JEMALLOC_VERSION=\"5.2.1-0-gea6b3e973b477b8061e0076bb257dbd7f3faa756\""}, "5.2.1"},
      {"jemalloc", {"JEMALLOC_VERSION=\"5.2.1-12-gea6b3e9\""}, "5.2.1-12-gea6b3e9"},
      {"libevent", {"LIBEVENT_VERSION=\"2.1.12-stable\"", "LIBEVENT_VERSION_NUMBER=33623040 0x02010c00"}, "2.1.12"},
      {"libpng",
       {"PNG_LIBPNG_VER_STRING=\"1.6.37\"", "PNG_HEADER_VERSION_STRING=\" libpng version 1.6.37\n\"",
        "PNG_LIBPNG_VER_MAJOR=1", "PNG_LIBPNG_VER_MINOR=6", "PNG_LIBPNG_VER_RELEASE=37", "PNG_LIBPNG_VER=10637",
        "PNG_ZLIB_VERNUM=4816 0x12d0"},
       "1.6.37"},
      {"boost", {"BOOST_VERSION=108000", "BOOST_LIB_VERSION=\"1_80\""}, "1.80.0"},
      {"lua", {"LUA_VERSION=\"Lua 5.1\"", "LUA_RELEASE=\"Lua 5.1.5\"", "LUA_VERSION_NUM=501"}, "5.1.5"},
      {"lua",
       {"LUA_VERSION_MAJOR=\"5\"", "LUA_VERSION_MINOR=\"4\"", "LUA_VERSION_RELEASE=\"6\"", "LUA_VERSION_NUM=504",
        "LUA_VERSION_RELEASE_NUM=50406", "LUA_VERSION=\"Lua 5.4\"", "LUA_RELEASE=\"Lua 5.4.6\""},
       "5.4.6"},
      {"luajit", {"LUAJIT_VERSION=\"LuaJIT 2.1.0-beta3\"", "LUAJIT_VERSION_NUM=20100"}, "2.1.0-beta3"},
      {"openssl",
       {"OPENSSL_VERSION_NUMBER=269488255 0x1010107fL", "OPENSSL_VERSION_TEXT=\"OpenSSL 1.1.1g  21 Apr 2020\""},
       "1.1.1g"},
      {"curl",
       {"LIBCURL_VERSION=\"7.88.1\"", "LIBCURL_VERSION_NUM=481281 0x075801", "LIBCURL_VERSION_MAJOR=7",
        "LIBCURL_VERSION_MINOR=88", "LIBCURL_VERSION_PATCH=1", "LIBCURL_TIMESTAMP=\"2023-02-20\""},
       "7.88.1"},
      {"zlib-ng", {"ZLIB_VERSION=\"1.3.1.zlib-ng\"", "ZLIBNG_VERSION=\"2.1.6\""}, "2.1.6"},
      {"thing", {"THING_VERSION=1.2.3"}, "1.2.3"},
      {"thing", {"THING_VERSION=\"v0.9\""}, "0.9"},
      {"thing", {"PACKAGE_VERSION=\"4.0.2\""}, "4.0.2"},
      {"thing", {"kThingVersion=\"4.0.2\""}, "4.0.2"},
  });
}

TEST_CASE("parts are put together") {
  check({
      {"hiredis", {"HIREDIS_MAJOR=1", "HIREDIS_MINOR=2", "HIREDIS_PATCH=0", "HIREDIS_SONAME=1.1.0"}, "1.2.0"},
      {"xxhash",
       {"XXH_VERSION_MAJOR=0", "XXH_VERSION_MINOR=8", "XXH_VERSION_RELEASE=2", "XXH_VERSION_NUMBER=802"},
       "0.8.2"},
      {"lz4",
       {"LZ4_VERSION_MAJOR=1", "LZ4_VERSION_MINOR=9", "LZ4_VERSION_RELEASE=4", "LZ4_VERSION_NUMBER=10904",
        "LZ4_VERSION_STRING=\"1.9.4\""},
       "1.9.4"},
      {"zstd",
       {"ZSTD_VERSION_MAJOR=1", "ZSTD_VERSION_MINOR=5", "ZSTD_VERSION_RELEASE=5", "ZSTD_VERSION_NUMBER=10505"},
       "1.5.5"},
      {"libexpat", {"XML_MAJOR_VERSION=2", "XML_MINOR_VERSION=5", "XML_MICRO_VERSION=0"}, ""}, // "xml" is no name of it
      {"expat", {"EXPAT_MAJOR_VERSION=2", "EXPAT_MINOR_VERSION=5", "EXPAT_MICRO_VERSION=0"}, "2.5.0"},
      {"nlohmann_json",
       {"NLOHMANN_JSON_VERSION_MAJOR=3", "NLOHMANN_JSON_VERSION_MINOR=11", "NLOHMANN_JSON_VERSION_PATCH=2"},
       "3.11.2"},
      {"json",
       {"NLOHMANN_JSON_VERSION_MAJOR=3", "NLOHMANN_JSON_VERSION_MINOR=11", "NLOHMANN_JSON_VERSION_PATCH=2"},
       "3.11.2"},
      {"rapidjson", {"RAPIDJSON_MAJOR_VERSION=1", "RAPIDJSON_MINOR_VERSION=1", "RAPIDJSON_PATCH_VERSION=0"}, "1.1.0"},
      {"thing", {"THING_VERSION_MAJOR=1", "THING_VERSION_MINOR=4"}, "1.4"},
      {"thing", {"VERSION_MAJOR=1", "VERSION_MINOR=4", "VERSION_PATCH=9"}, "1.4.9"},
      {"thing",
       {"THING_VER_MAJOR=1", "THING_VER_MINOR=4", "THING_VER_REVISION=9", "THING_VER_SUBREVISION=1"},
       "1.4.9.1"},
      {"thing", {"THING_VERSION_MAJOR=1"}, ""},
      {"thing", {"THING_VERSION_MINOR=1", "THING_VERSION_PATCH=1"}, ""},
  });
}

TEST_CASE("what stands between or behind the usual parts is not guessed") {
  check({
      {"v8", {"V8_MAJOR_VERSION=11", "V8_MINOR_VERSION=3", "V8_BUILD_NUMBER=244", "V8_PATCH_LEVEL=8"}, ""},
      {"thing", {"THING_VER_MAJOR=1", "THING_VER_MINOR=3", "THING_VER_BUILD=0", "THING_VER_RELEASE=8"}, "1.3.8"},
      {"z3",
       {"Z3_MAJOR_VERSION=4", "Z3_MINOR_VERSION=8", "Z3_BUILD_NUMBER=12", "Z3_REVISION_NUMBER=0",
        "Z3_FULL_VERSION=\"4.8.12.0\""},
       "4.8.12.0"},
      {"libgit2",
       {"LIBGIT2_VERSION=\"1.5.1\"", "LIBGIT2_VER_MAJOR=1", "LIBGIT2_VER_MINOR=5", "LIBGIT2_VER_REVISION=1",
        "LIBGIT2_VER_PATCH=0"},
       "1.5.1"},
      {"thing", {"THING_VER_MAJOR=1", "THING_VER_MINOR=5", "THING_VER_REVISION=1", "THING_VER_PATCH=0"}, ""},
      {"glm",
       {"GLM_VERSION_MAJOR=0", "GLM_VERSION_MINOR=9", "GLM_VERSION_PATCH=9", "GLM_VERSION_REVISION=8",
        "GLM_VERSION=999"},
       "0.9.9.8"},
      {"thing", {"THING_MAJOR=0", "THING_MINOR=9", "THING_PATCH=9", "THING_MICRO=8"}, ""},
      {"thing", {"THING_MAJOR=0", "THING_MINOR=9", "THING_PATCH=9", "THING_REVISION=8", "THING_MICRO=7"}, ""},
      {"thing", {"THING_MAJOR=0", "THING_MINOR=9", "THING_PATCH=9", "THING_REVISION=8", "THING_TWEAK=7"}, ""},
      {"icu",
       {"U_ICU_VERSION=\"72.1\"", "U_ICU_VERSION_MAJOR_NUM=72", "U_ICU_VERSION_MINOR_NUM=1",
        "U_ICU_VERSION_PATCHLEVEL_NUM=0"},
       "72.1"},
      {"libxml2", {"LIBXML_DOTTED_VERSION=\"2.9.14\"", "LIBXML_VERSION=20914"}, "2.9.14"},
  });
}

TEST_CASE("a number counts when its layout leaves one reading, or when something else agrees") {
  check({
      {"mimalloc", {"MI_MALLOC_VERSION=30405"}, "3.4.5"},
      {"mimalloc", {"MI_MALLOC_VERSION=224"}, ""},
      {"mimalloc", {"MI_MALLOC_VERSION=219"}, ""}, // 2.19, or 2.1.9
      {"mimalloc", {"MI_MALLOC_VERSION=219", "MI_MALLOC_VERSION_STRING=\"2.1.9\""}, "2.1.9"},
      {"fmt", {"FMT_VERSION=90100"}, "9.1.0"},
      {"fmt", {"FMT_VERSION=100201"}, ""},   // 10.2.1, or 1.2.1 by another layout
      {"asio", {"ASIO_VERSION=102800"}, ""}, // 1.28.0, or 10.28.0
      {"asio", {"ASIO_VERSION=102800", "ASIO_VERSION_MAJOR=1", "ASIO_VERSION_MINOR=28"}, "1.28.0"},
      {"fmt", {"FMT_VERSION=100201", "FMT_VERSION_STRING=\"10.2\""}, "10.2.1"},
      {"libarchive", {"ARCHIVE_VERSION_NUMBER=3006002"}, "3.6.2"},
      {"nghttp2", {"NGHTTP2_VERSION_NUM=78848 0x013400"}, "1.52.0"},
      {"openssl", {"OPENSSL_VERSION_NUMBER=268443839 0x100020bfL"}, "1.0.2k"},
      {"openssl", {"OPENSSL_VERSION_NUMBER=805306400 0x30000020L"}, ""}, // not marked as a release
      {"libressl", {"LIBRESSL_VERSION_NUMBER=890241039 0x3510000fL"}, "3.81.0"},
      {"thing", {"THING_VERSION=7"}, ""},
      {"thing", {"THING_VERSION=20230802"}, ""}, // a date
      {"thing", {"VERSION=30405"}, ""},          // whose?
      {"thing", {"THING_VERSION=30405", "THING_VERSION_NUM=30406"}, ""},
      {"thing", {"THING_VERSION=30405 030405"}, ""},                    // octal
      {"thing", {"THING_VERSION=10203 (1 * 10000 + 2 * 100 + 3)"}, ""}, // any layout
      {"thing", {"THING_VERSION=10203 (1 * 10000 + 2 * 100 + 3)", "THING_MAJOR=1", "THING_MINOR=2"}, "1.2.3"},
  });
}

TEST_CASE("a macro may spell out the last word of the component's name") {
  check({
      {"lua_bit", {"LUA_BITOP_VERSION=\"1.0.2\""}, "1.0.2"},
      {"lua-bit", {"LUA_BITOP_VERSION=\"1.0.2\""}, "1.0.2"},
      {"lua", {"LUA_BITOP_VERSION=\"1.0.2\""}, ""},
      {"lua_bit", {"LUA_STRUCT_VERSION=\"1.0.2\""}, ""},
      {"lua_bit", {"LUA_VERSION=\"5.1.5\"", "LUA_BITOP_VERSION=\"1.0.2\""}, ""}, // either may be meant
      {"lua_bit", {"OTHER_BITOP_VERSION=\"1.0.2\""}, ""},
      {"lua_bit", {"LUA_BITOP_EXTRA_VERSION=\"1.0.2\""}, ""},
      {"lua_c", {"LUA_CJSON_VERSION=\"2.1.0\""}, ""},
      {"thing_proto", {"THING_PROTOCOL_VERSION=\"1.2.3\""}, ""},
      {"bit", {"BITOP_VERSION=\"1.0.2\""}, ""},
  });
}

TEST_CASE("a short or a longer form of the component's name is its name") {
  check({
      {"algo_xxhash", {"XXH_VERSION_MAJOR=0", "XXH_VERSION_MINOR=8", "XXH_VERSION_RELEASE=2"}, "0.8.2"},
      {"algo_xxhash", {"ZSTD_VERSION_MAJOR=0", "ZSTD_VERSION_MINOR=8", "ZSTD_VERSION_RELEASE=2"}, ""},
      {"cmzlib", {"ZLIB_VERSION=\"1.3.1\""}, "1.3.1"},
      {"cmliblzma", {"LZMA_VERSION_MAJOR=5", "LZMA_VERSION_MINOR=4", "LZMA_VERSION_PATCH=0"}, "5.4.0"},
      {"liblzma", {"LZMA_VERSION_MAJOR=5", "LZMA_VERSION_MINOR=4", "LZMA_VERSION_PATCH=0"}, "5.4.0"},
      {"httplib", {"CPPHTTPLIB_VERSION=\"0.15.3\""}, "0.15.3"},
      {"bzip2", {"BZ_VERSION=\"1.0.8, 13-Jul-2019\""}, "1.0.8"},
      {"minizip", {"ZIP_VERSION=\"1.1\""}, ""},
      {"rapidjson", {"JSON_VERSION=\"1.1\""}, ""},
      {"libcurl", {"ZLIB_VERSION=\"1.3.1\"", "SSH_VERSION=\"1.2.3\""}, ""},
      {"thing", {"SOMETHING_VERSION=\"1.2.3\""}, ""},
      {"qtkeychain", {"QT_VERSION=\"5.15.2\""}, ""},
      {"glad", {"GL_MAJOR_VERSION=33307", "GL_MINOR_VERSION=33308"}, ""},
      {"lib", {"QT_VERSION=\"5.15.2\""}, ""}, // in lib.h, but nothing says that it is the library's own
  });
}

TEST_CASE("three parts in the main header are the component's under any short name") {
  const auto inHeader = [](const std::string &component, const std::string &file,
                           const std::vector<std::string> &definitions) {
    std::vector<MacroValue> macros;
    for (const std::string &definition : definitions) macros.push_back(macro(definition, 1));
    for (MacroValue &one : macros) one.file = file;
    const auto found = versionFromMacros(component, macros);
    return found.empty() ? std::string() : found.front().version;
  };
  const std::vector<std::string> xml = {"XML_MAJOR_VERSION=2", "XML_MINOR_VERSION=5", "XML_MICRO_VERSION=0"};
  std::vector<std::string> two = {"QT_VERSION_MAJOR=5", "QT_VERSION_MINOR=15", "QT_VERSION_PATCH=2"};
  CHECK(inHeader("expat", "deps/expat/lib/expat.h", xml) == "2.5.0");
  CHECK(inHeader("libexpat", "deps/expat/lib/expat.h", xml) == "2.5.0");
  // This is release 3.0.2: what miniz counts under these names are not its releases.
  CHECK(
      inHeader("miniz", "miniz.h", {"MZ_VERSION=\"11.0.2\"", "MZ_VER_MAJOR=11", "MZ_VER_MINOR=0", "MZ_VER_REVISION=2"})
          .empty());
  CHECK(inHeader("expat", "deps/expat/lib/internal.h", xml).empty());
  CHECK(inHeader("expat", "deps/expat/lib/expat.c", xml).empty());
  CHECK(inHeader("thing", "thing.h", {"XML_MAJOR_VERSION=1", "XML_MINOR_VERSION=1"}).empty());
  CHECK(inHeader("thing", "thing.h", {"API_MAJOR=1", "API_MINOR=1", "API_PATCH=0"}).empty());
  CHECK(inHeader("thing", "thing.h", {"QT_VERSION=\"5.15.2\""}).empty());
  two.insert(two.end(), xml.begin(), xml.end());
  CHECK(inHeader("thing", "thing.h", two).empty()); // either may be another library's
  two.insert(two.end(), {"THING_MAJOR=7", "THING_MINOR=1"});
  CHECK(inHeader("thing", "thing.h", two) == "7.1");
}

TEST_CASE("what is not the version of the component makes no claim") {
  for (const char *definition : {"THING_API_VERSION=\"1.2.3\"",
                                 "THING_ABI_VERSION=\"1.2.3\"",
                                 "THING_SO_VERSION=\"1.2.3\"",
                                 "THING_PROTOCOL_VERSION=\"1.2.3\"",
                                 "THING_FORMAT_VERSION=\"1.2.3\"",
                                 "THING_MIN_VERSION=\"1.2.3\"",
                                 "THING_MAX_VERSION=\"1.2.3\"",
                                 "THING_VERSION_REQUIRED=\"1.2.3\"",
                                 "THING_VERSION_MIN=\"1.2.3\"",
                                 "REQUIRED_THING_VERSION=\"1.2.3\"",
                                 "MIN_VERSION=\"1.2.3\"",
                                 "__VERSION__=\"Clang 22.1.2\"",
                                 "GCC_VERSION=\"12.2.0\"",
                                 "_MSC_VER=\"19.3\"",
                                 "THING_VERSION_H=\"1.2.3\"",
                                 "THING_VERSION_DATE=\"1.2.3\"",
                                 "OTHER_VERSION=\"1.2.3\"",
                                 "MZ_VERSION=\"10.1.0\"",
                                 "THING_OTHER_VERSION=\"1.2.3\"",
                                 "HTTP_VERSION=\"1.1\"",
                                 "THING_VERSION=\"unknown\"",
                                 "THING_VERSION=\"@VERSION@\"",
                                 "THING_VERSION=\"2024-01-15\"",
                                 "THING_VERSION=\"42\"",
                                 "THING_VERSION=\"1.2 to 1.4\"",
                                 "THING_VERSION=\"Other 1.2.3\"",
                                 "THING_VERSION=.",
                                 "THING_VERSION=\"needs thing 1.2\"",
                                 "THING_VERSION=MAJOR.MINOR",
                                 "THING_VERSION=1.2.3;",
                                 "CONVERSION=\"1.2\""}) {
    INFO(definition);
    CHECK(claims("thing", {definition}).empty());
  }
  CHECK(claims("thing", {"THING_VERSION=\"" + std::string(1000, '1') + ".2\""}).empty());
  CHECK(claims("thing", {"THING_VERSION=\"\xff 1.2\""}).empty());
  CHECK(claims("", {"THING_VERSION=\"1.2.3\""}).empty());
  CHECK(versionFromMacros("thing", {}).empty());
}

TEST_CASE("macros that contradict each other make no claim") {
  check({
      {"thing", {"THING_VERSION=\"1.2.3\"", "THING_VERSION_STRING=\"1.2.4\""}, ""},
      {"thing", {"THING_VERSION=\"1.2.3\"", "THING_MAJOR=1", "THING_MINOR=3", "THING_PATCH=3"}, ""},
      {"thing", {"THING_VERSION=\"1.2.3\"", "THING_VERSION=\"1.2.4\""}, ""},
      {"thing", {"THING_VERSION_MAJOR=1", "THING_MAJOR_VERSION=2", "THING_VERSION_MINOR=0"}, ""},
      {"thing", {"THING_VERSION=\"1.2.3\"", "LIBTHING_VERSION=\"1.3.0\""}, ""},
      {"thing", {"THING_VERSION=\"1.2.3\"", "VERSION=\"9.9.9\""}, "1.2.3"}, // the name tells which one is meant
      {"thing", {"THING_VERSION=\"1.2.3\"", "THING_VERSION=\"1.2.3\""}, "1.2.3"},
      {"thing", {"THING_VERSION=\"1.2.3-rc1\"", "THING_MAJOR=1", "THING_MINOR=2", "THING_PATCH=3"}, "1.2.3-rc1"},
      {"thing", {"THING_VERSION=\"1.2.3\"", "THING_VERSION_NUMBER=99999"}, "1.2.3"}, // another way of counting
  });
}

TEST_CASE("headers outrank sources, which may hold older formats of the library") {
  std::vector<MacroValue> macros = {macro("ZSTD_VERSION_MAJOR=1", 1), macro("ZSTD_VERSION_MINOR=5", 2),
                                    macro("ZSTD_VERSION_MAJOR=0", 3), macro("ZSTD_VERSION_MINOR=2", 4)};
  macros[2].file = macros[3].file = "legacy/v02.c";
  REQUIRE(versionFromMacros("zstd", macros).size() == 1);
  CHECK(versionFromMacros("zstd", macros)[0].version == "1.5");
  const std::vector<MacroValue> ofSource(macros.begin() + 2, macros.end());
  REQUIRE(versionFromMacros("zstd", ofSource).size() == 1);
  CHECK(versionFromMacros("zstd", ofSource)[0].version == "0.2");
}

TEST_CASE("confidence follows agreement, and the place is the macro's") {
  const auto both = claims("zlib", {"ZLIB_VERSION=\"1.3.1\"", "ZLIB_VERSION_NUMBER=10301"});
  const auto alone = claims("zlib", {"ZLIB_VERSION=\"1.3.1\""});
  const auto number = claims("zlib", {"ZLIB_VERSION=10301"});
  const auto noPrefix = claims("zlib", {"VERSION=\"1.3.1\""});
  const auto shortened = claims("abseil", {"ABSL_VERSION=\"1.3.1\""});
  REQUIRE(both.size() == 1);
  CHECK(both[0].confidence > alone.at(0).confidence);
  CHECK(alone[0].confidence > number.at(0).confidence);
  CHECK(alone[0].confidence > noPrefix.at(0).confidence);
  CHECK(alone[0].confidence > shortened.at(0).confidence);
  CHECK(both[0].macro == "ZLIB_VERSION");
  CHECK(both[0].line == 1);
  const auto parts = claims("hiredis", {"HIREDIS_PATCH=0", "HIREDIS_MINOR=2", "HIREDIS_MAJOR=1"});
  REQUIRE(parts.size() == 1);
  CHECK(parts[0].macro == "HIREDIS_MAJOR, HIREDIS_MINOR, HIREDIS_PATCH");
  CHECK(parts[0].line == 3);
}

TEST_CASE("the order in which macros come changes nothing") {
  std::vector<MacroValue> macros = {macro("A_VERSION=\"1.2.3\"", 1), macro("A_MAJOR=1", 2), macro("A_MINOR=2", 3),
                                    macro("A_PATCH=3", 4)};
  const auto forward = versionFromMacros("a", macros);
  std::reverse(macros.begin(), macros.end());
  CHECK(versionFromMacros("a", macros) == forward);
  CHECK(forward.size() == 2);
}
