// Suppression comments that cover nothing: what only the findings of all units together can show.
#include "checkers/engine/engine.h"
#include "checkers/engine/plan.h"
#include "tests/support/temporary_directory.h"

#include <catch2/catch.hpp>

using namespace lintel;

namespace {

constexpr const char *kRule = "lintel-suppression";
constexpr const char *kCast = "lintel-cast-pointer-int";
const std::string kBad = "int squeeze(char *p) { return (int)(long)p; }";

class Project {
public:
  Project() {
    options.root = directory.path();
    options.checks = {kRule, kCast, "lintel-error-discarded"};
    options.date = "2030-01-31";
  }
  void header(const std::string &name, const std::string &text) { directory.write(name, text); }
  void source(const std::string &name, const std::string &text) {
    directory.write(name, text);
    database.commands.push_back({directory.path() + "/" + name, directory.path(), {"clang++", "-std=c++20", name}, ""});
  }
  std::vector<Finding> all() const {
    return checkers::analyse(checkers::planUnits(database, directory.path()).units, options).findings;
  }
  // "path:line: message" of the findings about comments.
  std::string found() const {
    std::string text;
    for (const Finding &finding : all())
      if (finding.rule == kRule)
        text += finding.location.path + ":" + std::to_string(finding.location.begin.line) + ": " +
                toString(finding.severity) + ": " + finding.message + "\n";
    return text;
  }
  std::string alone(const std::string &text) {
    source("a.cpp", text);
    return found();
  }

  test::TemporaryDirectory directory;
  CompileDatabase database;
  checkers::EngineOptions options;
};

const std::string kUnused = "there is no finding of lintel-cast-pointer-int here to suppress; remove the comment\n";

} // namespace

TEST_CASE("a comment that covers a finding is good, one that covers none is reported") {
  CHECK(Project().alone(kBad + " // NOLINT(lintel-cast-pointer-int): a hash\n") == "");
  CHECK(Project().alone(kBad + " // NOLINT(lintel-cast-*): a hash\n") == "");
  CHECK(Project().alone("int a; // NOLINT(lintel-cast-pointer-int): a hash\n") == "a.cpp:1: warning: " + kUnused);
  CHECK(Project().alone("int a; // NOLINT(lintel-cast-pointer-i*): a hash\n") ==
        "a.cpp:1: warning: there is no finding of lintel-cast-pointer-i* here to suppress; remove the comment\n");
}

TEST_CASE("of several rules in a comment each is judged") {
  CHECK(Project().alone(kBad + " // NOLINT(lintel-cast-pointer-int, lintel-error-discarded, bugprone-x): a hash\n") ==
        "a.cpp:1: warning: there is no finding of lintel-error-discarded here to suppress; remove the comment\n");
}

TEST_CASE("a rule that is switched off does not make its comments useless") {
  Project project;
  project.options.checks.erase(kCast);
  CHECK(project.alone("int a; // NOLINT(lintel-cast-pointer-int): a hash\n") == "");
  Project glob;
  glob.options.checks.erase(kCast);
  CHECK(glob.alone("int a; // NOLINT(lintel-*): all\n") == "");
  Project off;
  off.options.checks.erase(kRule);
  CHECK(off.alone("int a; // NOLINT(lintel-cast-pointer-int): a hash\n" + kBad + " // NOLINT\n") == "");
}

TEST_CASE("after its last day a comment suppresses nothing, and says so") {
  const std::string text = kBad + " // NOLINT(lintel-cast-pointer-int): a hash (until 2030-01-30)\n";
  Project over;
  CHECK(over.alone(text) ==
        "a.cpp:1: warning: the suppression of lintel-cast-pointer-int ended on 2030-01-30, so it suppresses nothing\n");
  for (const Finding &finding : over.all()) CHECK_FALSE(finding.suppression);
  Project lastDay;
  lastDay.options.date = "2030-01-30";
  CHECK(lastDay.alone(text) == "");
  CHECK(lastDay.all().at(0).suppression->reason == "a hash");
}

TEST_CASE("a bare NOLINT is worth a warning where a finding stands, and only there") {
  CHECK(Project().alone(kBad + " // NOLINT\nint a; // NOLINT\n") ==
        "a.cpp:1: warning: this NOLINT names no rule, so it does not suppress lintel-cast-pointer-int; write "
        "NOLINT(lintel-cast-pointer-int): reason\n");
  CHECK_THAT(Project().alone("// NOLINTNEXTLINE\n" + kBad + "\n"),
             Catch::StartsWith("a.cpp:1: warning: this NOLINTNEXTLINE"));
  CHECK(Project().alone(kBad + " // NOLINT(bugprone-x)\n") == "");
}

