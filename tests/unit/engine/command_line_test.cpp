#include "checkers/engine/command_line.h"
#include "checkers/engine/plan.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace lintel;

namespace {

std::vector<std::string> kept(std::vector<std::string> arguments) {
  arguments.push_back("/r/a.cpp");
  const Result<CompileCommand> safe = checkers::sanitise({"/r/a.cpp", "/r/build", std::move(arguments), ""});
  REQUIRE(safe);
  // Without what is always there: the program in front, the fixed end behind.
  std::vector<std::string> middle(safe->arguments.begin() + 2,
                                  std::find(safe->arguments.begin(), safe->arguments.end(), "-Wno-everything"));
  CHECK(safe->arguments.back() == "/r/a.cpp");
  return middle;
}

using Arguments = std::vector<std::string>;

} // namespace

TEST_CASE("what changes the meaning of the source is kept") {
  CHECK(kept({"clang", "-DA=1", "-U", "B", "-I../include", "-isystem", "/opt/x", "-iquote", "q", "-include",
              "pre.h"}) == Arguments{"-D", "A=1", "-U", "B", "-I", "../include", "-isystem", "/opt/x", "-iquote", "q",
                                     "-Xclang", "-include", "-Xclang", "pre.h"});
  CHECK(kept({"clang", "-std=gnu++17", "-x", "c++", "-fno-exceptions", "-fno-rtti", "-m32", "-mavx2", "-O2",
              "-pthread"}) ==
        Arguments{"-std=gnu++17", "-x", "c++", "-fno-exceptions", "-fno-rtti", "-m32", "-mavx2", "-O2", "-pthread"});
  CHECK(kept({"clang", "-Wp,-D_FORTIFY_SOURCE=2,-MD,x.d"}) == Arguments{"-D_FORTIFY_SOURCE=2"});
  CHECK(kept({"clang", "-Xclang", "-include-pch", "-Xclang", "a.pch", "-Xclang", "-include", "-Xclang", "a.h"}) ==
        Arguments{"-Xclang", "-include", "-Xclang", "a.h"});
}

TEST_CASE("the driver's mode and target come from the compiler's name") {
  CHECK(kept({"/usr/bin/g++-12"}) == Arguments{"--driver-mode=g++"});
  CHECK(kept({"gcc"}).empty());
  CHECK(kept({"aarch64-linux-gnu-g++"}) == Arguments{"--driver-mode=g++", "--target=aarch64-linux-gnu"});
}

TEST_CASE("what could load code, read artefacts or write is dropped") {
  const std::vector<Arguments> dangerous = {
      {"-fplugin=evil.so"},
      {"-fplugin", "evil.so"},
      {"-fpass-plugin=evil.so"},
      {"-Xclang", "-load", "-Xclang", "evil.so"},
      {"-Xclang", "-add-plugin", "-Xclang", "evil"},
      {"-Xclang", "-fmodule-file=x.pcm"},
      {"-mllvm", "-load=evil.so"},
      {"-o", "/etc/passwd"},
      {"-MD", "-MF", "/etc/passwd", "-MT", "x"},
      {"-Wp,-MD,/etc/passwd"},
      {"--serialize-diagnostics", "/etc/passwd"},
      {"-fmodules-cache-path=/tmp/x", "-fmodules"},
      {"-fprofile-use=/tmp/x"},
      {"-fprofile-instr-generate=/tmp/x"},
      {"-ftime-trace=/tmp/x"},
      {"-ftime-trace"},
      {"-save-temps=obj"},
      {"-fcrash-diagnostics-dir=/tmp"},
      {"-fsave-optimization-record"},
      {"-foptimization-record-file=/tmp/x"},
      {"-include-pch", "x.pch"},
      {"-ivfsoverlay", "x.yaml"},
      {"--config=evil.cfg"},
      {"--config", "evil.cfg"},
      {"-B/evil/bin"},
      {"-fuse-ld=/evil/ld"},
      {"-specs=evil.specs"},
      {"-resource-dir", "/evil"},
      {"-gen-reproducer=always"},
      {"-fsanitize-ignorelist=/etc/passwd"},
      {"-Werror", "-Wall", "-pedantic-errors"},
      {"-c"},
      {"-g3"},
      {"-MJ", "/etc/passwd"},
      {"-dependency-dot", "/etc/passwd"},
  };
  for (Arguments arguments : dangerous) {
    std::string text;
    for (const std::string &argument : arguments) text += argument + " ";
    INFO(text);
    arguments.insert(arguments.begin(), "clang");
    CHECK(kept(arguments) == Arguments{});
  }
}

