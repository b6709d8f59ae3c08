#include "checkers/engine/engine.h"
#include "checkers/engine/plan.h"
#include "tests/support/temporary_directory.h"

#include <catch2/catch.hpp>

using namespace lintel;

namespace {

constexpr const char *kRule = "lintel-cast-pointer-int";

// A little project whose findings are easy to count: one for each address put into an int.
class Project {
public:
  void source(const std::string &name, const std::string &text, std::vector<std::string> extra = {}) {
    directory.write(name, text);
    add(name, std::move(extra));
  }
  void header(const std::string &name, const std::string &text) { directory.write(name, text); }
  void add(const std::string &name, std::vector<std::string> extra = {}) {
    std::vector<std::string> arguments = {"clang++", "-std=c++20"};
    arguments.insert(arguments.end(), extra.begin(), extra.end());
    arguments.push_back(name);
    database.commands.push_back({directory.path() + "/" + name, directory.path(), arguments, ""});
  }
  checkers::EngineOptions options(unsigned jobs = 2) const {
    checkers::EngineOptions options;
    options.root = directory.path();
    options.jobs = jobs;
    options.checks = {kRule};
    return options;
  }
  std::vector<checkers::Unit> units() const { return checkers::planUnits(database, directory.path()).units; }

  test::TemporaryDirectory directory;
  CompileDatabase database;
};

constexpr const char *kBad = "int squeeze(char *p) { return (int)(long)p; }\n";

std::string places(const std::vector<Finding> &findings) {
  std::string text;
  for (const Finding &finding : findings)
    text += finding.location.path + ":" + std::to_string(finding.location.begin.line) + "\n";
  return text;
}

OutcomeKind kindOf(const checkers::EngineResults &results, const std::string &unit) {
  for (const Outcome &outcome : results.outcomes)
    if (outcome.unit == unit) return outcome.kind;
  FAIL("no outcome for " << unit);
  return OutcomeKind::Crashed;
}

} // namespace

TEST_CASE("a finding in a header is reported once, in a system header never") {
  Project project;
  project.header("include/shared.h", std::string("#pragma once\ninline ") + kBad);
  project.header("system/vendor.h", "#pragma once\ninline int vendored(char *p) { return (int)(long)p; }\n");
  for (const char *name : {"a.cpp", "b.cpp", "c.cpp"})
    project.source(name, "#include \"shared.h\"\n#include <vendor.h>\n", {"-Iinclude", "-isystem", "system"});
  const auto results = checkers::analyse(project.units(), project.options());
  CHECK(places(results.findings) == "include/shared.h:2\n");
  CHECK(results.outcomes.size() == 3);
}

TEST_CASE("results do not depend on the number of workers") {
  Project project;
  project.header("shared.h", std::string("#pragma once\ninline ") + kBad);
  for (int i = 0; i < 12; ++i)
    project.source("unit" + std::to_string(i) + ".cpp", "#include \"shared.h\"\n" +
                                                            std::string(static_cast<std::size_t>(i % 4) * 300, '\n') +
                                                            "namespace n" + std::to_string(i) + " { " + kBad + " }\n");
  const auto one = checkers::analyse(project.units(), project.options(1));
  const auto many = checkers::analyse(project.units(), project.options(5));
  REQUIRE(one.findings.size() == 13);
  CHECK(places(one.findings) == places(many.findings));
  for (std::size_t i = 0; i < one.outcomes.size(); ++i) CHECK(one.outcomes[i].unit == many.outcomes[i].unit);
}

TEST_CASE("a unit that does not compile is parse-failed with its first error, and yields nothing") {
  Project project;
  project.source("good.cpp", kBad);
  project.source("bad.cpp", std::string(kBad) + "int x = ;\nint y = ;\n");
  project.source("missing.cpp", "#include \"nowhere.h\"\n");
  const auto results = checkers::analyse(project.units(), project.options());
  CHECK(places(results.findings) == "good.cpp:1\n");
  REQUIRE(results.outcomes.size() == 3);
  CHECK(results.outcomes[0].unit == "bad.cpp");
  CHECK(results.outcomes[0].kind == OutcomeKind::ParseFailed);
  CHECK(results.outcomes[0].detail == "bad.cpp:2:9: expected expression");
  CHECK(results.outcomes[2].detail.find("nowhere.h") != std::string::npos);
}

