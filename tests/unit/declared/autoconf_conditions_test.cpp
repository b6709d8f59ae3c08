// What stands around a name in configure.ac: shell of several lines inside M4's brackets, beside prose.
#include "build_fixture.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

// "z {$host = *mingw*}, m {}": names and conditions of all declarations in their order.
std::string summaryOf(const std::string &text) {
  std::string summary;
  for (const Declaration &found : declarationsOf("configure.ac", text)) {
    summary += (summary.empty() ? "" : ", ") + found.name + " {" + found.condition + "}";
  }
  return summary;
}

} // namespace

TEST_CASE("names of configure.ac carry the shell's conditions around them") {
  struct Case {
    const char *text;
    const char *expected;
  };
  const Case cases[] = {
      {"if test a = b; then\n  AC_CHECK_LIB([x], [f])\nelse\n  LIBS=-ly\nfi\nLIBS=-lz\n",
       "x {test a = b}, y {not (test a = b)}, z {}"},
      {"case $host in\n  *mingw*)\n    AC_CHECK_LIB([x], [f],, AC_MSG_ERROR(x missing))\n    ;;\n"
       "  *darwin*) LIBS=-ly ;;\nesac\nLIBS=-lz\n",
       "x {$host = *mingw*}, y {(not ($host = *mingw*)) and ($host = *darwin*)}, z {}"},
      {"AC_ARG_WITH([a], [AS_HELP_STRING([--with-a], [use a if it's there])],\n"
       "  [case \"$withval\" in no) ;; *) PKG_CHECK_MODULES([A], [a >= 1]) ;; esac], [])\nLIBS=-lz\n",
       "a {not (\"$withval\" = no)}, z {}"},
      {"AC_MSG_CHECKING([if libssl needs -lx])\nif [[ a = b ]]; then LIBS=-ly; fi\n", "y {a = b}"},
      {"if a; then LIBS=-lz; fi\nif b; then LIBS=-lz; fi\nif a; then LIBS=-lz; fi\nLIBS=-lz", "z {a}, z {b}, z {}"},
      {"if a; then\nLIBS=-lz\n", "z {}"}, // it never closes: what holds where is not known
      {"AS_IF([a], [LIBS=-lx], [b], [LIBS=-ly],\n[LIBS=-lz])\nLIBS=-lm\n",
       "x {a}, y {(not a) and b}, z {(not a) and (not b)}, m {}"},
      {"AS_CASE([$host], [*mingw*], [if a; then LIBS=-lx; fi], [LIBS=-ly])\nLIBS=-lz\n",
       "x {(a) and ($host = *mingw*)}, y {not ($host = *mingw*)}, z {}"},
      {"AS_CASE([$host], [LIBS=-lx])\nAS_IF([LIBS=-ly])\n", "x {}, y {}"},
      {"# if a; then\nLIBS=-lz\nfi\n", "z {}"},
  };
  for (const Case &one : cases) {
    INFO(one.text);
    CHECK(summaryOf(one.text) == one.expected);
  }
}

TEST_CASE("brackets of configure.ac that nest without end cost no time") {
  for (const char *part : {"a(", "[", "(", "a([", "a(b,", "AS_IF(a,", "AS_IF([a],["}) {
    std::string text;
    for (int i = 0; i < 200'000; ++i) text += part;
    CHECK(summaryOf(text + "\nLIBS=-lz\n" + std::string(200'000, ')')).size() < 1100);
  }
}

TEST_CASE("files that configure.ac includes are read with it, each once") {
  const auto found = declarationsOf("a/configure.ac",
                                    "m4_include([m4/x.m4])\nsinclude(y.m4)\nm4_sinclude([gone.m4])\nLIBS=-la\n"
                                    "dnl sinclude(z.m4)\nm4_include([../../out.m4])\nm4_include([/repository/z.m4])\n",
                                    {{"a/m4/x.m4", "m4_include([y.m4])\nLIBS=-lx\n"},
                                     {"a/y.m4", "include(m4/x.m4)sinclude(configure.ac)\n\nLIBS=-ly\n"},
                                     {"a/z.m4", "LIBS=-lz\n"},
                                     {"z.m4", "LIBS=-lz\n"}});
  REQUIRE(found.size() == 3);
  CHECK(found[0].location == Location{"a/configure.ac", {4, 8}, {4, 9}});
  CHECK(found[1].location == Location{"a/m4/x.m4", {2, 8}, {2, 9}});
  CHECK(found[2].location == Location{"a/y.m4", {3, 8}, {3, 9}});
}

TEST_CASE("what configure.ac includes is not read without end") {
  const std::string large((4u << 20) + 1, ' ');
  const auto read = readBuildFile("configure.ac", "m4_include([x.m4])", {{"x.m4", large}});
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().what == "the file is too large");
}
