#include "fixtures.h"
#include "sbom/linked/dependency_file.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;
using namespace lintel::test;

namespace {

const std::string kApp = kBuild + "/app";

// Rules as CMake's Ninja generator writes them.
const std::string kCMakeRules = R"(
rule CXX_COMPILER__app_
  depfile = $DEP_FILE
  command = /usr/bin/c++ $DEFINES $FLAGS -MD -MF $DEP_FILE -o $out -c $in
rule CXX_STATIC_LIBRARY_LINKER__lib_
  command = $PRE_LINK && /usr/bin/cmake -E rm -f $TARGET_FILE && /usr/bin/ar qc $TARGET_FILE $LINK_FLAGS $in && /usr/bin/ranlib $TARGET_FILE && $POST_BUILD
rule CXX_SHARED_LIBRARY_LINKER__dyn_
  command = $PRE_LINK && /usr/bin/c++ -fPIC $LINK_FLAGS -shared $SONAME_FLAG$SONAME -o $TARGET_FILE $in $LINK_PATH $LINK_LIBRARIES && $POST_BUILD
rule CXX_EXECUTABLE_LINKER__app_
  command = $PRE_LINK && /usr/bin/c++ $FLAGS $LINK_FLAGS $in -o $TARGET_FILE $LINK_PATH $LINK_LIBRARIES && $POST_BUILD
rule CXX_EXECUTABLE_LINKER__big_
  command = $PRE_LINK && /usr/bin/c++ @$RSP_FILE -o $TARGET_FILE && $POST_BUILD
  rspfile = $RSP_FILE
  rspfile_content = $in_newline $LINK_PATH $LINK_LIBRARIES
)";

const std::string kCMakeEdges = R"(
build CMakeFiles/app.dir/main.cpp.o: CXX_COMPILER__app_ ../main.cpp || order
  DEP_FILE = CMakeFiles/app.dir/main.cpp.o.d
build CMakeFiles/lib.dir/a.cpp.o: CXX_COMPILER__app_ ../a.cpp
build liblib.a: CXX_STATIC_LIBRARY_LINKER__lib_ CMakeFiles/lib.dir/a.cpp.o
  POST_BUILD = :
  PRE_LINK = :
  TARGET_FILE = liblib.a
build libdyn.so.1.2: CXX_SHARED_LIBRARY_LINKER__dyn_ CMakeFiles/app.dir/main.cpp.o
  POST_BUILD = :
  PRE_LINK = :
  SONAME = libdyn.so.1
  SONAME_FLAG = -Wl,-soname,
  TARGET_FILE = libdyn.so.1.2
build app: CXX_EXECUTABLE_LINKER__app_ CMakeFiles/app.dir/main.cpp.o | liblib.a libdyn.so.1.2 || order
  LINK_LIBRARIES = -Wl,-rpath,/no-repo/build  liblib.a  libdyn.so.1.2  -lz
  POST_BUILD = :
  PRE_LINK = :
  TARGET_FILE = app
build order: phony
)";

} // namespace

TEST_CASE("nothing to read is neither known nor a problem") {
  for (const auto &files : std::vector<std::map<std::string, std::string>>{
           {}, {{"readme", "text"}}, {{"compile_commands.json", "[]"}}, {{"CMakeCache.txt", ""}}}) {
    const auto view = viewOf(files);
    CHECK_FALSE(view.known);
    CHECK(view.artefacts.empty());
    CHECK(view.problems.empty());
  }
}

TEST_CASE("CMake's Ninja files name every input with its line") {
  const auto view = viewOf({{"build.ninja", kCMakeRules + kCMakeEdges}, {"/usr/lib/made-up/libz.so", ""}});
  CHECK(view.problems.empty());
  CHECK(view.known);
  REQUIRE(view.artefacts.size() == 3);
  CHECK(artefact(view, kBuild + "/libdyn.so.1.2").type == LinkedArtefact::Type::SharedLibrary);
  CHECK(artefact(view, kBuild + "/liblib.a").type == LinkedArtefact::Type::StaticLibrary);
  CHECK_FALSE(artefact(view, kApp).built);
  CHECK(inputsOf(view, kApp, true) ==
        Lines{"object /no-repo/build/CMakeFiles/app.dir/main.cpp.o < /no-repo/main.cpp [build/build.ninja:29]",
              "shared /no-repo/build/libdyn.so.1.2 [build/build.ninja:29]",
              "archive /no-repo/build/liblib.a [build/build.ninja:29]",
              "shared /usr/lib/made-up/libz.so [build/build.ninja:29]"});
}

