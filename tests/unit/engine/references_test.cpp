#include "checkers/engine/references.h"
#include "tests/unit/engine/small_project.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::checkers;

namespace {

// "component function called|taken in enclosing at path:line", one line each.
std::string listing(const UnitReferences &unit) {
  std::string text;
  for (const FunctionReference &one : unit.references)
    text += one.component + " " + one.function + (one.called ? " called" : " taken") + " in " + one.enclosing + " at " +
            one.location.path + ":" + std::to_string(one.location.begin.line) + "\n";
  return text;
}

std::string declaredIn(const UnitReferences &unit) {
  std::string text;
  for (const DeclaredFunction &one : unit.declared) text += one.function + (one.implicit ? " implicit\n" : "\n");
  return text;
}

// One unit main.cpp against the component "lib", whose header is lib/lib.h.
UnitReferences referencesOf(const std::string &header, const std::string &source,
                            const std::set<std::string> &functions = {}) {
  test::SmallProject project;
  project.header("lib/lib.h", header);
  project.source("main.cpp", "#include \"lib/lib.h\"\n" + source, {"-std=c++20"});
  const auto all =
      findReferences(project.units(), {{{"lib", {project.directory / "lib"}}}, functions}, project.options());
  REQUIRE(all.size() == 1);
  INFO(all[0].outcome.detail);
  REQUIRE(all[0].outcome.kind == OutcomeKind::Analysed);
  return all[0];
}

} // namespace

TEST_CASE("a call and an address of a component's function are references, with who makes them") {
  const auto unit = referencesOf("int f(int);\nint g(int);\nint h(int);\n", "int own(int x) { return x; }\n"
                                                                            "int a() { return f(1) + own(2); }\n"
                                                                            "int (*table[])(int) = {&g, own};\n"
                                                                            "auto b() { return (g)(3); }\n");
  CHECK(listing(unit) == "lib f called in a at main.cpp:3\n"
                         "lib g taken in  at main.cpp:4\n"
                         "lib g called in b at main.cpp:5\n");
}

TEST_CASE("qualified names: namespaces, methods, constructors, lambdas and templates") {
  const auto unit = referencesOf("namespace n { inline namespace v1 {\n"
                                 "struct S { S(); ~S(); int m() const; static int s(); };\n"
                                 "S operator+(const S &, const S &);\n"
                                 "template <class T> int t(T x) { return x; }\n"
                                 "} }\n",
                                 "namespace own { struct C { int go() { return [] { return n::S::s(); }(); } }; }\n"
                                 "int a(n::S &x) { return x.m() + n::t(1L); }\n"
                                 "void b(n::S &x) { x + x; }\n"
                                 "n::S c() { return n::S(); }\n");
  CHECK(listing(unit) == "lib n::S::S called in c at main.cpp:5\n"
                         "lib n::S::m called in a at main.cpp:3\n"
                         "lib n::S::s called in own::C::go at main.cpp:2\n"
                         "lib n::S::~S called in c at main.cpp:5\n"
                         "lib n::operator+ called in b at main.cpp:4\n"
                         "lib n::t called in a at main.cpp:3\n");
}

TEST_CASE("what a template calls is known where it is used") {
  const char *header = "struct A {}; int f(A); int g(int);\n";
  const std::string wrapper = "template <class T> int wrap(T x) { return f(x); }\n";
  CHECK(listing(referencesOf(header, wrapper)).empty());
  CHECK(listing(referencesOf(header, wrapper + "int go() { return wrap(A()); }\n")).find("lib f called in wrap at") !=
        std::string::npos);
}

TEST_CASE("a component's inline function that calls another one is a step of the way") {
  const auto unit = referencesOf("int deep(int);\ninline int wrapper(int x) { return deep(x); }\n",
                                 "int go() { return wrapper(1); }\n");
  CHECK(listing(unit) == "lib deep called in wrapper at lib/lib.h:2\n"
                         "lib wrapper called in go at main.cpp:2\n");
}

