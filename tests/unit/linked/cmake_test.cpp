// A small project, configured and built by CMake itself with both kinds of generators.
#include "fixtures.h"
#include "tests/support/command.h"
#include "tests/support/temporary_directory.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;
using namespace lintel::test;

namespace {

void writeProject(const TemporaryDirectory &directory) {
  directory.write("CMakeLists.txt", "cmake_minimum_required(VERSION 3.25)\nproject(made_up C)\n"
                                    "add_subdirectory(parts)\nadd_executable(app main.c)\n"
                                    "target_link_libraries(app PRIVATE parts dyn z)\n");
  directory.write("parts/CMakeLists.txt", "add_library(parts STATIC used.c unused.c)\nadd_library(dyn SHARED dyn.c)\n"
                                          "set_target_properties(dyn PROPERTIES VERSION 1.2 SOVERSION 1)\n");
  directory.write("main.c", "int used(void); int dyn(void); const char *zlibVersion(void);\n"
                            "int main(void) { return used() + dyn() + !zlibVersion(); }\n");
  directory.write("parts/used.c", "int used(void) { return 1; }\n");
  directory.write("parts/unused.c", "int unused(void) { return 1; }\n");
  directory.write("parts/dyn.c", "int dyn(void) { return 1; }\n");
}

void run(const std::vector<std::string> &command) {
  const CommandResult result = runCommand(command);
  INFO(result.out << result.err);
  REQUIRE(result.status == 0);
}

// The inputs below the directory, without it.
Lines ownInputs(const LinkedView &view, const std::string &path, const std::string &directory) {
  Lines lines;
  for (std::string line : inputsOf(view, path)) {
    bool isOwn = false;
    for (std::size_t at = line.find(directory + "/"); at != std::string::npos; at = line.find(directory + "/")) {
      line.erase(at, directory.size() + 1);
      isOwn = true;
    }
    if (isOwn) lines.push_back(line);
  }
  return lines;
}

bool hasInput(const LinkedView &view, const std::string &path, const std::string &name, const std::string &evidence) {
  const auto &inputs = artefact(view, path).inputs;
  return std::any_of(inputs.begin(), inputs.end(), [&](const LinkInput &input) {
    return input.path.ends_with(name) && input.evidence.find(evidence) != std::string::npos;
  });
}

} // namespace

TEST_CASE("a project that CMake has built") {
  const TemporaryDirectory directory;
  writeProject(directory);
  const std::string build = directory / "build";
  for (const auto &[generator, evidence] : std::vector<std::pair<std::string, std::string>>{
           {"Ninja", "build/build.ninja:"}, {"Unix Makefiles", "build/CMakeFiles/app.dir/link.txt:1"}}) {
    INFO(generator);
    run({"rm", "-rf", build});
    directory.write("build/.cmake/api/v1/query/codemodel-v2", "");
    run({"cmake", "-S", directory.path(), "-B", build, "-G", generator, "-DCMAKE_C_COMPILER=clang-22"});
    const auto configured = readLinked(RealFileSystem(), {directory.path(), build, {}});
    CHECK(configured.artefacts.size() == 3);
    CHECK_FALSE(artefact(configured, build + "/app").built);

    run({"cmake", "--build", build});
    const auto view = readLinked(RealFileSystem(), {directory.path(), build, {}});
    for (const Problem &problem : view.problems) CHECK(toString(problem).empty());
    REQUIRE(view.artefacts.size() == 3);
    CHECK(artefact(view, build + "/app").built);
    CHECK(ownInputs(view, build + "/app", directory.path()) ==
          Lines{"object build/CMakeFiles/app.dir/main.c.o < main.c", "shared build/parts/libdyn.so.1.2",
                "archive build/parts/libparts.a(used.c.o)"});
    CHECK(hasInput(view, build + "/app", "/libz.so", evidence));
    CHECK(hasInput(view, build + "/app", "/libz.so.1", "DT_NEEDED of build/app"));
    CHECK(hasInput(view, build + "/app", "/libc.so.6", "DT_NEEDED of build/app"));

    // The file API alone says the same of libraries, and of sources what it knows.
    run({"rm", "-rf", build + "/build.ninja", build + "/CMakeFiles/Makefile.cmake"});
    const auto api = readLinked(RealFileSystem(), {directory.path(), build, {}});
    CHECK(ownInputs(api, build + "/app", directory.path()) == Lines{"shared build/parts/libdyn.so.1.2",
                                                                    "archive build/parts/libparts.a(used.c.o)",
                                                                    "object main.c < main.c"});
    CHECK(hasInput(api, build + "/app", "/libz.so", "build/.cmake/api/v1/reply/target-app-"));
  }
}
