// What build files name for another system than the one the bill is written for.
#include "join_fixture.h"

#include <algorithm>

using namespace lintel;
using namespace lintel::sbom;

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