TEST_CASE("the closure replaces archives of the build by their objects") {
  const auto view = viewOf({{"build.ninja", kCMakeRules + kCMakeEdges}, {"/usr/lib/made-up/libz.so", ""}});
  CHECK(toLines(linkClosure(view, artefact(view, kApp))) ==
        Lines{"object /no-repo/build/CMakeFiles/app.dir/main.cpp.o < /no-repo/main.cpp",
              "object /no-repo/build/CMakeFiles/lib.dir/a.cpp.o < /no-repo/a.cpp",
              "shared /no-repo/build/libdyn.so.1.2", "shared /usr/lib/made-up/libz.so"});
}

TEST_CASE("the closure ends where archives hold each other, and keeps to the members that are known") {
  LinkedView view;
  const auto archive = [](const std::string &path, Lines members) {
    LinkInput input;
    input.path = path;
    input.kind = LinkKind::Archive;
    input.members = std::move(members);
    return input;
  };
  const auto object = [](const std::string &path) {
    LinkInput input;
    input.path = path;
    return input;
  };
  using Type = LinkedArtefact::Type;
  view.artefacts = {{"/a.a", Type::StaticLibrary, true, {object("/x/one.o"), object("/x/two.o"), archive("/b.a", {})}},
                    {"/app", Type::Executable, true, {archive("/a.a", {"two.o"}), archive("/other.a", {})}},
                    {"/b.a", Type::StaticLibrary, true, {object("/x/three.o"), archive("/a.a", {})}}};
  CHECK(toLines(linkClosure(view, view.artefacts[1])) ==
        Lines{"archive /other.a", "object /x/three.o", "object /x/two.o"});
}

TEST_CASE("the text of a response file is taken from the build statement") {
  const auto view =
      viewOf({{"build.ninja", kCMakeRules + "build app: CXX_EXECUTABLE_LINKER__big_ a.o b$ c.o\n"
                                            "  RSP_FILE = CMakeFiles/app.rsp\n  LINK_LIBRARIES = liblib.a\n"
                                            "  PRE_LINK = :\n  POST_BUILD = :\n  TARGET_FILE = app\n"}});
  CHECK(view.problems.empty());
  CHECK(inputsOf(view, kApp) ==
        Lines{"object /no-repo/build/a.o", "object /no-repo/build/b c.o", "archive /no-repo/build/liblib.a"});
}

