#include "core/input/compile_database.h"
#include "core/support/path.h"
#include "tests/unit/input/sandbox.h"

#include <catch2/catch.hpp>
#include <filesystem>

using namespace lintel;
using Words = std::vector<std::string>;

namespace {

const std::string kPath = "/no-repo/build/compile_commands.json";

Result<CompileDatabase> readText(const std::string &text, Overlay others = {}) {
  others[kPath] = text;
  return readCompileDatabase(OverlayFileSystem(others), "/no-repo", kPath);
}

CompileDatabase good(const std::string &text, Overlay others = {}) {
  auto database = readText(text, std::move(others));
  INFO((database ? "" : toString(database.error())));
  REQUIRE(database);
  return std::move(*database);
}

// One entry for a.cpp in /no-repo with these members of the JSON object.
CompileCommand entry(const std::string &members, Overlay others = {}) {
  auto database = good(R"([{"directory": "/no-repo", "file": "a.cpp", )" + members + "}]", std::move(others));
  REQUIRE(database.commands.size() == 1);
  return database.commands.front();
}

CompileCommand command(const std::string &shell) { return entry("\"command\": \"" + shell + "\""); }

} // namespace

TEST_CASE("an entry's paths become absolute") {
  struct Case {
    std::string directory, file, expectedDirectory, expectedFile;
  };
  const std::vector<Case> cases = {
      {"/no-repo", "a.cpp", "/no-repo", "/no-repo/a.cpp"},
      {"/no-repo/build", "../src/./a.cpp", "/no-repo/build", "/no-repo/src/a.cpp"},
      {".", "a.cpp", "/no-repo/build", "/no-repo/build/a.cpp"},
      {"..", "/else/where.cpp", "/no-repo", "/else/where.cpp"},
      {"sub//dir/", "a b.cpp", "/no-repo/build/sub/dir", "/no-repo/build/sub/dir/a b.cpp"},
  };
  for (const Case &c : cases) {
    const auto database =
        good(R"([{"directory": ")" + c.directory + R"(", "file": ")" + c.file + R"(", "command": "c++ -c x"}])");
    CHECK(database.commands[0].directory == c.expectedDirectory);
    CHECK(database.commands[0].file == c.expectedFile);
    CHECK(database.commands[0].problem.empty());
  }
}

TEST_CASE("a command is split as the shell splits it") {
  struct Case {
    std::string json;
    Words words;
  };
  const std::vector<Case> cases = {
      {R"(c++ -c  a.cpp\t-O2)", {"c++", "-c", "a.cpp", "-O2"}},
      {R"(c++ -DA=\\\"x\\\" a.cpp)", {"c++", "-DA=\"x\"", "a.cpp"}},
      {R"(c++ \"-DA=b c\" a.cpp)", {"c++", "-DA=b c", "a.cpp"}},
      {R"(c++ '-DA=\"x\\ny\"' a.cpp)", {"c++", R"(-DA="x\ny")", "a.cpp"}},
      {R"(c++ \"-DA=\\d\\$\\\\\" a.cpp)", {"c++", R"(-DA=\d$\)", "a.cpp"}},
      {R"(c++ -I '' a\\ b.cpp)", {"c++", "-I", "", "a b.cpp"}},
      {R"(c++ x'y'\"z\")", {"c++", "xyz"}},
      {R"(c++ $HOME `id` $(id))", {"c++", "$HOME", "`id`", "$(id)"}},
      {R"(c++ \\)", {"c++", "\\"}},
  };
  for (const Case &c : cases) {
    INFO(c.json);
    CHECK(command(c.json).arguments == c.words);
  }
  CHECK(command(R"(c++ \"open)").problem == "entry 1: the command has a \" that is not closed");
  CHECK(command("c++ 'open").problem == "entry 1: the command has a ' that is not closed");
}

TEST_CASE("arguments are taken as they are, before the command") {
  CHECK(entry(R"("arguments": ["c++", "-DA=\"b c\"", "", "a.cpp"], "command": "other")").arguments ==
        Words{"c++", "-DA=\"b c\"", "", "a.cpp"});
}

TEST_CASE("compiler launchers are removed") {
  struct Case {
    std::string given;
    Words words;
  };
  const std::vector<Case> cases = {
      {"ccache c++ -c a.cpp", {"c++", "-c", "a.cpp"}},
      {"/usr/bin/sccache /usr/bin/clang++ -c a.cpp", {"/usr/bin/clang++", "-c", "a.cpp"}},
      {"ccache distcc icecc g++ a.cpp", {"g++", "a.cpp"}},
      {"ccache -c a.cpp", {"ccache", "-c", "a.cpp"}}, // ccache under the compiler's own name
      {"/usr/lib/ccache/g++ a.cpp", {"/usr/lib/ccache/g++", "a.cpp"}},
      {"ccache", {"ccache"}},
  };
  for (const Case &c : cases) CHECK(command(c.given).arguments == c.words);
}

