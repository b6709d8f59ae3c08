// A function that goes beyond a bound of some analysis is counted; one that stays within it is not.
#include "checkers/engine/engine.h"
#include "checkers/engine/plan.h"
#include "tests/support/temporary_directory.h"

#include <catch2/catch.hpp>

using namespace lintel;

namespace {

Outcome outcomeOf(const std::string &code, const std::string &rule) {
  const test::TemporaryDirectory directory;
  directory.write("unit.cpp", code);
  CompileDatabase database;
  database.commands.push_back(
      {directory.path() + "/unit.cpp", directory.path(), {"clang++", "-std=c++20", "unit.cpp"}, ""});
  checkers::EngineOptions options;
  options.root = directory.path();
  options.checks = {rule};
  const checkers::EngineResults results =
      checkers::analyse(checkers::planUnits(database, directory.path()).units, options);
  REQUIRE(results.outcomes.size() == 1);
  INFO(results.outcomes[0].detail);
  REQUIRE(results.outcomes[0].kind == OutcomeKind::Analysed);
  return results.outcomes[0];
}

// text once for each of 1 to count, with '#' for the number and '@' for the one before.
std::string repeated(const std::string &text, int count) {
  std::string all;
  for (int i = 1; i <= count; ++i)
    for (const char c : text)
      all += c == '#' ? std::to_string(i) : c == '@' ? std::to_string(i - 1) : std::string(1, c);
  return all;
}

// One pointer after the other to an object that was const.
std::string aliases(int count) {
  return "void f(const int *given) { int *p0 = const_cast<int *>(given);\n" + repeated("int *p# = p@;\n", count) +
         "*p" + std::to_string(count) + " = 1; }";
}

// A struct within a struct, looked at as something else.
std::string nestedTypes(int count) {
  const std::string outer = "S" + std::to_string(count);
  return "struct S0 { int i; };\n" + repeated("struct S# { S@ inner; };\n", count) + "float f() { " + outer +
         " s{};\n" + outer + " *at = &s; return *reinterpret_cast<float *>(at); }";
}

// A place far inside an object holds what may be null.
std::string nestedMembers(int count) {
  return "#include <stdlib.h>\nstruct S0 { int *p; };\n" + repeated("struct S# { S@ m; };\n", count) + "int f(S" +
         std::to_string(count) + " &s) { s" + repeated(".m", count) + ".p = static_cast<int *>(malloc(4)); return *s" +
         repeated(".m", count) + ".p; }";
}

// An address is computed in many steps.
std::string sum(int count) {
  return "int *f(unsigned long base, const unsigned long *at) {\n return reinterpret_cast<int *>(base" +
         repeated(" + at[#]", count) + "); }";
}

// A condition within parentheses and negations.
std::string negations(int count) {
  return "unsigned char f(const char *text) { const unsigned long n = __builtin_strlen(text); if (" +
         repeated("!(", count) + "n > 0 && n < 200" + repeated(")", count) + ") return n; return 0; }";
}

// A file whose name lies far inside an object.
std::string nestedName(int count) {
  return "extern \"C\" int access(const char *, int); extern \"C\" int remove(const char *);\n"
         "struct S0 { const char *name; };\n" +
         repeated("struct S# { S@ m; };\n", count) + "int f(S" + std::to_string(count) + " &s) { if (access(s" +
         repeated(".m", count) + ".name, 0) == 0) return remove(s" + repeated(".m", count) + ".name); return 0; }";
}

// A conversion within a function that is called by a function, and so on.
std::string calls(int count) {
  return "static void g0(const int *p) { *const_cast<int *>(p) = 1; }\n" +
         repeated("static void g#(int *p) { g@(p); }\n", count) + "static void h0(int *p) { *p = 1; }\n" +
         repeated("static void h#(int *p) { h@(p); }\n", count) + "void f(const int *p) { h" + std::to_string(count) +
         "(const_cast<int *>(p)); }";
}

} // namespace

TEST_CASE("what goes beyond a bound is counted") {
  struct Case {
    const char *rule;
    std::string (*code)(int);
    int within, beyond;
  };
  const Case tried =
      GENERATE(Case{"lintel-cast-away-const", aliases, 3, 8}, Case{"lintel-cast-away-const", calls, 3, 9},
               Case{"lintel-cast-punning", nestedTypes, 8, 20}, Case{"lintel-value-before-check", nestedMembers, 3, 8},
               Case{"lintel-cast-pointer-int", sum, 10, 300}, Case{"lintel-cast-truncation", negations, 6, 40},
               Case{"lintel-toctou", nestedName, 3, 12});
  INFO(tried.rule);
  INFO(tried.code(2));
  CHECK(outcomeOf(tried.code(tried.within), tried.rule).gaveUp == 0);
  CHECK(outcomeOf(tried.code(tried.beyond), tried.rule).gaveUp >= 1);
}
