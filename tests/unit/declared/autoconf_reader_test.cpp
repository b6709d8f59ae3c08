#include "build_fixture.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

// "AC_CHECK_LIB z, PKG_CHECK_MODULES zlib>=1.2": kind, name and constraint of all declarations in their order.
std::string summaryOf(const std::string &text) {
  std::string summary;
  for (const Declaration &found : declarationsOf("configure.ac", text)) {
    CHECK_FALSE(found.required);
    REQUIRE(found.channel.starts_with("autoconf:"));
    summary += (summary.empty() ? "" : ", ") + found.channel.substr(9) + " " + found.name + found.constraint;
  }
  return summary;
}

struct Case {
  std::string text;
  const char *expected;
};

void check(const std::vector<Case> &cases) {
  for (const Case &c : cases) {
    INFO(c.text);
    CHECK(summaryOf(c.text) == c.expected);
  }
}

} // namespace

TEST_CASE("libraries that configure.ac looks for") {
  check({
      {"AC_CHECK_LIB([z], [deflate])", "AC_CHECK_LIB z"},
      {"AC_CHECK_LIB(z, deflate, , AC_MSG_ERROR([no (zlib)]))", "AC_CHECK_LIB z"},
      {"AC_CHECK_LIB( [z] ,\n  [deflate])\nAC_CHECK_LIB([z], [inflate])", "AC_CHECK_LIB z"},
      {"AC_CHECK_LIB([a], [f], [AC_CHECK_LIB([b], [g])])", "AC_CHECK_LIB a, AC_CHECK_LIB b"},
      {"AC_CHECK_LIB([$1], [f]) AC_CHECK_LIB([lib/z], [f]) AC_CHECK_LIB([], [f])", ""},
      {"AC_SEARCH_LIBS([dlopen], [dl dld c++])", "AC_SEARCH_LIBS dl, AC_SEARCH_LIBS dld, AC_SEARCH_LIBS c++"},
      {"AC_SEARCH_LIBS([f(a, b)], [x $LIB y])", "AC_SEARCH_LIBS x, AC_SEARCH_LIBS y"},
      {"AC_SEARCH_LIBS(f(a, b), x)", "AC_SEARCH_LIBS x"},
      {"AC_SEARCH_LIBS([f])", ""},
      {"MY_AC_CHECK_LIB([z], [f])", ""},
      {"AC_CHECK_LIB([z", ""},
      {"AC_CHECK_LIB(z], f)", ""},
  });
}

TEST_CASE("modules that configure.ac asks pkg-config for") {
  check({
      {"PKG_CHECK_MODULES([X], [zlib >= 1.2 foo])", "PKG_CHECK_MODULES zlib>=1.2, PKG_CHECK_MODULES foo"},
      {"PKG_CHECK_MODULES(X, gtk+-2.0 >= 2.4 gtk+-2.0 < 3, [a], [b])", "PKG_CHECK_MODULES gtk+-2.0>=2.4"},
      {"PKG_CHECK_MODULES([X],\n  [[a > 1,\n   b]])", "PKG_CHECK_MODULES a>1, PKG_CHECK_MODULES b"},
      {"PKG_CHECK_MODULES([X], [a >= $MIN b $MORE c])",
       "PKG_CHECK_MODULES a>=$MIN, PKG_CHECK_MODULES b, PKG_CHECK_MODULES c"},
      {"PKG_CHECK_EXISTS([a = 1.0], [PKG_CHECK_MODULES([A], [a])])", "PKG_CHECK_EXISTS a=1.0, PKG_CHECK_MODULES a"},
      {"PKG_CHECK_MODULES([X], [>= 1.2 a >=])", "PKG_CHECK_MODULES a"},
  });
}

TEST_CASE("only a plain number is a version of a module") {
  const Declaration exact = onlyDeclaration("configure.in", "PKG_CHECK_MODULES([A], [a = 1.0])");
  CHECK(exact.version == "1.0");
  CHECK(exact.resolved);
  const Declaration computed = onlyDeclaration("configure.in", "PKG_CHECK_MODULES([A], [a = a_version])");
  CHECK(computed.version.empty());
  CHECK(computed.constraint == "=a_version");
  CHECK_FALSE(computed.resolved);
}

TEST_CASE("libraries that configure.ac puts into variables of libraries") {
  check({
      {"LIBS=\"-lfoo $LIBS\"", "-l foo"},
      {"Z_LIBS=-lz; B_LIBS='-lbz2 \\\n -lm'", "-l z, -l bz2, -l m"},
      {"AC_CHECK_FUNC([f], [LIBS=-lz])\nLIBS+=\" -lm\"", "-l z, -l m"},
      {"LIBS=\"-l$NAME -lx$y\"", ""},
      {"CFLAGS=\"-lz\"\necho -lm\n", ""},
      {"LIBS=\"-lz", "-l z"},
  });
}

TEST_CASE("comments of configure.ac declare nothing") {
  check({
      {"dnl AC_CHECK_LIB([a], [f])\n# AC_CHECK_LIB([b], [f])\n  # LIBS=-lc\nAC_CHECK_LIB([d], [f]) dnl LIBS=-le",
       "AC_CHECK_LIB d"},
      {"dnl\xff AC_CHECK_LIB([a], [f])\nx=$# AC_CHECK_LIB([b], [f])", "AC_CHECK_LIB b"},
      {"AC_CHECK_LIB(dnl the name\n [z], [f])", "AC_CHECK_LIB z"},
      {"X([#include <a.h>], [AC_CHECK_LIB([z], [f])])", "AC_CHECK_LIB z"},
  });
}

TEST_CASE("a declaration of configure.ac lies where its name stands") {
  const auto found = declarationsOf("a/configure.ac", "# x\nPKG_CHECK_MODULES([X],\n  [zlib >= 1.2 foo])\nLIBS=-lm\n");
  REQUIRE(found.size() == 3);
  CHECK(found[0].location == Location{"a/configure.ac", {3, 4}, {3, 8}});
  CHECK(found[1].location == Location{"a/configure.ac", {3, 16}, {3, 19}});
  CHECK(found[2].location == Location{"a/configure.ac", {4, 8}, {4, 9}});
}

TEST_CASE("configure.ac that nobody wrote is refused or passed over") {
  CHECK(errorOf("configure.ac", std::string((4u << 20) + 1, 'x')) == "1:1: the file is too large");
  std::string many;
  for (int i = 0; i <= 100'000; ++i) many += "x" + std::to_string(i) + " ";
  CHECK(errorOf("configure.ac", "AC_SEARCH_LIBS(f, " + many + ")") == "1:1: the file names too many libraries");
  const auto nested = [](std::size_t depth) {
    return "AC_SEARCH_LIBS(" + std::string(depth, '(') + std::string(depth, ')') + ", z)";
  };
  CHECK(summaryOf(nested(16)) == "AC_SEARCH_LIBS z");
  CHECK(summaryOf(nested(17)).empty());
  std::string calls;
  for (int i = 0; i < 100'000; ++i) calls += "AC_CHECK_LIB([(";
  CHECK(summaryOf(calls).empty());
}
