#include "core/finding/nolint.h"

#include <catch2/catch.hpp>

using namespace lintel;

namespace {

// The reason of the range that silences the rule at the line, or "" when none does.
std::string silencedBy(const std::string &text, int line, const std::string &rule = "lintel-a") {
  const auto range = findNolint(parseNolint(text), rule, line);
  return range ? range->reason : "";
}

} // namespace

TEST_CASE("NOLINT silences its own line, NOLINTNEXTLINE the next") {
  CHECK(silencedBy("f(); // NOLINT(lintel-a): cannot fail here\n", 1) == "cannot fail here");
  CHECK(silencedBy("f(); // NOLINT(lintel-a): cannot fail here\nf();\n", 2).empty());
  CHECK(silencedBy("// NOLINTNEXTLINE(lintel-a): checked above\nf();\nf();\n", 2) == "checked above");
  CHECK(silencedBy("// NOLINTNEXTLINE(lintel-a): checked above\nf();\nf();\n", 1).empty());
  CHECK(silencedBy("// NOLINTNEXTLINE(lintel-a): checked above\nf();\nf();\n", 3).empty());
  CHECK(silencedBy("f(); /* NOLINT(lintel-a): in a block */ g();", 1) == "in a block");
  CHECK(silencedBy("f(); // see there. NOLINT( lintel-b , lintel-a ) : two rules \r\n", 1) == "two rules");
}

TEST_CASE("without rule or reason a directive silences nothing") {
  for (const char *text :
       {"f(); // NOLINT", "f(); // NOLINT: why", "f(); // NOLINT(): why", "f(); // NOLINT(*): why",
        "f(); // NOLINT(**): why", "f(); // NOLINT(lintel-a)",
        "f(); // NOLINT(lintel-a):", "f(); // NOLINT(lintel-a):  ", "f(); // NOLINT(lintel-a) why",
        "f(); /* NOLINT(lintel-a): */", "f(); // NOLINT(lintel-a: why", "f(); // NOLINT (lintel-a): why",
        "f(); // NOLINTS(lintel-a): why", "f(); // XNOLINT(lintel-a): why", "f(); // nolint(lintel-a): why",
        "f(); // NOLINT(lintel-b): why", "f(); // NOLINT(lintel a): why"}) {
    INFO(text);
    CHECK(silencedBy(text, 1).empty());
  }
}

TEST_CASE("a rule may be a glob") {
  const std::string text = "f(); // NOLINT(lintel-cast-*): table of handles";
  CHECK(silencedBy(text, 1, "lintel-cast-pointer-int") == "table of handles");
  CHECK(silencedBy(text, 1, "lintel-error-discarded").empty());
  CHECK(silencedBy("// NOLINT(*-discarded): r", 1, "lintel-error-discarded") == "r");
  CHECK(silencedBy("// NOLINT(lintel-*-int): r", 1, "lintel-cast-pointer-int") == "r");
  CHECK(silencedBy("// NOLINT(lintel-*-in): r", 1, "lintel-cast-pointer-int").empty());
  CHECK(silencedBy("// NOLINT(documents/*): r", 1, "documents/no-latest-tag") == "r");
  CHECK(silencedBy("// NOLINT(lintel.a): r", 1, "lintel-a").empty());
}

TEST_CASE("BEGIN and END enclose lines") {
  const std::string text = "// NOLINTBEGIN(lintel-a): generated\n" // 1
                           "f();\n"
                           "// NOLINTEND(lintel-a)\n" // 3
                           "f();\n";
  CHECK(silencedBy(text, 1) == "generated");
  CHECK(silencedBy(text, 2) == "generated");
  CHECK(silencedBy(text, 3) == "generated");
  CHECK(silencedBy(text, 4).empty());

  CHECK(silencedBy("// NOLINTBEGIN(lintel-a): open\nf();\n", 2).empty());
  CHECK(silencedBy("// NOLINTEND(lintel-a): late\nf();\n// NOLINTBEGIN(lintel-a): r\n", 2).empty());
  CHECK(silencedBy("// NOLINTBEGIN(lintel-a): r\nf();\n// NOLINTEND(lintel-b)\n", 2).empty());
  CHECK(silencedBy("// NOLINTBEGIN(lintel-a)\nf();\n// NOLINTEND(lintel-a): too late\n", 2).empty());
}

TEST_CASE("an END closes the nearest BEGIN of its rules, with a reason or not") {
  const std::string text = "// NOLINTBEGIN(lintel-a): outer\n" // 1
                           "// NOLINTBEGIN(lintel-b): other\n"
                           "// NOLINTBEGIN(lintel-a)\n" // 3
                           "// NOLINTEND(lintel-a)\n"   // 4
                           "f();\n"
                           "// NOLINTEND(lintel-a)\n"  // 6
                           "// NOLINTEND(lintel-b)\n"; // 7
  CHECK(silencedBy(text, 5) == "outer");
  CHECK(silencedBy(text, 7).empty());
  CHECK(silencedBy(text, 7, "lintel-b") == "other");
}

TEST_CASE("the first range that covers the line is the one reported") {
  const std::string text = "// NOLINTBEGIN(lintel-a): whole file\n"
                           "f(); // NOLINT(lintel-a): this line\n"
                           "// NOLINTEND(lintel-a)\n";
  const auto range = findNolint(parseNolint(text), "lintel-a", 2);
  REQUIRE(range.has_value());
  CHECK(range->reason == "whole file");
  CHECK(range->commentLine == 1);
  CHECK(range->firstLine == 1);
  CHECK(range->lastLine == 3);
}