TEST_CASE("a comment in a header is good when any unit needs it, and is reported once") {
  const std::string comment = " // NOLINT(lintel-cast-pointer-int): a hash\n";
  Project project;
  project.header("shared.h", "#pragma once\n#ifdef NEEDED\ninline " + kBad + comment +
                                 "#endif\ninline int shared(Word p) { return (int)(long)p; }" + comment +
                                 "inline int c;" + comment);
  project.source("a.cpp", "#define NEEDED\nusing Word = char *;\n#include \"shared.h\"\n");
  project.source("b.cpp", "using Word = long;\n#include \"shared.h\"\n");
  CHECK(project.found() == "shared.h:6: warning: " + kUnused);
}

TEST_CASE("a comment in a header is not judged by a part of the units") {
  const std::string header = "inline int c; // NOLINT(lintel-cast-pointer-int): a hash\n";
  Project part;
  part.header("shared.h", header);
  part.options.wholeTree = false;
  CHECK(part.alone("#include \"shared.h\"\nint a; // NOLINT(lintel-cast-pointer-int): a hash\n") ==
        "a.cpp:2: warning: " + kUnused);
  Project broken;
  broken.header("shared.h", header);
  broken.source("b.cpp", "#include \"shared.h\"\nint broken\n");
  CHECK(broken.alone("#include \"shared.h\"\n") == "");
}

TEST_CASE("only its own name silences the rule about comments") {
  CHECK(Project().alone("int a; // NOLINT(lintel-*)\n") != "");
  Project project;
  project.source("a.cpp", "// NOLINTNEXTLINE(lintel-suppression): shown in the manual as it is\n"
                          "int a; // NOLINT(lintel-cast-pointer-int)\n");
  REQUIRE(project.all().size() == 1);
  CHECK(project.all()[0].suppression);
}

TEST_CASE("functions that were not followed to the end are counted with their unit") {
  Project project;
  project.options.checks = {"lintel-unbounded-pagination"};
  std::string large = "#include <vector>\nstruct Request { int limit; };\nint g(int);\n"
                      "void f(const Request &request, std::vector<int> &v, int a) {\n  int n = request.limit;\n";
  for (int i = 0; i < 6000; ++i) large += "  if (a > " + std::to_string(i) + ") a = g(a);\n";
  project.source("large.cpp", large + "  v.reserve(n);\n}\n");
  project.source("small.cpp", "int f() { return 1; }\n");
  const auto results =
      checkers::analyse(checkers::planUnits(project.database, project.directory.path()).units, project.options);
  REQUIRE(results.outcomes.size() == 2);
  CHECK(results.outcomes[0].gaveUp == 1);
  CHECK(results.outcomes[1].gaveUp == 0);
  CHECK(results.findings.empty());
}

TEST_CASE("the contracts of a run are those that checks ask") {
  const auto own = checkers::builtinContracts()->extendedBy(
      {{"own.yaml", "library: own\nfunctions: [{function: store, returns: negative, must-check: yes}]\n"}});
  REQUIRE(own);
  Project project;
  project.source("a.cpp", "extern \"C\" int store(int);\nvoid f() { store(1); }\n");
  CHECK(project.all().empty());
  project.options.contracts = *own;
  CHECK(project.all().size() == 1);
  project.options.contracts = *checkers::builtinContracts();
  CHECK(project.all().empty());
}

TEST_CASE("a contract says that a function does not write to what it takes") {
  const auto own = checkers::builtinContracts()->extendedBy(
      {{"own.yaml", "library: own\nfunctions: [{function: keep, writes: no}]\n"}});
  REQUIRE(own);
  Project project;
  project.options.checks = {"lintel-cast-away-const"};
  project.source("a.cpp",
                 "extern \"C\" void keep(char *);\nvoid f(const char *text) { keep(const_cast<char *>(text)); }\n");
  CHECK(project.all().size() == 1);
  project.options.contracts = *own;
  CHECK(project.all().empty());
  project.options.contracts = *checkers::builtinContracts();
  CHECK(project.all().size() == 1);
}
