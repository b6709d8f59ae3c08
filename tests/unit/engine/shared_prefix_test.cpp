#include "checkers/engine/shared_prefix.h"

#include "small_project.h"

#include <catch2/catch.hpp>

using namespace lintel;
using checkers::SharedPrefixes;
using test::SmallProject;

namespace {

constexpr const char *kRule = "lintel-cast-pointer-int";
constexpr const char *kSystem = "#pragma once\n"
                                "typedef decltype(sizeof 0) size_type;\n"
                                "#define NARROW(pointer) (int)(long)(pointer)\n"
                                "template <class T> T *advance(T *p, size_type n) { return p + n; }\n"
                                "inline int vendored(char *p) { return (int)(long)p; }\n";

// What makes a header worth to be shared.
std::string manyDeclarations() {
  std::string text;
  for (int i = 0; i < 30'000; ++i) text += "int made_up_" + std::to_string(i) + "(int first, int second);\n";
  return text;
}

// Units that begin with prefix.h, as CMake's precompiled headers make them begin.
class Precompiling : public SmallProject {
public:
  explicit Precompiling(const std::string &prefix, int count = 4, const std::string &path = "") {
    header("system/vendor.h", kSystem + manyDeclarations());
    header("prefix.h", prefix);
    const std::string file = path.empty() ? directory / "prefix.h" : path;
    for (int i = 0; i < count; ++i) {
      const std::string number = std::to_string(i);
      source("unit" + number + ".cpp",
             "#include \"prefix.h\"\nint f(char *p) { return (int)(long)advance(p, " + number +
                 "); }\nint g(char *p) { return NARROW(p); } // NOLINT(lintel-cast-pointer-int): a test\n",
             {"-isystem", "system", "-Xclang", "-include-pch", "-Xclang", "prefix.h.pch", "-Xclang", "-include",
              "-Xclang", file});
    }
  }
};

std::string textOf(const checkers::EngineResults &results) {
  std::string text;
  for (const Outcome &outcome : results.outcomes)
    text += outcome.unit + " " + toString(outcome.kind) + " " + outcome.detail + "\n";
  for (const Finding &finding : results.findings)
    text += finding.location.path + ":" + std::to_string(finding.location.begin.line) + " " + finding.message +
            (finding.suppression ? " (suppressed)" : "") + "\n";
  return text;
}

// The units that are parsed with a prefix.
std::string sharing(const SmallProject &project, unsigned jobs = 1) {
  const std::vector<checkers::Unit> units = project.units();
  const checkers::EngineOptions options = project.options(jobs);
  SharedPrefixes prefixes(units, options);
  std::string names;
  for (const checkers::Unit &unit : units)
    if (prefixes.of(unit) != nullptr) names += (names.empty() ? "" : " ") + unit.name;
  return names;
}

constexpr const char *kAllButTheFirst = "unit1.cpp unit2.cpp unit3.cpp";

} // namespace

TEST_CASE("units that begin with the same system headers are found the same in with and without sharing") {
  const Precompiling project("#pragma once\n// What everybody needs.\n#include <vendor.h>\n");
  REQUIRE(sharing(project) == kAllButTheFirst);
  checkers::EngineOptions options = project.options(1);
  options.checks = {kRule};
  const std::string shared = textOf(checkers::analyse(project.units(), options));
  options.jobs = 100; // too many for sharing to pay
  REQUIRE(sharing(project, 100).empty());
  CHECK(shared == textOf(checkers::analyse(project.units(), options)));
  CHECK(shared.find("unit3.cpp:2 ") != std::string::npos);
  CHECK(shared.find("unit3.cpp analysed") != std::string::npos);
}

TEST_CASE("a prefix is shared only if it holds nothing of the project's own") {
  CHECK(sharing(Precompiling("#ifndef PREFIX_H\n#define PREFIX_H\n#include <vendor.h>\n#endif\n")) == kAllButTheFirst);
  for (const char *own : {"int own();", "using Own = int;", "namespace own {}", "#define OWN 1", "#define OWN(x)",
                          "// NOLINTBEGIN(lintel-cast-pointer-int): all of it"}) {
    INFO(own);
    CHECK(sharing(Precompiling("#pragma once\n#include <vendor.h>\n" + std::string(own) + "\n")).empty());
  }
}

TEST_CASE("a prefix is shared only where that pays, and where it is the same for all") {
  const char *prefix = "#pragma once\n#include <vendor.h>\n";
  CHECK(sharing(Precompiling(prefix, 2)).empty());
  CHECK(sharing(Precompiling(prefix), 2).empty());
  CHECK(sharing(Precompiling(prefix, 4, "./prefix.h")).empty());
  Precompiling mixed(prefix, 2);
  for (const char *name : {"other0.cpp", "other1.cpp"})
    mixed.source(name, "", {"-DOTHER", "-isystem", "system", "-include", mixed.directory / "prefix.h"});
  CHECK(sharing(mixed).empty());
}

TEST_CASE("a small prefix is parsed again and again: that is as fast") {
  Precompiling project("#pragma once\n#include <vendor.h>\n");
  project.header("system/vendor.h", kSystem);
  CHECK(sharing(project).empty());
}

TEST_CASE("a prefix that does not compile fails every unit as it would alone") {
  const Precompiling project("#pragma once\n#include <vendor.h>\n#include <nowhere.h>\n");
  CHECK(sharing(project).empty());
  const auto results = checkers::analyse(project.units(), project.options());
  REQUIRE(results.outcomes.size() == 4);
  for (const Outcome &outcome : results.outcomes) {
    CHECK(outcome.kind == OutcomeKind::ParseFailed);
    CHECK(outcome.detail.find("nowhere.h") != std::string::npos);
  }
}

TEST_CASE("a unit that takes its worker with it loses no other, with and without a prefix") {
  const Precompiling project("#pragma once\n#include <vendor.h>\n");
  checkers::EngineOptions options = project.options();
  options.checks = {kRule};
  options.faults = {{"unit2.cpp", checkers::Fault::Crash}};
  for (const Outcome &outcome : checkers::analyse(project.units(), options).outcomes) {
    INFO(outcome.unit);
    CHECK(outcome.kind == (outcome.unit == "unit2.cpp" ? OutcomeKind::Crashed : OutcomeKind::Analysed));
  }
}

TEST_CASE("a prefix that the index changes is the one of the index") {
  const Precompiling project("#pragma once\n");
  checkers::EngineOptions options = project.options();
  options.checks = {kRule};
  options.overlay[project.directory / "prefix.h"] = "#pragma once\n#include <vendor.h>\n";
  const auto results = checkers::analyse(project.units(), options);
  for (const Outcome &outcome : results.outcomes) CHECK(outcome.kind == OutcomeKind::Analysed);
  CHECK(results.findings.size() >= 4);
}
