#include "sbom/declared/toml_tree.h"
#include "sbom/model/data_tree.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

const DataNode &member(const DataNode &node, const std::string &key) {
  const DataNode *const found = node.find(key);
  REQUIRE(found != nullptr);
  return *found;
}

Problem jsonProblem(const std::string &text) {
  const auto parsed = parseJson(text, "a.json");
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().file == "a.json");
  return parsed.error();
}

Problem tomlProblem(const std::string &text) {
  const auto parsed = parseToml(text, "a.toml");
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().file == "a.toml");
  return parsed.error();
}

} // namespace

TEST_CASE("JSON: keys and values know their places, in bytes") {
  const auto root = parseJson("{\n  \"é\\\"\\\\\": [1.5e3, true,\n null, \"x\\\"y\"], \"b\" : {\"c\":-7}\n}", "a.json");
  REQUIRE(root.has_value());
  const DataNode &list = member(*root, "é\"\\");
  CHECK(list.keyPlace == Position{2, 4});
  CHECK(list.place == Position{2, 13});
  REQUIRE(list.children.size() == 4);
  CHECK(list.children[0].text == "1.5e3");
  CHECK(list.children[0].place == Position{2, 14});
  CHECK(list.children[1].isTrue());
  CHECK(list.children[2].place == Position{3, 2});
  CHECK(list.children[3].text == "x\"y");
  CHECK(list.children[3].place == Position{3, 9});
  CHECK(member(member(*root, "b"), "c").text == "-7");
  CHECK(member(member(*root, "b"), "c").place == Position{3, 28});
}

TEST_CASE("JSON: a number at the end of the text, and a repeated key") {
  const auto number = parseJson("42", "a.json");
  REQUIRE(number.has_value());
  CHECK(number->text == "42");
  const auto repeated = parseJson(R"({"a":"first","a":"last"})", "a.json");
  REQUIRE(repeated.has_value());
  CHECK(repeated->string("a") == "last");
}

TEST_CASE("JSON: damage is an error with its place") {
  CHECK(jsonProblem("{\n  \"a\": tru\n}").line == 2);
  CHECK(jsonProblem("").line == 1);
  CHECK(jsonProblem("{\"a\": \"\xFF\"}").column == 8);
  CHECK(jsonProblem("{} {}").column == 4);
  CHECK(jsonProblem("\"" + std::string(1u << 20, 'x')).what.size() < 300);
}

TEST_CASE("JSON: depth and size are bounded") {
  CHECK(jsonProblem(std::string(100'000, '[')).what.find("nested deeper") != std::string::npos);
  std::string many = "[0";
  for (std::size_t i = 0; i < kMaxDataNodes; ++i) many += ",0";
  CHECK(jsonProblem(many + "]").what.find("more than") != std::string::npos);
}

TEST_CASE("TOML: keys and values know their places, in bytes") {
  const auto root = parseToml("# é\n[a.b]\nx = \"é\" # c\n'y z' = [\"é\", 'w']\n", "a.toml");
  REQUIRE(root.has_value());
  const DataNode &table = root->branch("a").branch("b");
  CHECK(member(table, "x").keyPlace == Position{3, 1});
  CHECK(member(table, "x").place == Position{3, 6});
  CHECK(member(table, "y z").keyPlace == Position{4, 2});
  REQUIRE(member(table, "y z").children.size() == 2);
  CHECK(member(table, "y z").children[1].place == Position{4, 17});
}

TEST_CASE("TOML: damage is an error with its place") {
  CHECK(tomlProblem("a = 1\nb = \n").line == 2);
  CHECK(tomlProblem("a = 1\na = 2\n").line == 2);
}

TEST_CASE("TOML: what the library takes for granted is looked at before") {
  CHECK(tomlProblem("a = 1\n[[/b]]\n").line == 2);
  CHECK(tomlProblem("[ .a]\n").line == 1);
  CHECK(tomlProblem("[[\n").line >= 1);
  CHECK(tomlProblem("a = 1979-05-27T[\n").line == 1);
  CHECK(tomlProblem("a = 1\n\xC3\xA9 = 1\n").line == 2);
  CHECK(tomlProblem("# \xE2\x80\xA8[[/\n").line >= 1);
  CHECK(tomlProblem("a = [\"\"\"x\"\"\"\", \"\"\"y\"\"\"]\n[[/\n").line == 2);
  CHECK(tomlProblem("a = 1\xCB\x9D\n").line == 1);
  CHECK(tomlProblem("a = 1\nb = \"\x01\"\n").column == 6);
  const auto good = parseToml("\xEF\xBB\xBF# \xC3\xA9\na = [\n [1], [ [2] ],\n  [],\n]\n[ \"\xC3\xA9\" ]\n[['c']]\n"
                              "d = \"\"\"\xC3\xA9\\\n  x\"\"\"\"\"\n",
                              "a.toml");
  REQUIRE(good.has_value());
  CHECK(good->branch("c").children.at(0).string("d") == "\xC3\xA9x\"\"");
}

TEST_CASE("TOML: depth is bounded where the library does not bound it") {
  std::string key = "a";
  for (int i = 0; i < 100'000; ++i) key += ".a";
  CHECK(tomlProblem("x = 1\n" + key + " = 1\n").line == 2);
  CHECK(tomlProblem("[" + key + "]\n").line == 1);
  CHECK(tomlProblem("x = " + std::string(100'000, '[')).line == 1);
  // Dots in texts and comments are no keys.
  const std::string dots(100, '.');
  CHECK(parseToml("a = \"" + dots + "\"\nb = '''\n" + dots + "''' # " + dots + "\n", "a.toml").has_value());
}