TEST_CASE("Meson's and gn's Ninja files") {
  const auto meson = viewOf({{"build.ninja", R"(
rule c_COMPILER
 command = cc $ARGS -o $out -c $in
rule c_LINKER
 command = cc $ARGS -o $out $in $LINK_ARGS
rule STATIC_LINKER
 command = rm -f $out && gcc-ar $LINK_ARGS $out $in
rule SHSYM
 command = /usr/bin/meson --internal symbolextractor . $in $IMPLIB $out
build liba.a.p/a.c.o: c_COMPILER ../a.c
build liba.a: STATIC_LINKER liba.a.p/a.c.o
 LINK_ARGS = csrD
build liba.so.p/liba.so.symbols: SHSYM liba.so
build app: c_LINKER main.c.o | liba.a
 LINK_ARGS = -Wl,--as-needed -Wl,--start-group liba.a -lz -Wl,--end-group
)"}});
  CHECK(meson.problems.empty());
  CHECK(meson.artefacts.size() == 2);
  CHECK(inputsOf(meson, kApp) ==
        Lines{"shared -lz", "archive /no-repo/build/liba.a", "object /no-repo/build/main.c.o"});
  CHECK(inputsOf(meson, kBuild + "/liba.a") == Lines{"object /no-repo/build/liba.a.p/a.c.o < /no-repo/a.c"});

  const auto gn = viewOf({{"build.ninja", "subninja toolchain.ninja\n"}, {"toolchain.ninja", R"(
rule solink
  command = python3 "../tools/wrapper.py" --output="./libx.so" -- g++ -shared -o ./libx.so @./libx.so.rsp
  rspfile = ./libx.so.rsp
  rspfile_content = -Wl,--whole-archive $in -Wl,--no-whole-archive
build ./libx.so: solink obj/x.o
)"}});
  CHECK(gn.problems.empty());
  CHECK(inputsOf(gn, kBuild + "/libx.so") == Lines{"object /no-repo/build/obj/x.o"});
}

TEST_CASE("CMake's own experiments are no artefacts") {
  const auto view = viewOf(
      {{"build.ninja", "rule l\n  command = cc $in -o $out\nbuild CMakeFiles/CMakeScratch/TryCompile-x/t: l a.o\n"
                       "build CMakeFiles/3.25.1/CompilerIdC/a.out: l a.o\nbuild app: l a.o\n"}});
  CHECK(view.artefacts.size() == 1);
}

TEST_CASE("CMake's Makefiles: link.txt and DependInfo.cmake, in the directory of the target") {
  const std::map<std::string, std::string> files = {
      {"CMakeFiles/Makefile.cmake", ""},
      {"CMakeFiles/app.dir/link.txt", "/usr/bin/c++ CMakeFiles/app.dir/main.cpp.o -o app sub/libs.a -lz \n"},
      {"CMakeFiles/app.dir/DependInfo.cmake", "set(CMAKE_DEPENDS_DEPENDENCY_FILES\n  \"/no-repo/main.cpp\" "
                                              "\"CMakeFiles/app.dir/main.cpp.o\" \"gcc\" \"x.d\"\n  )\n"},
      {"sub/CMakeFiles/s.dir/link.txt", "/usr/bin/ar qc libs.a CMakeFiles/s.dir/s.cpp.o\n/usr/bin/ranlib libs.a\n"},
      {"sub/CMakeFiles/s.dir/DependInfo.cmake", "set(CMAKE_DEPENDS_DEPENDENCY_FILES\n  \"/no-repo/s.cpp\" "
                                                "\"sub/CMakeFiles/s.dir/s.cpp.o\" \"gcc\" \"x.d\"\n  )\n"},
      {"/usr/lib/made-up/libz.a", "not read\n"}};
  const auto view = viewOf(files);
  CHECK(view.problems.empty());
  CHECK(view.artefacts.size() == 2);
  CHECK(inputsOf(view, kApp, true) == Lines{"object /no-repo/build/CMakeFiles/app.dir/main.cpp.o < /no-repo/main.cpp "
                                            "[build/CMakeFiles/app.dir/link.txt:1]",
                                            "archive /no-repo/build/sub/libs.a [build/CMakeFiles/app.dir/link.txt:1]",
                                            "archive /usr/lib/made-up/libz.a [build/CMakeFiles/app.dir/link.txt:1]"});
  CHECK(inputsOf(view, kBuild + "/sub/libs.a") ==
        Lines{"object /no-repo/build/sub/CMakeFiles/s.dir/s.cpp.o < /no-repo/s.cpp"});
}

TEST_CASE("a database of link commands beside the compile database") {
  const auto view = viewOf({{"compile_commands.json", R"([
  {"directory": "/no-repo/src", "command": "cc -c -o a.o a.c", "file": "a.c"},
  {"directory": "/no-repo/src", "arguments": ["cc", "-c", "b.c"], "file": "b.c"},
  {"directory": "/no-repo/src", "command": "cc -c c.c", "file": "c.c", "output": "obj/c.o"}])"},
                            {"link_commands.json", R"([
  {"directory": "/no-repo/src", "command": "ar rcs libx.a a.o b.o", "output": "libx.a"},
  {"directory": "/no-repo/src",
   "arguments": ["cc", "-o", "tool", "obj/c.o", "libx.a", "-lz"], "output": "tool"}])"}});
  CHECK(view.problems.empty());
  CHECK(inputsOf(view, "/no-repo/src/tool", true) ==
        Lines{"shared -lz [build/link_commands.json:3]", "archive /no-repo/src/libx.a [build/link_commands.json:3]",
              "object /no-repo/src/obj/c.o < /no-repo/src/c.c [build/link_commands.json:3]"});
  CHECK(toLines(linkClosure(view, artefact(view, "/no-repo/src/libx.a"))) ==
        Lines{"object /no-repo/src/a.o < /no-repo/src/a.c", "object /no-repo/src/b.o < /no-repo/src/b.c"});
}

TEST_CASE("a damaged database of link commands is a problem with its place") {
  struct Case {
    std::string text;
    int line;
  };
  for (const auto &[text, line] : std::vector<Case>{{"[{\"directory\": \"/x\",\n", 2},
                                                    {"{}", 0},
                                                    {"[\n\"\xff\"]", 2},
                                                    {std::string(100'000, '['), 0},
                                                    {"[{\"command\": \"gcc 'x\"}]", 1}}) {
    INFO(text.substr(0, 40));
    const auto view = viewOf({{"link_commands.json", text}});
    REQUIRE(view.problems.size() == 1);
    CHECK(view.problems[0].file == kBuild + "/link_commands.json");
    CHECK(view.problems[0].line == line);
  }
}

TEST_CASE("CMake's file API, where no command is known") {
  const std::string reply = ".cmake/api/v1/reply/";
  const std::map<std::string, std::string> files = {
      {reply + "index-2020.json", "damaged, and not the current one"},
      {reply + "index-2021.json",
       R"({"objects": [{"kind": "cache"}, {"kind": "codemodel", "jsonFile": "codemodel.json"}]})"},
      {reply + "codemodel.json", R"({"paths": {"source": "/no-repo", "build": "/no-repo/build"}, "configurations": [
         {"targets": [{"jsonFile": "app.json"}, {"jsonFile": "lib.json"}, {"jsonFile": "../../../../etc/x.json"}, {"jsonFile": 7}]}]})"},
      {reply + "x.json", R"({"type": "UTILITY"})"},
      {reply + "app.json", R"({"name": "app", "type": "EXECUTABLE", "artifacts": [{"path": "app"}],
         "sources": [{"path": "main.cpp", "compileGroupIndex": 0}, {"path": "main.h"}, {"path": "build/other.o"}],
         "link": {"commandFragments": [{"fragment": "-Wl,-rpath,/x -L/usr/lib/made-up", "role": "flags"},
                                       {"fragment": "liblib.a", "role": "libraries"}, {"fragment": "-lz", "role": "libraries"}]}})"},
      {reply + "lib.json", R"({"name": "lib", "type": "STATIC_LIBRARY", "artifacts": [{"path": "liblib.a"}],
         "sources": [{"path": "a.cpp", "compileGroupIndex": 0}]})"},
      {"compile_commands.json", R"([{"directory": "/no-repo/build", "file": "/no-repo/main.cpp",
         "command": "c++ -o CMakeFiles/app.dir/main.cpp.o -c /no-repo/main.cpp"}])"},
      {"/usr/lib/made-up/libz.so", ""}};
  const auto view = viewOf(files);
  REQUIRE(view.problems.size() == 1); // {"jsonFile": 7} names no file
  CHECK(inputsOf(view, kApp, true) == Lines{"object /no-repo/build/CMakeFiles/app.dir/main.cpp.o < /no-repo/main.cpp "
                                            "[build/.cmake/api/v1/reply/app.json:1]",
                                            "archive /no-repo/build/liblib.a [build/.cmake/api/v1/reply/app.json:1]",
                                            "object /no-repo/build/other.o [build/.cmake/api/v1/reply/app.json:1]",
                                            "shared /usr/lib/made-up/libz.so [build/.cmake/api/v1/reply/app.json:1]"});
  CHECK(inputsOf(view, kBuild + "/liblib.a") == Lines{"object /no-repo/a.cpp < /no-repo/a.cpp"});

  auto withNinja = files;
  withNinja["build.ninja"] = "rule l\n  command = cc $in -o $out\nbuild app: l ninja.o\n";
  CHECK(inputsOf(viewOf(withNinja), kApp) == Lines{"object /no-repo/build/ninja.o"});
}

TEST_CASE("a damaged reply of the file API is a problem") {
  for (const std::string &text : {std::string("{"), std::string(1'000'000, '[')}) {
    const auto view = viewOf({{".cmake/api/v1/reply/index-1.json", text}});
    REQUIRE(view.problems.size() == 1);
    CHECK(view.problems[0].file == kBuild + "/.cmake/api/v1/reply/index-1.json");
  }
}

TEST_CASE("-lz is the shared library unless the command asks for a static one") {
  struct Case {
    std::string options;
    Lines expected;
  };
  const std::map<std::string, std::string> system = {
      {"/usr/lib/made-up/libz.so", ""}, {"/usr/lib/made-up/libz.a", ""}, {"/opt/z/libz.a", ""}};
  for (const auto &[options, expected] :
       std::vector<Case>{{"-lz", {"shared /usr/lib/made-up/libz.so"}},
                         {"-static -lz", {"archive /usr/lib/made-up/libz.a"}},
                         {"-Wl,-Bstatic -lz -Wl,-Bdynamic", {"archive /usr/lib/made-up/libz.a"}},
                         {"-L/opt/z -lz", {"archive /opt/z/libz.a"}},
                         {"-l:libz.a", {"archive /usr/lib/made-up/libz.a"}},
                         {"-lmissing", {"shared -lmissing"}},
                         {"-static -lmissing", {"archive -lmissing"}},
                         {"-L. -lown", {"archive /no-repo/build/libown.a"}}}) {
    INFO(options);
    auto files = system;
    files["build.ninja"] = "rule l\n  command = cc " + options + " x.o -o app && ar qc libown.a y.o\nbuild app: l\n";
    Lines inputs = inputsOf(viewOf(files), kApp);
    inputs.erase(std::remove(inputs.begin(), inputs.end(), "object /no-repo/build/x.o"), inputs.end());
    CHECK(inputs == expected);
  }
}

TEST_CASE("a dependency file adds what the linker read") {
  const auto view =
      viewOf({{"build.ninja",
               "rule l\n  command = cc a.o -o app -Wl,--dependency-file=app.d -Wl,-Map,app.map\nbuild app: l\n"},
              {"app.d", "app: \\\n  /usr/lib/made-up/crt1.o \\\n  a.o /usr/lib/made-up/libx.a script.ld\n\na.o:\n"},
              {"app.map", "Archive member included\n\n/usr/lib/made-up/libx.a(one.o)\n     a.o (one)\n 0 0 "
                          "/usr/lib/made-up/libx.a(two.o)\n"}});
  CHECK(view.problems.empty());
  CHECK(inputsOf(view, kApp, true) == Lines{"object /no-repo/build/a.o [build/build.ninja:3]",
                                            "object /usr/lib/made-up/crt1.o [build/app.d]",
                                            "archive /usr/lib/made-up/libx.a(one.o two.o) [build/app.d]"});
}

TEST_CASE("dependency files and maps are read as Make and the linkers write them") {
  CHECK(readDependencyFile("app: a.o \\\r\n b\\ c.o d$$e.o\nx: y\n") == Lines{"a.o", "b c.o", "d$e.o"});
  CHECK(readDependencyFile("").empty());
  CHECK(readDependencyFile("no rule here").empty());
  const auto members =
      readMapMembers("  1000 20 4  libs/liba.a(x.o):(.text)\nlibs/liba.a(y.o) (symbol)\nLOAD libs/libb.a\n");
  REQUIRE(members.size() == 1);
  CHECK(members.at("libs/liba.a") == std::set<std::string>{"x.o", "y.o"});
}