TEST_CASE("flags that only GCC knows are dropped") {
  CHECK(kept({"g++", "-fno-canonical-system-headers", "-Wno-maybe-uninitialized", "-fconserve-stack",
              "-fno-var-tracking-assignments", "-mno-such-option", "-fno-tree-loop-im", "-std=c++17"}) ==
        Arguments{"--driver-mode=g++", "-std=c++17"});
}

TEST_CASE("no configuration file of the repository adds arguments") {
  const auto safe = checkers::sanitise({"/r/a.cpp", "/r", {"clang++", "a.cpp"}, ""});
  REQUIRE(safe);
  CHECK(safe->arguments.at(1) == "--no-default-config");
  for (const char *target : {"--target=x86_64-e/e-linux-gnu", "--target=../x", "--target="})
    CHECK_FALSE(checkers::sanitise({"/r/a.cpp", "/r", {"clang++", target, "a.cpp"}, ""}));
}

TEST_CASE("commands that are not supported say so") {
  const auto message = [](std::vector<std::string> arguments) {
    const auto safe = checkers::sanitise({"/r/a.cpp", "/r", std::move(arguments), ""});
    return safe ? std::string() : safe.error().what;
  };
  CHECK(message({"cl.exe", "/c", "a.cpp"}) == "MSVC-style compile commands are not supported");
  CHECK(message({"nvcc", "a.cu"}) == "CUDA compile commands are not supported");
  CHECK(message({}) == "the compile command is empty");
  CHECK(message({"clang", "-x", "ast", "a.cpp"}) == "not C or C++ source, by its name or by -x");
  CHECK(message({"clang", "-x", "ir", "a.cpp"}) == "not C or C++ source, by its name or by -x");
  CHECK_FALSE(checkers::sanitise({"/r/a.ast", "/r", {"clang", "a.ast"}, ""}));
  CHECK_FALSE(checkers::sanitise({"/r/a.pcm", "/r", {"clang", "a.pcm"}, ""}));
  CHECK(checkers::sanitise({"/r/a.inc", "/r", {"clang", "-x", "c++", "a.inc"}, ""}));
}

TEST_CASE("one unit for each distinct file and effective arguments") {
  CompileDatabase database;
  const auto add = [&](std::string file, std::vector<std::string> arguments) {
    database.commands.push_back({std::move(file), "/r/build", std::move(arguments), ""});
  };
  add("/r/b.cpp", {"g++", "-DX", "-o", "one.o", "-c", "b.cpp"});
  add("/r/b.cpp", {"g++", "-DX", "-o", "two.o", "-c", "b.cpp"}); // the same to the analysis
  add("/r/b.cpp", {"g++", "-DY", "-c", "b.cpp"});
  add("/r/a.cpp", {"g++", "-c", "a.cpp"});
  add("/elsewhere/c.cpp", {"g++", "-c", "c.cpp"});
  database.commands.push_back({"/r/d.cpp", "/r", {}, "response file outside the repository"});
  const checkers::Plan plan = checkers::planUnits(database, "/r");
  std::vector<std::string> names;
  for (const checkers::Unit &unit : plan.units) names.push_back(unit.name);
  CHECK(names == std::vector<std::string>{"a.cpp", "b.cpp", "b.cpp#2"});
  REQUIRE(plan.unusable.size() == 2);
  CHECK(plan.unusable[0].kind == OutcomeKind::Excluded);
  CHECK(plan.unusable[1].kind == OutcomeKind::ParseFailed);
  CHECK(plan.unusable[1].detail == "response file outside the repository");
}
