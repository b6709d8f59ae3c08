#include "core/report/display.h"
#include "core/support/text.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::report;

namespace {

// Source and marker on two lines, as they stand below each other in a report.
std::string drawn(std::string_view line, int begin, int end, int width = 80) {
  const Excerpt excerpt = excerptOf(line, begin, end, width);
  return "\n" + excerpt.source + "\n" + excerpt.marker;
}

int widthOf(const std::string &text) {
  int width = 0;
  for (const Cell &cell : cellsOf(text)) width += cell.width;
  return width;
}

} // namespace

TEST_CASE("the marker stands below the range") {
  CHECK(drawn("return f(x);", 8, 12) == "\nreturn f(x);"
                                        "\n       ^~~~");
  CHECK(drawn("return f(x);", 8, 0) == "\nreturn f(x);"
                                       "\n       ^");
  CHECK(drawn("return f(x);", 8, 8) == "\nreturn f(x);"
                                       "\n       ^");
  CHECK(drawn("return f(x);", 1, 999) == "\nreturn f(x);"
                                         "\n^~~~~~~~~~~~");
  CHECK(drawn("return f(x);", 0, 0) == "\nreturn f(x);\n");
}

TEST_CASE("a place at or behind the end of the line is marked behind it") {
  CHECK(drawn("f()", 4, 4) == "\nf()"
                              "\n   ^");
  CHECK(drawn("f()", 400, 500) == "\nf()"
                                  "\n   ^");
  CHECK(drawn("", 1, 2) == "\n"
                           "\n^");
}

TEST_CASE("tabs and wide characters keep the marker in its place") {
  CHECK(drawn("\ta\tb", 4, 5) == "\n    a   b"
                                 "\n        ^");
  CHECK(drawn("\xE5\x8F\xB0 x", 5, 6) == "\n\xE5\x8F\xB0 x" // two columns wide
                                         "\n   ^");
  CHECK(drawn("\xE5\x8F\xB0\xE5\x8F\xB0 x", 1, 7) == "\n\xE5\x8F\xB0\xE5\x8F\xB0 x"
                                                     "\n^~~~");
  CHECK(drawn("e\xCC\x81 x", 5, 6) == "\ne\xCC\x81 x" // a combining accent takes no column
                                      "\n  ^");
  CHECK(drawn("\xC3\xA9 x", 2, 0) == "\n\xC3\xA9 x" // a column inside a character
                                     "\n^");
}

TEST_CASE("what a terminal would obey becomes visible") {
  struct Row {
    const char *text;
    const char *shown;
  };
  const Row rows[] = {{"\x1b[2J", "\xE2\x90\x9B[2J"},
                      {"\x07", "\xE2\x90\x87"},
                      {"\x7F", "\xE2\x90\xA1"},
                      {"a\rb", "a\xE2\x90\x8D"
                               "b"},
                      {"\xC2\x9B"
                       "31m",
                       "<U+009B>31m"},
                      {"\xE2\x80\xAE", "<U+202E>"},
                      {"\xE2\x81\xA6", "<U+2066>"},
                      {"\xE2\x80\x8B", "<U+200B>"},
                      {"\xFF\xC3", "\xEF\xBF\xBD\xEF\xBF\xBD"}};
  for (const Row &row : rows) {
    INFO(row.shown);
    CHECK(excerptOf(row.text, 0, 0, 80).source == row.shown);
  }
  CHECK(excerptOf(std::string_view("\0", 1), 0, 0, 80).source == "\xE2\x90\x80");
  CHECK(visible("a\nb\tc\r\x1b") == "a b c \xE2\x90\x9B");
}

TEST_CASE("no byte leaves without being harmless and valid") {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  for (const std::string &shown : {visible(all), excerptOf(all, 1, 0, 1000).source}) {
    CHECK(isValidUtf8(shown));
    for (const char c : shown) CHECK((static_cast<unsigned char>(c) >= 0x20 && c != 0x7F));
  }
}

TEST_CASE("a long line is cut around the range") {
  const std::string line = std::string(500, 'a') + "HERE" + std::string(500, 'b');
  const Excerpt middle = excerptOf(line, 501, 505, 60);
  CHECK(widthOf(middle.source) == 60);
  CHECK_THAT(middle.source, Catch::StartsWith("...a") && Catch::EndsWith("b..."));
  CHECK(middle.source.substr(middle.marker.find('^'), 4) == "HERE");
  CHECK_THAT(middle.marker, Catch::EndsWith(" ^~~~"));

  const Excerpt start = excerptOf("HERE" + line, 1, 5, 60);
  CHECK_THAT(start.source, Catch::StartsWith("HEREa") && Catch::EndsWith("..."));
  CHECK(start.marker == "^~~~");

  const Excerpt end = excerptOf(line + "HERE", 1005, 1009, 60);
  CHECK_THAT(end.source, Catch::StartsWith("...") && Catch::EndsWith("bHERE"));
  CHECK(end.source.substr(end.marker.find('^')) == "HERE");

  const Excerpt wide = excerptOf(line, 1, 1000, 60); // the range is longer than the line
  CHECK(widthOf(wide.source) <= 60);
  CHECK(wide.marker.size() <= 60);
}

TEST_CASE("a line of many megabytes is drawn from the bytes around the range") {
  std::string line(8u << 20, ' ');
  for (std::size_t i = 0; i < line.size(); i += 3) line.replace(i, 2, "\xC3\xA9");
  for (int round = 0; round < 1000; ++round) {
    const Excerpt excerpt = excerptOf(line, 4000001, 4000004, 112);
    REQUIRE(widthOf(excerpt.source) <= 112);
    REQUIRE(isValidUtf8(excerpt.source));
    REQUIRE(excerpt.source.find("\xEF\xBF\xBD") == std::string::npos); // no character was cut in two
  }
}