TEST_CASE("a macro of the component that calls it counts where it is used") {
  CHECK(listing(referencesOf("int f(int);\n#define CALL(x) f(x)\n", "int go() {\n  return CALL(1);\n}\n")) ==
        "lib f called in go at main.cpp:3\n");
}

TEST_CASE("a query may name functions, with or without their namespace") {
  const char *header = "namespace n { int f(int); int g(int); struct V { virtual int v(); }; } int h();\n";
  const char *source = "int go() { return n::f(1) + n::g(2) + h(); }\n";
  const auto unit = referencesOf(header, source, {"f", "n::g", "v", "x::h", "gone"});
  CHECK(listing(unit) == "lib n::f called in go at main.cpp:2\nlib n::g called in go at main.cpp:2\n");
  CHECK(declaredIn(unit) == "n::V::v implicit\nn::f\nn::g\n");
}

TEST_CASE("of nested components the longest path owns the function; others are nobody's") {
  test::SmallProject project;
  project.header("vendor/a/a.h", "int a();\n");
  project.header("vendor/a/third/b.h", "int b();\n");
  project.header("vendor/ab/c.h", "int c();\n");
  project.source("main.c",
                 "#include <a.h>\n#include <third/b.h>\n#include <c.h>\nint go(void) { return a() + b() + c(); }\n",
                 {"-isystem", "vendor/a", "-isystem", "vendor/ab"});
  const ReferenceQuery query{
      {{"A", {project.directory / "vendor/a/"}}, {"B", {project.directory / "vendor/a/third/b.h"}}}, {}};
  const auto all = findReferences(project.units(), query, project.options());
  CHECK(listing(all.at(0)) == "A a called in go at main.c:4\nB b called in go at main.c:4\n");
}

TEST_CASE("bodies in a system header of a component are looked at, of another they are not") {
  test::SmallProject project;
  test::TemporaryDirectory system;
  system.write("lib/lib.h", "int deep(void);\nstatic inline int wrapper(void) { return deep(); }\n");
  system.write("other.h", "#include <lib/lib.h>\nstatic inline int other(void) { return deep(); }\n");
  project.source("main.c", "#include <other.h>\nint go(void) { return other() + wrapper(); }\n",
                 {"-isystem", system.path()});
  const auto all = findReferences(project.units(), {{{"lib", {system / "lib"}}}, {}}, project.options());
  CHECK(listing(all.at(0)) ==
        "lib deep called in wrapper at " + system.path() + "/lib/lib.h:2\n" + "lib wrapper called in go at main.c:2\n");
}

TEST_CASE("a unit that does not parse says so and claims nothing") {
  test::SmallProject project;
  project.header("lib/lib.h", "int f(int);\n");
  project.source("bad.cpp", "#include \"lib/lib.h\"\nint a() { return f(1); }\nint b = ;\n");
  project.source("crash.cpp", "");
  project.source("good.cpp", "#include \"lib/lib.h\"\nint a() { return f(1); }\n");
  EngineOptions options = project.options(2);
  options.faults = {{"crash.cpp", Fault::Crash}};
  const auto all = findReferences(project.units(), {{{"lib", {project.directory / "lib"}}}, {}}, options);
  REQUIRE(all.size() == 3);
  CHECK(all[0].outcome.kind == OutcomeKind::ParseFailed);
  CHECK(all[0].outcome.detail == "bad.cpp:3:9: expected expression");
  CHECK(all[0].references.empty());
  CHECK(all[1].outcome.kind == OutcomeKind::Crashed);
  CHECK(listing(all[2]) == "lib f called in a at good.cpp:2\n");
}

TEST_CASE("of one function the first twenty places are kept, and that there are more is said") {
  std::string source;
  for (int i = 0; i < 30; ++i) source += "int a" + std::to_string(i) + "() { return f(1); }\n";
  const auto unit = referencesOf("int f(int);\nint g(int);\n", source + "int z() { return g(1); }\n");
  CHECK(unit.references.size() == 21);
  CHECK(unit.truncated);
  CHECK(unit.references.back().function == "g");
}
