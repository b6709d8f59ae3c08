#include "core/support/glob.h"

#include <catch2/catch.hpp>

using namespace lintel;

namespace {

Glob glob(const std::string &pattern) {
  auto compiled = Glob::compile(pattern);
  INFO(pattern);
  REQUIRE(compiled.has_value());
  return *compiled;
}

} // namespace

TEST_CASE("a glob matches the whole path or not at all") {
  struct Row {
    const char *pattern;
    const char *text;
    bool matches;
  };
  const Row rows[] = {
      {"a.cpp", "a.cpp", true},
      {"a.cpp", "src/a.cpp", false},
      {"a.cpp", "a.cpp.orig", false},
      {"a.cpp", "aXcpp", false}, // '.' is no wildcard
      {"a+b(c).h", "a+b(c).h", true},
      {"*.cpp", "a.cpp", true},
      {"*.cpp", ".cpp", true},
      {"*.cpp", "src/a.cpp", false}, // '*' stays within one component
      {"src/*", "src/a/b", false},
      {"?.h", "a.h", true},
      {"?.h", "\xC3\xA9.h", true}, // one character of two bytes
      {"?.h", "/.h", false},
      {"a?b", "a/b", false},
      {"**", "a/b/c", true},
      {"**/x.h", "x.h", true}, // '**/' also stands for no directory
      {"**/x.h", "a/b/x.h", true},
      {"**/x.h", "a/bx.h", false},
      {"src/**/x.h", "src/x.h", true},
      {"src/**/x.h", "src/a/b/x.h", true},
      {"src/**/x.h", "srcx.h", false},
      {"src/**", "src/a", true},
      {"src/**", "src/a/b", true},
      {"src/**", "src", false},
      {"src/**", "src/", false},
      {"src/**", "srcs/a", false},
      {"a**b", "a/x/b", true},
      {"lintel-*", "lintel-cast-pointer-int", true},
      {"documents/*", "documents/no-latest-tag", true},
      {"[a-c].h", "b.h", true},
      {"[a-c].h", "d.h", false},
      {"[!a-c].h", "d.h", true},
      {"[!a-c].h", "b.h", false},
      {"[^a].h", "b.h", true},
      {"x[!a]y", "x/y", false}, // a class stays within one component too
      {"x[+-9]y", "x/y", false},
      {"x[+-9]y", "x5y", true},
      {"x[/]y", "x/y", false},
      {"[]].h", "].h", true},
      {"[a-].h", "-.h", true},
      {"[\\]].h", "].h", true},
      {"[\xC3\xA9].h", "\xC3\xA9.h", true},
      {"*.{h,hpp}", "a.hpp", true},
      {"*.{h,hpp}", "a.cpp", false},
      {"{src,lib/{a,b}}/x", "lib/b/x", true},
      {"{src,lib/{a,b}}/x", "lib/c/x", false},
      {"a{,.orig}", "a", true},
      {"{**/,}gen.h", "a/b/gen.h", true},
      {"src/{**/gen,x}.h", "src/a/gen.h", true},
      {"src/{**/gen,x}.h", "src/xgen.h", false},
      {"{x{a,b},**/gen}.h", "a/gen.h", true}, // an inner brace does not change where the outer one began
      {"{x{a,b},**/gen}.h", "gen.h", true},
      {"{x{a,b},**/gen}.h", "agen.h", false},
      {"x{a,**/b}", "xb", false}, // inside a component '**/' needs its '/'
      {"\\*.h", "*.h", true},
      {"\\*.h", "a.h", false},
      {"a,b}", "a,b}", true}, // plain outside braces
      {"a*b", "a\nb", true},
      {"*.h", "\xFF.h", true}, // a file name need not be UTF-8
  };
  for (const Row &row : rows) {
    INFO(row.pattern << " against " << row.text);
    CHECK(glob(row.pattern).matches(row.text) == row.matches);
  }
}

TEST_CASE("a pattern that cannot be meant is an error that says why") {
  struct Row {
    std::string pattern;
    const char *what;
  };
  const Row rows[] = {{"", "empty"},
                      {"src/[a-z", "unclosed '['"},
                      {"[]", "unclosed '['"},
                      {"[a-", "unclosed '['"},
                      {"{a,b", "unclosed '{'"},
                      {"a\\", "ends with '\\'"},
                      {"[z-a]", "reversed"},
                      {"[[:alpha:]]", "not supported"},
                      {"\xFF", "UTF-8"},
                      {std::string(1001, 'a'), "longer than 1000 bytes"}};
  for (const Row &row : rows) {
    INFO(row.pattern);
    const auto compiled = Glob::compile(row.pattern);
    REQUIRE_FALSE(compiled.has_value());
    CHECK_THAT(compiled.error().what, Catch::Contains(row.what));
  }
}

TEST_CASE("a hostile pattern takes linear time") {
  std::string pattern;
  for (int i = 0; i < 250; ++i) pattern += "*a";
  CHECK_FALSE(glob(pattern + "b").matches(std::string(20000, 'a')));
}

TEST_CASE("a glob set includes, then excludes") {
  GlobSet set;
  CHECK(set.matches("anything/at/all"));
  set.exclude = {glob("third_party/**")};
  CHECK(set.matches("src/a.h"));
  CHECK_FALSE(set.matches("third_party/a.h"));
  set.include = {glob("**/*.h")};
  CHECK(set.matches("src/a.h"));
  CHECK_FALSE(set.matches("src/a.cpp"));
  CHECK_FALSE(set.matches("third_party/a.h"));
}
