// How CMake's commands spell the names of what they look for.
#include "build_fixture.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

// "zlib>=1.2@1.2": name, constraint and version of all declarations in their order.
std::string summaryOf(const std::string &text) {
  std::string summary;
  for (const Declaration &found : declarationsOf("CMakeLists.txt", text)) {
    summary += (summary.empty() ? "" : ", ") + found.name + found.constraint;
    if (!found.version.empty()) summary += "@" + found.version;
  }
  return summary;
}

} // namespace

TEST_CASE("blanks around the parts of a pkg-config module belong to none of them") {
  CHECK(summaryOf("pkg_check_modules(X \"glib-2.0 >= 2.40\" \" foo = 8.8 \" \"bar<<=1\" \" b \" \" \")\n") ==
        "glib-2.0>=2.40, foo=8.8@8.8, bar<<=1, b");
  CHECK(summaryOf("find_package(\" ZLIB \")\n") == "ZLIB");
}

TEST_CASE("what an option holds while it is off is no name") {
  for (const char *setting : {"option(V \"\")", "set(V FALSE)", "set(V V-NOTFOUND CACHE STRING \"\")"}) {
    INFO(setting);
    const std::string text = std::string(setting) + "\nif(V)\npkg_search_module(LUA REQUIRED ${V})\nendif()\n";
    const Declaration found = onlyDeclaration("CMakeLists.txt", text);
    CHECK(found.name == "${V}");
    CHECK_FALSE(found.resolved);
  }
}

TEST_CASE("a library is called as a linker calls it, whatever its file is called") {
  const Declaration found = onlyDeclaration("CMakeLists.txt", "find_library(X NAMES liburing.a liburing libur.so.2)\n");
  CHECK(found.name == "uring");
  CHECK(found.parts == std::vector<std::string>{"ur"});
  CHECK(summaryOf("find_library(X lib)\nfind_library(X b.lib)\nfind_library(X c.d)\nfind_library(X alib)\n") ==
        "lib, b, c.d, alib");
}

TEST_CASE("Python is a program where only its interpreter is asked for") {
  const auto scopeOf = [](const std::string &words) {
    return onlyDeclaration("CMakeLists.txt", "find_package(" + words + ")\n").scope;
  };
  CHECK(scopeOf("Python3 REQUIRED") == Scope::Build);
  CHECK(scopeOf("Python 3.8 COMPONENTS Interpreter") == Scope::Build);
  CHECK(scopeOf("Python3 COMPONENTS Interpreter Development") == Scope::Runtime);
  CHECK(scopeOf("Python3 COMPONENTS ${PARTS}") == Scope::Runtime);
  CHECK(scopeOf("PythonLibs") == Scope::Runtime);
}
