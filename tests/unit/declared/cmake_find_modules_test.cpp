#include "core/support/file_system.h"
#include "sbom/declared/declared.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

// Names that the modules A (which finds b) and C of a repository with this CMakeLists.txt declare.
std::string declaredBy(const std::string &text, const std::string &ofA = "find_library(X b)\n") {
  const std::string root = "/repository";
  const OverlayFileSystem files(Overlay{{root + "/CMakeLists.txt", text},
                                        {root + "/Modules/FindA.cmake", "# find_package(A)\n" + ofA},
                                        {root + "/Modules/FindC.cmake", "find_library(X d)\n"}});
  std::string names;
  for (const Declaration &found :
       readDeclared(files, root, {"CMakeLists.txt", "Modules/FindA.cmake", "Modules/FindC.cmake"}, {}).declarations) {
    if (found.location.path != "CMakeLists.txt") names += found.name + " ";
  }
  return names;
}

} // namespace

TEST_CASE("a find module declares something where its package is asked for") {
  CHECK(declaredBy("").empty());
  CHECK(declaredBy("project(A)\nadd_library(A a.c)\n").empty());
  CHECK(declaredBy("find_package(A REQUIRED)\n") == "b ");
  CHECK(declaredBy("find_package(\"C\")\n") == "d ");
  CHECK(declaredBy("include(FindA)\n") == "b ");
  CHECK(declaredBy("include(${CMAKE_SOURCE_DIR}/Modules/FindA.cmake)\n") == "b ");
}

TEST_CASE("find modules may ask for each other") {
  const std::string asks = "find_library(X b)\nfind_package(C)\nfind_package(A)\n";
  CHECK(declaredBy("", asks).empty());
  CHECK(declaredBy("find_package(A)\n", asks) == "b C A d ");
}

TEST_CASE("who may ask for any package asks for all") {
  CHECK(declaredBy("foreach(x A)\nfind_package(${x})\nendforeach()\n") == "b d ");
  CHECK(declaredBy("find_package(\n") == "b d ");
  CHECK(declaredBy("macro(Find_It)\nfind_package(${ARGN})\nendmacro()\n").empty());
  CHECK(declaredBy("macro(Find_It)\nfind_package(${ARGN})\nendmacro()\nfind_it(C)\n") == "d ");
}

TEST_CASE("a package whose module looks for a program alone is a program of the build") {
  struct Case {
    const char *module;
    Scope scope;
  };
  const Case cases[] = {
      {"find_program(A_EXECUTABLE a)\n", Scope::Build},
      {"find_program(A_EXECUTABLE a)\nfind_path(A_INCLUDE a.h)\n", Scope::Runtime},
      {"find_library(A_LIBRARY a)\n", Scope::Runtime},
      {"set(A_FOUND ON)\n", Scope::Runtime},
  };
  for (const Case &one : cases) {
    INFO(one.module);
    const OverlayFileSystem files(Overlay{{"/r/CMakeLists.txt", "find_package(A)\n"}, {"/r/FindA.cmake", one.module}});
    const auto found = readDeclared(files, "/r", {"CMakeLists.txt", "FindA.cmake"}, {}).declarations;
    REQUIRE_FALSE(found.empty());
    CHECK(found.front().scope == one.scope);
  }
}