TEST_CASE("an entry that cannot be used keeps its place and says why") {
  struct Case {
    std::string entry, problem;
  };
  const std::string nul = R"({"directory": "/d", "file": "a\u0000.cpp", "command": "c"})";
  const std::vector<Case> cases = {
      {"{}", "has no 'file'"},
      {"7", "is not an object"},
      {"[[]]", "is not an object"},
      {R"({"directory": "/d", "command": "c"})", "has no 'file'"},
      {R"({"directory": "/d", "file": "", "command": "c"})", "has no 'file'"},
      {R"({"file": "a.cpp", "command": "c"})", "has no 'directory'"},
      {R"({"directory": "/d", "file": "a.cpp"})", "has neither 'command' nor 'arguments'"},
      {R"({"directory": "/d", "file": "a.cpp", "command": "  "})", "names no compiler"},
      {R"({"directory": "/d", "file": "a.cpp", "arguments": []})", "names no compiler"},
      {R"({"directory": "/d", "file": "a.cpp", "arguments": [""]})", "names no compiler"},
      {R"({"directory": "/d", "file": "a.cpp", "arguments": "c a.cpp"})", "'arguments' is not an array of strings"},
      {R"({"directory": "/d", "file": "a.cpp", "arguments": ["c", 1]})", "'arguments' is not an array of strings"},
      {R"({"directory": "/d", "file": "a.cpp", "arguments": [["c"]]})", "'arguments' is not an array of strings"},
      {R"({"directory": "/d", "file": "a.cpp", "arguments": {"c": 1}})", "'arguments' is not an array of strings"},
      {R"({"directory": "/d", "file": 1, "command": "c"})", "'file' is not a string"},
      {R"({"directory": ["/d"], "file": "a.cpp", "command": "c"})", "'directory' is not a string"},
      {R"({"directory": "/d", "file": "a.cpp", "command": null})", "'command' is not a string"},
      {R"({"directory": "/d", "file": "k.cu", "command": "nvcc k.cu"})", "CUDA is not supported"},
      {nul, "holds a NUL character"},
  };
  const std::string fine = R"({"directory": "/d", "file": "fine.cpp", "command": "c++ fine.cpp"})";
  for (const Case &c : cases) {
    INFO(c.entry);
    const auto database = good("[" + fine + ", " + c.entry + "]");
    REQUIRE(database.commands.size() == 2);
    CHECK(database.commands[0].problem.empty());
    CHECK(database.commands[1].problem == "entry 2: " + c.problem);
    CHECK(database.commands[1].arguments.empty());
    CHECK(database.commands[1].file.starts_with('/'));
  }
}

TEST_CASE("keys that are not used may hold anything") {
  const auto used = entry(R"("command": "c++ a.cpp", "output": ["a", {"file": 3}], "x": [{"arguments": [1]}], "y": 1)");
  CHECK(used.problem.empty());
  CHECK(used.arguments == Words{"c++", "a.cpp"});
}