TEST_CASE("crash, hang and memory cost one unit its outcome, never the run") {
  Project project;
  for (const char *name : {"a.cpp", "b.cpp", "c.cpp", "d.cpp", "e.cpp"}) project.source(name, kBad);
  checkers::EngineOptions options = project.options();
  options.timeout = std::chrono::seconds(5);
  options.memoryLimit = 512ull << 20;
  options.faults = {{"a.cpp", checkers::Fault::Crash}, {"c.cpp", checkers::Fault::Hang}};
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
  options.faults["d.cpp"] = checkers::Fault::OutOfMemory;
#endif
  const auto results = checkers::analyse(project.units(), options);
  CHECK(kindOf(results, "a.cpp") == OutcomeKind::Crashed);
  CHECK(kindOf(results, "b.cpp") == OutcomeKind::Analysed);
  CHECK(kindOf(results, "c.cpp") == OutcomeKind::TimedOut);
  CHECK(kindOf(results, "e.cpp") == OutcomeKind::Analysed);
  if (options.faults.count("d.cpp")) CHECK(kindOf(results, "d.cpp") == OutcomeKind::Crashed);
}

#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer) // they take many times the stack
TEST_CASE("deeply nested code is analysed like any other") {
  Project project;
  std::string branches = "void f(int n) {\n  if (n == 0) {\n  }\n";
  for (int i = 0; i < 12000; ++i) branches += "  else if (0) {\n  }\n";
  project.source("branches.cpp", branches + "}\n" + kBad);
  const auto results = checkers::analyse(project.units(), project.options());
  INFO(results.outcomes.at(0).detail);
  CHECK(kindOf(results, "branches.cpp") == OutcomeKind::Analysed);
  CHECK(results.findings.size() == 1);
}
#endif

TEST_CASE("the overlay is what Clang sees: other content, new files, files that are gone") {
  Project project;
  project.source("a.cpp", "#include \"x.h\"\n#include \"gone.h\"\n");
  project.header("x.h", "");
  project.header("gone.h", "");
  checkers::EngineOptions options = project.options();
  const std::string root = project.directory.path();
  CHECK(checkers::analyse(project.units(), options).findings.empty());

  options.overlay = {{root + "/x.h", std::string("#include \"sub/new.h\"\n")},
                     {root + "/sub/new.h", std::string(kBad)}};
  const auto added = checkers::analyse(project.units(), options);
  INFO(added.outcomes.at(0).detail);
  CHECK(places(added.findings) == "sub/new.h:1\n");

  options.overlay = {{root + "/gone.h", std::nullopt}};
  const auto results = checkers::analyse(project.units(), options);
  CHECK(results.outcomes.at(0).kind == OutcomeKind::ParseFailed);
}

TEST_CASE("a comment with rule and reason suppresses, one without either does not") {
  Project project;
  project.source(
      "a.cpp",
      "int f(char *p) { return (int)(long)p; } // NOLINT(lintel-cast-pointer-int): measured, 32-bit target only\n"
      "int g(char *p) { return (int)(long)p; } // NOLINT(lintel-cast-pointer-int)\n"
      "int h(char *p) { return (int)(long)p; } // NOLINT: because\n");
  const auto results = checkers::analyse(project.units(), project.options());
  REQUIRE(results.findings.size() == 3);
  REQUIRE(results.findings[0].suppression);
  CHECK(results.findings[0].suppression->reason == "measured, 32-bit target only");
  CHECK_FALSE(results.findings[1].suppression);
  CHECK_FALSE(results.findings[2].suppression);
}

TEST_CASE("the enclosing symbol is named without what templates and lambdas add") {
  Project project;
  project.source("a.cpp", "namespace outer { inline namespace v1 {\n"
                          "struct Widget { int id(char *p) { auto f = [&] { return (int)(long)p; }; return f(); } };\n"
                          "template <class T> int address(T *p) { return (int)(long)p; }\n"
                          "int use(int *p, long *q) { return address(p) + address(q); }\n"
                          "}}\n");
  const auto results = checkers::analyse(project.units(), project.options());
  REQUIRE(results.findings.size() == 2); // one for the template, not one for each instantiation
  CHECK(results.findings[0].symbol == "outer::Widget::id");
  CHECK(results.findings[1].symbol == "outer::address");
}
