#include "checkers/engine/macro_values.h"
#include "tests/unit/engine/small_project.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::checkers;

namespace {

const char *kindName(MacroKind kind) {
  return kind == MacroKind::Text ? "text" : kind == MacroKind::Number ? "number" : "other";
}

// "NAME = kind value", one line each.
std::string listing(const UnitMacros &unit) {
  std::string text;
  for (const MacroDefinition &macro : unit.macros)
    text += macro.name + " = " + kindName(macro.kind) + " " + macro.value + "\n";
  return text;
}

UnitMacros macrosOf(const std::string &header, const std::vector<std::string> &arguments = {}) {
  test::SmallProject project;
  const std::string path = project.header("lib/lib.h", header);
  project.source("main.c", "int main(void) { return 0; }\n", arguments);
  const auto all = evaluateMacros({{project.units().at(0), {path}}}, project.options());
  REQUIRE(all.size() == 1);
  CHECK(all[0].unit == "main.c");
  return all[0];
}

} // namespace

TEST_CASE("a macro that names a version has VERSION, MAJOR or the like as a word") {
  for (const char *name : {"ZLIB_VERSION", "ZLIB_VERNUM", "PNG_LIBPNG_VER_STRING", "HIREDIS_MAJOR", "LUA_RELEASE",
                           "kLibVersionMajor", "version", "LIBXML_MICRO_X", "XXH_VERSION_NUMBER", "EXPAT_PATCHLEVEL"})
    CHECK(isVersionName(name));
  for (const char *name : {"INVERSION_COUNT", "DRIVER", "OVERRIDE", "MAJORITY", "SERVER_NAME", "CONVERSIONS", "", "__"})
    CHECK_FALSE(isVersionName(name));
}

TEST_CASE("a version macro is expanded as the preprocessor would") {
  struct Case {
    const char *header;
    const char *expected;
  };
  for (const Case &one : {
           Case{"#define A_VERSION \"1.3.1\"\n", "A_VERSION = text 1.3.1\n"},
           Case{"#define A_VERSION \"1\" \".\" \"2\"\n", "A_VERSION = text 1.2\n"},
           Case{"#define A_VERSION 0x1010107fL\n", "A_VERSION = number 269488255\n"},
           Case{"#define A_VERSION 010\n", "A_VERSION = number 8\n"},
           Case{"#define A_VERSION (1 << 16 | 2 << 8 | 3)\n", "A_VERSION = number 66051\n"},
           Case{"#define A_VERSION (1 * 10000 + 2 * 100 + 3)\n", "A_VERSION = number 10203\n"},
           Case{"#define A_VERSION ((0x20 >> 1) + 7 % 4 - (9 / 2) ^ ~-1)\n", "A_VERSION = number 15\n"},
           Case{"#define A_VERSION 1.2.3\n", "A_VERSION = other 1.2.3\n"},
           Case{"#define A_VERSION 1 / 0\n", "A_VERSION = other 1 / 0\n"},
           Case{"#define A_VERSION (1 << 80)\n", "A_VERSION = other (1 << 80)\n"},
           Case{"#define A_VERSION 99999999999999999999999\n", "A_VERSION = other 99999999999999999999999\n"},
           Case{"#define A_VERSION 08\n", "A_VERSION = other 08\n"},
           Case{"#define A_VERSION (1\n", "A_VERSION = other (1\n"},
           Case{"#define A_VERSION unknown\n", "A_VERSION = other unknown\n"},
           Case{"#define A_VERSION\n", ""},
           Case{"#define A_VERSION(x) \"1\"\n", ""},
           Case{"#define A_VERSION \"1\"\n#undef A_VERSION\n", ""},
           Case{"#define A_VERSION \"1\"\n#undef A_VERSION\n#define A_VERSION \"2\"\n", "A_VERSION = text 2\n"},
           Case{"#define A_VERSION A_VERSION\n", "A_VERSION = other A_VERSION\n"},
           Case{" # \t define\tA_VERSION \"1\"\n", "A_VERSION = text 1\n"},
           Case{"#define \\\n A_VERSION \"1\"\n", "A_VERSION = text 1\n"},
           Case{"// #define B_VERSION \"2\"\n#define A_VERSION \"1\"\n", "A_VERSION = text 1\n"},
           Case{"#define NAME \"x\"\n", ""},
       }) {
    INFO(one.header);
    CHECK(listing(macrosOf(one.header)) == one.expected);
  }
}

TEST_CASE("a version is put together from its parts, in whatever order they are defined") {
  const UnitMacros unit = macrosOf("#define STR_(x) #x\n#define STR(x) STR_(x)\n"
                                   "#define A_VERSION STR(A_MAJOR) \".\" STR(A_MINOR)\n"
                                   "#define A_MAJOR 4\n#define A_MINOR 17\n");
  CHECK(listing(unit) == "A_VERSION = text 4.17\nA_MAJOR = number 4\nA_MINOR = number 17\n");
  REQUIRE(unit.macros.size() == 3);
  CHECK(unit.macros[0].line == 3);
  CHECK(unit.macros[0].file.ends_with("/lib/lib.h"));
  CHECK(unit.macros[0].spelling == "\"4\" \".\" \"17\"");
  CHECK(unit.outcome.kind == OutcomeKind::Analysed);
  CHECK(unit.outcome.engine == EngineId::Sbom);
}

