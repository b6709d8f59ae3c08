// Which files a unit includes. Units that share a command share much of the work; none of it may show.
#include "checkers/engine/command_line.h"
#include "tests/unit/engine/small_project.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

using namespace lintel;

namespace {

// The project's own files among those that the unit includes, without the directory, in order.
std::vector<std::string> own(const test::SmallProject &project, const checkers::UnitDependencies &unit) {
  const std::string root = project.directory.path() + "/";
  std::vector<std::string> names;
  for (const std::string &file : unit.files)
    if (file.starts_with(root)) names.push_back(file.substr(root.size()));
  return names;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("the include scan lists every file of a unit, from the overlay too") {
  test::SmallProject project;
  project.source("a.cpp", "#include \"x.h\"\n#include <cstddef>\n");
  project.header("x.h", "#include \"y.h\"\n");
  checkers::EngineOptions options = project.options();
  options.overlay = {{project.directory / "y.h", std::string("")}};
  const auto scanned = checkers::scanDependencies(project.units(), options);
  REQUIRE(scanned.size() == 1);
  CHECK(scanned[0].outcome.kind == OutcomeKind::Analysed);
  CHECK(own(project, scanned[0]) == Names{"a.cpp", "x.h", "y.h"});
  CHECK(scanned[0].files.size() > 3); // <cstddef> and what it includes
  CHECK(std::ranges::is_sorted(scanned[0].files));
}

TEST_CASE("units with the same command are scanned each on its own") {
  test::SmallProject project;
  project.source("a/unit.c", "#include \"local.h\"\n#define EXTRA\n#include \"../shared.h\"\n");
  project.source("b/unit.c", "#include \"local.h\"\n#include \"../shared.h\"\n");
  project.header("a/local.h", "");
  project.header("b/local.h", "");
  project.header("shared.h", "#ifdef EXTRA\n#include \"extra.h\"\n#endif\n");
  project.header("extra.h", "");
  const auto scanned = checkers::scanDependencies(project.units(), project.options(1));
  REQUIRE(scanned.size() == 2);
  CHECK(own(project, scanned[0]) == Names{"a/local.h", "a/unit.c", "extra.h", "shared.h"});
  CHECK(own(project, scanned[1]) == Names{"b/local.h", "b/unit.c", "shared.h"});
}

TEST_CASE("the same arguments mean other files in another directory or language") {
  test::SmallProject project;
  for (const char *directory : {"one", "two"}) {
    const std::string unit = project.header(std::string(directory) + "/unit.c", "#include <found.h>\n");
    project.header(std::string(directory) + "/include/found.h", "");
    project.database.commands.push_back({unit, project.directory / directory, {"clang", "-Iinclude", "unit.c"}, ""});
  }
  project.source("c.c", "#ifdef __cplusplus\n#include \"cxx.h\"\n#endif\n");
  project.source("cxx.cpp", "#ifdef __cplusplus\n#include \"cxx.h\"\n#endif\n");
  project.header("cxx.h", "");
  const auto scanned = checkers::scanDependencies(project.units(), project.options(1));
  REQUIRE(scanned.size() == 4);
  CHECK(own(project, scanned[0]) == Names{"c.c"});
  CHECK(own(project, scanned[1]) == Names{"cxx.cpp", "cxx.h"});
  CHECK(own(project, scanned[2]) == Names{"one/include/found.h", "one/unit.c"});
  CHECK(own(project, scanned[3]) == Names{"two/include/found.h", "two/unit.c"});
}

TEST_CASE("a unit that cannot be scanned says why and spoils no other") {
  test::SmallProject project;
  project.source("broken.cpp", "#include \"nowhere.h\"\n");
  const std::string gone = project.source("gone.cpp", "");
  project.source("whole.cpp", "#warning said, and no more\n");
  project.source("unknown.cpp", "", {"--target=pdp11-unknown-none"});
  const std::vector<checkers::Unit> units = project.units();
  std::filesystem::remove(gone);
  const auto scanned = checkers::scanDependencies(units, project.options(1));
  REQUIRE(scanned.size() == 4);
  const auto reason = [&](std::size_t i) {
    CHECK(scanned[i].outcome.kind == OutcomeKind::ParseFailed);
    return scanned[i].outcome.detail;
  };
  CHECK_THAT(reason(0), Catch::Contains("'nowhere.h' file not found"));
  CHECK_THAT(reason(1), Catch::Contains("gone.cpp"));
  CHECK_THAT(reason(2), Catch::Contains("pdp11"));
  CHECK(scanned[3].outcome.kind == OutcomeKind::Analysed);
}

TEST_CASE("commands that differ in more than the file have different keys") {
  const auto key = [](const char *directory, std::vector<std::string> arguments, const char *file) {
    arguments.emplace_back(file);
    return checkers::commandKey({file, directory, arguments, ""});
  };
  CHECK(key("/d", {"clang", "-DA"}, "/d/a.c") == key("/d", {"clang", "-DA"}, "/d/b.c"));
  CHECK(key("/d", {"clang", "-DA"}, "/d/a.c") != key("/d", {"clang", "-DA"}, "/d/a.cpp"));
  CHECK(key("/d", {"clang", "-DA"}, "/d/a.c") != key("/e", {"clang", "-DA"}, "/d/a.c"));
  CHECK(key("/d", {"clang", "-DA", "-DB"}, "/d/a.c") != key("/d", {"clang", "-DA\n-DB"}, "/d/a.c"));
  CHECK(key("/d", {"clang", "-DA4:-DB"}, "/d/a.c") != key("/d", {"clang", "-DA", "-DB"}, "/d/a.c"));
}