TEST_CASE("several directives in one comment") {
  const std::string text = "f(); // NOLINT(lintel-a): one NOLINT(lintel-b): two (not NOLINT)";
  CHECK(silencedBy(text, 1, "lintel-a") == "one");
  CHECK(silencedBy(text, 1, "lintel-b") == "two (not NOLINT)");
}

TEST_CASE("only comments count") {
  const std::string directive = "// NOLINT(lintel-a): x";
  const std::string silent[] = {
      "const char *s = \"" + directive + "\";",
      "const char *s = \"\\\"" + directive + "\";",
      "const char *s = R\"(\n" + directive + ")\";",
      "const char *s = u8R\"d()\" \n" + directive + ")d\";",
      "NOLINT(lintel-a): x",
  };
  for (const std::string &text : silent) {
    INFO(text);
    CHECK(parseNolint(text).empty());
  }
  const std::string heard[] = {
      "char c = '\"'; " + directive,
      "char c = '\\''; " + directive,
      "int n = 1'000'000; " + directive,
      "int n = 0x1'f; char c = '\"'; " + directive,
      "const char *s = \"/*\"; " + directive,
      "const char *s = R\"x()\")x\"; " + directive,
      "int FOOR = 1; f(FOOR\"a\"); " + directive,
      "/* \" */ " + directive,
      "/* ' */ " + directive,
      "// \"\n" + directive,
      "#error don't\n" + directive, // an apostrophe that opens nothing ends with its line
      "/* a // b */ " + directive,
      "x = a / b; " + directive,
  };
  for (const std::string &text : heard) {
    INFO(text);
    CHECK(parseNolint(text).size() == 1);
  }
}

TEST_CASE("line numbers hold across everything that spans lines") {
  CHECK(silencedBy("/*\n\n NOLINT(lintel-a): x\n*/", 3) == "x");
  CHECK(silencedBy("auto s = R\"(\n\n)\";\nf(); // NOLINT(lintel-a): x", 4) == "x");
  CHECK(silencedBy("auto s = \"a\\\nb\";\nf(); // NOLINT(lintel-a): x", 3) == "x");
  CHECK(silencedBy("auto s = \"a\\\r\nb\";\r\nf(); // NOLINT(lintel-a): x\r\n", 3) == "x");
  CHECK(silencedBy("// a \\\n NOLINT(lintel-a): x\n", 2) == "x"); // a continued comment
  CHECK(silencedBy("// a \\\r\n NOLINT(lintel-a): x\r\n", 2) == "x");
}

TEST_CASE("text that ends anywhere is read to its end") {
  for (const char *text : {"", "/", "//", "/*", "/* NOLINT(", "\"", "\"\\", "'", "R\"", "R\"(", "R\"x(NOLINT", "1'",
                           "// NOLINT(a", "// \\", "// NOLINTBEGIN(a): r", "\\"}) {
    INFO(text);
    CHECK(parseNolint(text).empty());
  }
}

TEST_CASE("many directives take no quadratic time") {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += "// NOLINTBEGIN(lintel-a): r\n";
  for (int i = 0; i < 100000; ++i) text += "// NOLINTEND(lintel-b)\n";
  CHECK(parseNolint(text).empty());
}

TEST_CASE("a directive may have a last day") {
  const auto ranges = parseNolint("f(); // NOLINT(lintel-a): until the queue is there (until 2030-02-28)\n"
                                  "f(); // NOLINT(lintel-a): valid (until further notice\n");
  REQUIRE(ranges.size() == 2);
  CHECK(ranges[0].until == "2030-02-28");
  CHECK(ranges[0].reason == "until the queue is there");
  CHECK(ranges[0].commentColumn == 9);
  CHECK(ranges[1].until.empty());
  for (const char *text : {"// NOLINT(lintel-a): why (until 2030-02-29)", "// NOLINT(lintel-a): why (until tomorrow)",
                           "// NOLINT(lintel-a): why (until )", "// NOLINT(lintel-a): (until 2030-02-28)"}) {
    INFO(text);
    CHECK(parseNolint(text).empty());
  }
}

TEST_CASE("a directive says why it suppresses nothing") {
  const auto defectOf = [](const std::string &text) {
    const auto directives = nolintDirectives(text);
    REQUIRE(directives.size() == 1);
    return directives[0].defect;
  };
  CHECK(defectOf("f(); // NOLINT(lintel-a): why") == NolintDefect::None);
  CHECK(defectOf("f(); // NOLINT") == NolintDefect::NoRule);
  CHECK(defectOf("f(); // NOLINT: why") == NolintDefect::NoRule);
  CHECK(defectOf("f(); // NOLINT(): why") == NolintDefect::NoRule);
  CHECK(defectOf("f(); // NOLINT(lintel-a)") == NolintDefect::NoReason);
  CHECK(defectOf("f(); // NOLINT(lintel-a: why") == NolintDefect::Unclosed);
  CHECK(defectOf("f(); // NOLINT(lintel-a): why (until 2030-13-01)") == NolintDefect::BadDate);
  CHECK(defectOf("// NOLINTBEGIN(lintel-a): why") == NolintDefect::NoEnd);
  CHECK(defectOf("// NOLINTEND(lintel-a)") == NolintDefect::NoBegin);
  CHECK(defectOf("// NOLINT(lintel-a): a NOLINT that speaks of NOLINT") == NolintDefect::None);
  CHECK(nolintDirectives("const char *s = \"// NOLINT(lintel-a)\"; // NOLINTED").empty());
  CHECK(nolintDirectives("//   // NOLINT(lintel-a): so it is written")[0].quoted);
  CHECK(nolintDirectives("// as in 'NOLINT(lintel-a)'")[0].quoted);
  CHECK_FALSE(nolintDirectives("f(); // why // NOLINT(lintel-a): because")[0].quoted);
}
