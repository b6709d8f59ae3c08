#include "fixtures.h"
#include "sbom/linked/ninja_file.h"

#include <catch2/catch.hpp>
#include <ctime>

using namespace lintel;
using namespace lintel::sbom;
using namespace lintel::test;

namespace {

struct Evaluated {
  Lines commands; // of every edge, in order
  std::vector<Problem> problems;
};

Evaluated read(Overlay files) {
  const OverlayFileSystem fileSystem(std::move(files));
  NinjaBuild build = readNinja(fileSystem, kBuild + "/build.ninja", kBuild);
  Evaluated evaluated{{}, build.problems};
  for (const NinjaEdge &edge : build.edges) evaluated.commands.push_back(evaluate(edge, "command", build.budget));
  return evaluated;
}

Evaluated read(const std::string &text) { return read(Overlay{{kBuild + "/build.ninja", text}}); }

const std::string kRule = "rule r\n  command = $in > $out $flags\n";

} // namespace

TEST_CASE("a command is expanded as Ninja does it") {
  struct Case {
    std::string name;
    std::string text;
    Lines expected;
  };
  const std::vector<Case> cases = {
      {"in and out", kRule + "build a b: r c d\n", {"c d > a b "}},
      {"implicit and order-only dependencies are not in $in", kRule + "build a | b: r c | d || e |@ f\n", {"c > a "}},
      {"a variable of the file", "flags = -x\n" + kRule + "build a: r b\n", {"b > a -x"}},
      {"a later value counts for the rule's own text", kRule + "flags = 1\nbuild a: r b\nflags = 2\n", {"b > a 2"}},
      {"a binding of the edge", "flags = -x\n" + kRule + "build a: r b\n  flags = $flags -y\n", {"b > a -x -y"}},
      {"a binding of the rule", "rule r\n  command = go $mode\n  mode = $flags!\nbuild a: r\n  flags = 1\n", {"go 1!"}},
      {"paths are expanded at once", kRule + "d = one\nbuild $d/a: r ${d}.c\nd = two\n", {"one.c > one/a "}},
      {"braces take dots, plain names do not",
       "v = x\nv.w = y\nrule r\n  command = $v.w ${v.w}\nbuild a: r\n",
       {"x.w y"}},
      {"escapes", kRule + "build a$ b$:c$$: r d\n", {"d > 'a b:c$' "}},
      {"a quote in a path", kRule + "build a: r b'c\n", {"'b'\\''c' > a "}},
      {"continued lines", kRule + "build a: r $\n    b $\n  c\n  flags = 1 $\n    2\n", {"b c > a 1 2"}},
      {"carriage returns", "rule r\r\n  command = $in $\r\n   x\r\nbuild a: r b\r\n", {"b x"}},
      {"comments and blank lines",
       "# one\n\n" + kRule + "\n  # two\nbuild a: r b\n  # three\n\n  flags = 1\n",
       {"b > a 1"}},
      {"no newline at the end", kRule + "build a: r b", {"b > a "}},
      {"pool, default and version",
       "ninja_required_version = 1.5\npool p\n  depth = 1\n" + kRule + "build a: r b\n  pool = p\ndefault a\n",
       {"b > a "}},
      {"in_newline", "rule r\n  command = x\n  c = $in_newline\nbuild a: r b c\n  command = $c\n", {""}},
      {"an unknown variable is empty", "rule r\n  command = x${y}z\nbuild a: r\n", {"xz"}},
      {"variables that name each other end", "rule r\n  command = go $a\n  a = $b\n  b = $a\nbuild x: r\n", {"go "}},
      {"phony makes no edge", "build a: phony b c\n", {}},
  };
  for (const auto &[name, text, expected] : cases) {
    INFO(name);
    const auto evaluated = read(text);
    for (const Problem &problem : evaluated.problems) CHECK(toString(problem).empty());
    CHECK(evaluated.commands == expected);
  }
}

TEST_CASE("include shares the scope, subninja has one of its own") {
  const std::string inner = "v = inner\nrule s\n  command = $v\nbuild b: s\n";
  const std::string outer = "v = outer\nrule r\n  command = $v\n";
  const auto included = read({{kBuild + "/build.ninja", outer + "include sub/x.ninja\nbuild a: r\nbuild c: s\n"},
                              {kBuild + "/sub/x.ninja", inner}});
  CHECK(included.problems.empty());
  CHECK(included.commands == Lines{"inner", "inner", "inner"});

  const auto own = read({{kBuild + "/build.ninja", outer + "subninja sub/x.ninja\nbuild a: r\n"},
                         {kBuild + "/sub/x.ninja", inner + "build d: r\n"}});
  CHECK(own.problems.empty());
  CHECK(own.commands == Lines{"inner", "inner", "outer"});

  const auto hidden =
      read({{kBuild + "/build.ninja", outer + "subninja sub/x.ninja\nbuild c: s\n"}, {kBuild + "/sub/x.ninja", inner}});
  REQUIRE(hidden.problems.size() == 1);
  CHECK(hidden.problems[0].what == "unknown rule 's'");
}