TEST_CASE("a database that is broken as a whole") {
  struct Case {
    std::string text, what;
    int line, column;
  };
  const std::vector<Case> cases = {
      {"", "not valid JSON", 1, 1},
      {"[\n  {\"file\": \"a\",}\n]", "not valid JSON", 2, 16},
      {"[{\"file\": \"a\"}\n", "not valid JSON", 2, 1},
      {"[1] x", "not valid JSON", 1, 5},
      {"[\"\\q\"]", "not valid JSON", 1, 4},
      {"[1e999]", "not valid JSON: number overflow", 1, 6},
      {"{}", "the compile database is not an array", 0, 0},
      {"\"text\"", "the compile database is not an array", 0, 0},
      {"[]", "the compile database is empty", 0, 0},
      {R"([{"directory": "/d", "file": "a.S", "command": "as a.S"}])", "the compile database has no entry to check", 0,
       0},
      {std::string(100'000, '['), "the JSON nests too deep", 0, 0},
  };
  for (const Case &c : cases) {
    INFO(c.text.substr(0, 100));
    const auto database = readText(c.text);
    REQUIRE_FALSE(database);
    INFO(toString(database.error()));
    CHECK_THAT(database.error().what, Catch::StartsWith(c.what));
    CHECK(database.error().file == kPath);
    CHECK(database.error().line == c.line);
    CHECK(database.error().column == c.column);
    CHECK_FALSE((database.error().expected + database.error().hint).empty());
  }
}

TEST_CASE("a syntax error does not repeat the file's bytes") {
  const auto database = readText("SECRET=verysecret\n");
  REQUIRE_FALSE(database);
  CHECK(toString(database.error()).find("SECRET") == std::string::npos);
}

TEST_CASE("too many entries or arguments") {
  std::string entries = "[0";
  for (int i = 0; i < 200'000; ++i) entries += ",0";
  const auto database = readText(entries + "]");
  REQUIRE_FALSE(database);
  CHECK(database.error().what == "too many entries in the compile database");

  std::string arguments = "\"arguments\": [\"c\"";
  for (int i = 0; i < 100'000; ++i) arguments += ",\"x\"";
  CHECK(entry(arguments + "]").problem == "entry 1: has more than 100000 arguments");
}

TEST_CASE("a database that cannot be read") {
  CHECK_FALSE(readCompileDatabase(OverlayFileSystem(Overlay()), "/no-repo", kPath));
  CHECK_FALSE(readCompileDatabase(RealFileSystem(), "/", "/tmp"));
}

TEST_CASE("names that are not UTF-8 cost their entry, not the database") {
  const auto database = good("[{\"directory\": \"/d\", \"file\": \"a\xFF.cpp\", \"command\": \"c++ x\"},"
                             "{\"directory\": \"/d\", \"file\": \"b.cpp\", \"command\": \"c++ b.cpp\"}]");
  REQUIRE(database.commands.size() == 2);
  CHECK(database.commands[0].problem == "entry 1: is not valid UTF-8");
  CHECK(database.commands[1].problem.empty());
}

TEST_CASE("other languages are left out") {
  std::string text = "[";
  for (const char *file : {"a.cpp", "b.S", "c.s", "d.asm", "e.rc", "f.c", "g.m", "h.mm", "i.C", "j.f90", "k", "l.cppm"})
    text += std::string(text == "[" ? "" : ",") + R"({"directory": "/d", "command": "c x", "file": ")" + file + "\"}";
  Words names;
  for (const CompileCommand &command : good(text + "]").commands) names.push_back(command.file);
  CHECK(names == Words{"/d/a.cpp", "/d/f.c", "/d/g.m", "/d/h.mm", "/d/i.C", "/d/k", "/d/l.cppm"});
}

TEST_CASE("the same compilation written elsewhere is the same") {
  const auto commandsOf = [](const std::string &one, const std::string &two) {
    const std::string start = R"({"directory": "/d", "file": "a.cpp", "command": ")";
    return good("[" + start + one + "\"}," + start + two + "\"}]").commands;
  };
  CHECK(commandsOf("c++ -c a.cpp -o x.o", "c++ -o y.o -c a.cpp").size() == 1);
  CHECK(commandsOf("c++ -MD -MT x -MF x.d a.cpp", "c++ -MD -MT y -MF y.d -MQ z a.cpp").size() == 1);
  CHECK(commandsOf("ccache c++ a.cpp", "c++ a.cpp").size() == 1);
  CHECK(commandsOf("c++ -DX a.cpp", "c++ a.cpp").size() == 2);
  CHECK(commandsOf("c++ -DA -DB a.cpp", "c++ -DB -DA a.cpp").size() == 2);
  CHECK(commandsOf("c++ a.cpp", "c++ a.cpp -o x.o")[0].arguments == Words{"c++", "a.cpp"}); // the first stays
  CHECK(good(R"([{"directory": "/d", "file": "/a.cpp", "command": "c++ -I."},
                 {"directory": "/e", "file": "/a.cpp", "command": "c++ -I."}])")
            .commands.size() == 2);
}

TEST_CASE("response files") {
  const Overlay files = {
      {"/no-repo/flags.rsp", "-DA=\"b c\"\n'-DD'  @more.rsp\n"},
      {"/no-repo/more.rsp", "-DE"},
      {"/no-repo/empty.rsp", ""},
      {"/no-repo/self.rsp", "@self.rsp"},
      {"/no-repo/big.rsp", std::string((1 << 20) + 1, ' ')},
      {"/no-repo/many.rsp",
       [] {
         std::string text;
         for (int i = 0; i < 100'001; ++i) text += "a ";
         return text;
       }()},
      {"/no-repo/nul.rsp", std::string("a\0b", 3)},
      {"/outside/flags.rsp", "-DEVIL"},
  };
  const auto expanded = entry(R"("command": "c++ @flags.rsp @empty.rsp @/no-repo/more.rsp a.cpp @")", files);
  CHECK(expanded.problem.empty());
  CHECK(expanded.arguments == Words{"c++", "-DA=b c", "-DD", "-DE", "-DE", "a.cpp", "@"});

  struct Case {
    std::string file, problem;
  };
  const std::vector<Case> cases = {
      {"missing.rsp", "response file 'missing.rsp': "},
      {"self.rsp", "response file 'self.rsp': nests deeper than 8 files"},
      {"big.rsp", "response file 'big.rsp': "},
      {"many.rsp", "has more than 100000 arguments"},
      {"nul.rsp", "response file 'nul.rsp': holds a NUL byte"},
      {"../outside/flags.rsp", "response file '../outside/flags.rsp': lies outside"},
      {"/outside/flags.rsp", "response file '/outside/flags.rsp': lies outside"},
      {"/etc/passwd", "response file '/etc/passwd': lies outside"},
  };
  for (const Case &c : cases) {
    const auto bad = entry("\"command\": \"c++ @" + c.file + " a.cpp\"", files);
    CHECK_THAT(bad.problem, Catch::StartsWith("entry 1: " + c.problem));
    CHECK(bad.arguments.empty());
  }
}

TEST_CASE("a response file that a link leads out of the tree is not read") {
  Sandbox s;
  s.write("../secret", "-DSECRET");
  s.write("../build/own.rsp", "-DOWN");
  std::filesystem::create_symlink("../secret", s.path("link.rsp"));
  const auto problemOf = [&](const std::string &file) {
    s.write("../build/compile_commands.json",
            R"([{"directory": ")" + s.root() + R"(", "file": "a.cpp", "command": "c++ @)" + file + "\"}]");
    auto database =
        readCompileDatabase(RealFileSystem(), s.root(), absolutePath("../build/compile_commands.json", s.root()));
    REQUIRE(database);
    return database->commands[0].problem;
  };
  CHECK_THAT(problemOf("link.rsp"), Catch::Contains("lies outside"));
  CHECK(problemOf("../build/own.rsp").empty()); // the database's own directory counts
}

TEST_CASE("where a database is looked for") {
  const auto tree = [](const Words &paths) {
    Overlay overlay;
    for (const std::string &path : paths) overlay["/no-repo/" + path] = "[]";
    return OverlayFileSystem(overlay);
  };
  const std::string name = "compile_commands.json";
  struct Case {
    Words present;
    std::string buildPath, policyPath, found;
  };
  const std::vector<Case> cases = {
      {{"out/" + name, "build/" + name}, "out", "build", "out/" + name},
      {{"out/" + name}, "/no-repo/out/", "", "out/" + name},
      {{"out/db.json", "build/" + name}, "out/db.json", "", "out/db.json"},
      {{"out/" + name, "build/" + name}, "", "out", "out/" + name},
      {{"build/" + name, name}, "", "", "build/" + name},
      {{"build/release/" + name}, "", "", "build/release/" + name},
      {{"build-debug/" + name}, "", "", "build-debug/" + name},
      {{"build/a.txt", name}, "", "", name},
  };
  for (const Case &c : cases) {
    const auto found = findCompileDatabase(tree(c.present), "/no-repo", c.buildPath, c.policyPath);
    REQUIRE(found);
    CHECK(*found == "/no-repo/" + c.found);
  }
}

TEST_CASE("when no single database is found, the error says how to get one") {
  const std::string name = "compile_commands.json";
  const OverlayFileSystem none(Overlay{{"/no-repo/a.cpp", ""}, {"/no-repo/build/deep/er/" + name, "[]"}});
  for (const auto &[build, policy] : std::vector<std::pair<std::string, std::string>>{
           {"", ""}, {"missing", ""}, {"build", ""}, {"", "missing.json"}}) {
    const auto found = findCompileDatabase(none, "/no-repo", build, policy);
    REQUIRE_FALSE(found);
    CHECK_THAT(found.error().hint, Catch::Contains("CMAKE_EXPORT_COMPILE_COMMANDS") && Catch::Contains("bear"));
    CHECK_FALSE(found.error().file.empty());
  }
  const OverlayFileSystem two(Overlay{{"/no-repo/build/x/" + name, "[]"}, {"/no-repo/build/a/" + name, "[]"}});
  const auto found = findCompileDatabase(two, "/no-repo", "", "");
  REQUIRE_FALSE(found);
  CHECK(found.error().what ==
        "more than one compile database: build/a/compile_commands.json, build/x/compile_commands.json");
  CHECK_THAT(found.error().hint, Catch::Contains("-p") && Catch::Contains("database:"));
}

TEST_CASE("a guessed place that a link leads out of the tree is not used") {
  Sandbox s;
  s.write("../elsewhere/compile_commands.json", "[]");
  std::filesystem::create_symlink("../elsewhere", s.path("build"));
  const auto guessed = findCompileDatabase(RealFileSystem(), s.root(), "", "");
  REQUIRE_FALSE(guessed);
  CHECK_THAT(guessed.error().what, Catch::Contains("leads out of the repository"));
  CHECK(findCompileDatabase(RealFileSystem(), s.root(), "build", ""));

  std::filesystem::create_directories(s.path("build-real"));
  s.write("build-real/compile_commands.json", "[]");
  CHECK(findCompileDatabase(RealFileSystem(), s.root(), "", "") == s.path("build-real/compile_commands.json"));
}