TEST_CASE("the arguments of the unit decide which definition holds") {
  const char *header = "#ifdef NEXT\n#define A_VERSION \"2.0\"\n#else\n#define A_VERSION \"1.9\"\n#endif\n";
  CHECK(listing(macrosOf(header)) == "A_VERSION = text 1.9\n");
  CHECK(listing(macrosOf(header, {"-DNEXT"})) == "A_VERSION = text 2.0\n");
}

TEST_CASE("what goes wrong inside a header loses no macro") {
  CHECK(listing(macrosOf("#define A_VERSION \"1\"\n#include \"not-there.h\"\n#define A_MINOR 2\n")) ==
        "A_VERSION = text 1\nA_MINOR = number 2\n");
  CHECK(listing(macrosOf("#define A_VERSION \"1\"\n#error not for you\n#define A_MINOR 2\n")) ==
        "A_VERSION = text 1\nA_MINOR = number 2\n");
  CHECK(listing(macrosOf("#define A_VERSION \"1\"\n#if 1\n")) == "A_VERSION = text 1\n");
  CHECK(listing(macrosOf("#define A_VERSION \"1\"\nint f(\n\"open\n")) == "A_VERSION = text 1\n");
  CHECK(listing(macrosOf("#define A_VERSION \"1\"\n#include \"lib.h\"\n")) == "A_VERSION = text 1\n");
}

TEST_CASE("macros of other files are not the header's own") {
  test::SmallProject project;
  const std::string outer =
      project.header("lib/outer.h", "#include \"inner.h\"\n#define OUTER_VERSION INNER_VERSION\n");
  const std::string inner = project.header("lib/inner.h", "#define INNER_VERSION \"7.1\"\n");
  project.source("main.cpp", "");
  const Unit unit = project.units().at(0);
  const auto all = evaluateMacros({{unit, {outer}}, {unit, {outer, inner}}}, project.options());
  REQUIRE(all.size() == 2);
  CHECK(listing(all[0]) == "OUTER_VERSION = text 7.1\n");
  CHECK(listing(all[1]) == "INNER_VERSION = text 7.1\nOUTER_VERSION = text 7.1\n");
}

TEST_CASE("a source file can be asked for its macros, and the overlay is what is read") {
  test::SmallProject project;
  const std::string source =
      project.source("vendor/one.c", "#define ONE_VERSION \"1.0\"\nint one(void) { return 1; }\n");
  EngineOptions options = project.options();
  const Unit unit = project.units().at(0);
  CHECK(listing(evaluateMacros({{unit, {source}}}, options).at(0)) == "ONE_VERSION = text 1.0\n");
  options.overlay[source] = "#define ONE_VERSION \"1.1\"\n";
  CHECK(listing(evaluateMacros({{unit, {source}}}, options).at(0)) == "ONE_VERSION = text 1.1\n");
}

TEST_CASE("a header that is not there is said, the others are read") {
  test::SmallProject project;
  const std::string there = project.header("a.h", "#define A_VERSION \"1\"\n");
  project.source("main.c", "");
  const auto all = evaluateMacros({{project.units().at(0), {project.directory / "gone.h", there}}}, project.options());
  CHECK(listing(all.at(0)) == "A_VERSION = text 1\n");
  CHECK(all[0].outcome.kind == OutcomeKind::ParseFailed);
  CHECK(all[0].outcome.detail.find("gone.h: no such file") != std::string::npos);
}

TEST_CASE("macros that double each other end, and the small ones before them are kept") {
  std::string header = "#define A_VERSION \"1\"\n#define X0 1 1\n";
  for (int i = 1; i <= 40; ++i) {
    const std::string inner = "X" + std::to_string(i - 1);
    header += "#define X" + std::to_string(i) + " " + inner + " " + inner + "\n";
  }
  CHECK(listing(macrosOf(header + "#define B_VERSION X40\n#define C_VERSION \"3\"\n")) == "A_VERSION = text 1\n");
  CHECK(listing(macrosOf(header + "#define B_VERSION X8\n#define C_VERSION \"3\"\n")) ==
        "A_VERSION = text 1\nC_VERSION = text 3\n");
}

TEST_CASE("a worker that crashes or hangs costs its request only") {
  test::SmallProject project;
  const std::string header = project.header("a.h", "#define A_VERSION \"1\"\n");
  project.source("a.c", "");
  project.source("b.c", "");
  EngineOptions options = project.options(2);
  options.faults = {{"a.c", Fault::Crash}};
  const auto units = project.units();
  const auto all = evaluateMacros({{units.at(0), {header}}, {units.at(1), {header}}}, options);
  CHECK(all.at(0).outcome.kind == OutcomeKind::Crashed);
  CHECK(all.at(0).macros.empty());
  CHECK(listing(all.at(1)) == "A_VERSION = text 1\n");
}