TEST_CASE("damaged text is a problem with its place, and what stands before it counts") {
  struct Case {
    std::string text;
    int line;
    int column;
  };
  const std::vector<Case> cases = {
      {"build a r b\n", 4, 12},
      {"build a: \n", 4, 10},
      {"default x\n  lost = 1\n", 5, 3},
      {"word and more\n", 4, 6},
      {"= x\n", 4, 1},
      {"rule\n  command = x\n", 4, 5},
      {"rule x\n  command\n", 5, 10},
      {"build a: unknown b\n", 4, 0},
      {"include\n", 4, 8},
      {std::string("\x7f"
                   "ELF\0\0\n",
                   7),
       4, 1},
  };
  for (const auto &[text, line, column] : cases) {
    INFO(text);
    const auto evaluated = read(kRule + "build first: r x\n" + text + "build late: r x\n");
    REQUIRE(evaluated.problems.size() == 1);
    CHECK(evaluated.problems[0].file == kBuild + "/build.ninja");
    CHECK(evaluated.problems[0].line == line);
    CHECK(evaluated.problems[0].column == column);
    CHECK(evaluated.commands == Lines{"x > first "});
  }
}

TEST_CASE("files that include each other, or lie elsewhere, are problems") {
  const auto cyclic =
      read({{kBuild + "/build.ninja", "subninja b.ninja\n"}, {kBuild + "/b.ninja", "include build.ninja\n"}});
  REQUIRE(cyclic.problems.size() == 1);
  CHECK(cyclic.problems[0].what == "a Ninja file that includes itself");
  CHECK(cyclic.problems[0].file == kBuild + "/build.ninja");

  const auto twice = read("include build.ninja\ninclude build.ninja\n" + kRule + "build a: r b\n");
  CHECK(twice.problems.size() == 2);
  CHECK(twice.commands == Lines{"b > a "});

  const auto outside = read({{kBuild + "/build.ninja", "include /etc/x.ninja\n"}, {"/etc/x.ninja", kRule}});
  REQUIRE(outside.problems.size() == 1);
  CHECK(outside.problems[0].file == "/etc/x.ninja");

  const auto missing = read("include gone.ninja\n" + kRule + "build a: r b\n");
  REQUIRE(missing.problems.size() == 1);
  CHECK(missing.problems[0].file == kBuild + "/gone.ninja");
  CHECK(missing.commands == Lines{"b > a "});
}

TEST_CASE("variables that double each other do not fill the memory") {
  std::string text = "v0 = xxxxxxxxxxxxxxxx\n";
  for (int i = 1; i < 60; ++i) {
    const std::string before = "$v" + std::to_string(i - 1);
    text += "v" + std::to_string(i) + " = " + before + before + "\n";
  }
  const auto eager = read(text);
  REQUIRE(eager.problems.size() == 1);
  CHECK(eager.problems[0].what.find("256 MiB") != std::string::npos);

  std::string rule = "rule r\n  command = $v15\n";
  for (int i = 1; i < 16; ++i) {
    rule += "  v" + std::to_string(i) + " =";
    for (int k = 0; k < 20; ++k) rule += " $v" + std::to_string(i - 1);
    rule += "\n";
  }
  const auto view = viewOf({{"build.ninja", rule + "build a: r\n"}});
  REQUIRE(view.problems.size() == 1);
  CHECK(view.problems[0].what.find("256 MiB") != std::string::npos);
}

TEST_CASE("ten megabytes are read within a second") {
  std::string text = "rule CXX_COMPILER__x\n  command = c++ -c $in -o $out\nrule CXX_EXECUTABLE_LINKER__x\n"
                     "  command = c++ $in -o $out $LINK_LIBRARIES\n";
  for (int i = 0; text.size() < (10u << 20); ++i) {
    const std::string target = "CMakeFiles/target" + std::to_string(i) + ".dir/src/";
    std::string objects;
    for (int k = 0; k < 20; ++k) {
      const std::string source = "source" + std::to_string(k) + ".cpp";
      text += "build " + target + source + ".o: CXX_COMPILER__x ../src/" + source + " || order\n";
      text += "  DEFINES = -DNDEBUG\n  FLAGS = -O2 -g -std=c++20\n  OBJECT_DIR = " + target + "\n";
      objects += " " + target + source + ".o";
    }
    text += "build bin/app" + std::to_string(i) + ": CXX_EXECUTABLE_LINKER__x" + objects + "\n  LINK_LIBRARIES = -lz\n";
  }
  const std::clock_t begin = std::clock(); // of this process: other ones may be at work
  const auto view = viewOf({{"build.ninja", text}});
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  CHECK(view.problems.empty());
  CHECK(view.artefacts.size() > 2'000);
#if !defined(__has_feature) || !(__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
  CHECK(seconds < 1.0);
#endif
}
