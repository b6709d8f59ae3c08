#include "build_fixture.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

std::vector<Declaration> read(const std::string &text) { return declarationsOf("CMakeLists.txt", text); }
Declaration one(const std::string &text) { return onlyDeclaration("CMakeLists.txt", text); }
std::string error(const std::string &text) { return errorOf("CMakeLists.txt", text); }

std::string repeated(const std::string &text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

} // namespace

TEST_CASE("find_package says what is asked for, and whether it must be there") {
  struct Case {
    const char *arguments;
    const char *constraint;
    const char *version;
    bool required;
    std::vector<std::string> parts;
  };
  const std::vector<Case> cases = {
      {"ZLIB", "", "", false, {}},
      {"ZLIB 1.2.11 REQUIRED", "1.2.11", "", true, {}},
      {"ZLIB 1.2.11 EXACT QUIET", "1.2.11 EXACT", "1.2.11", false, {}},
      {"ZLIB 1.2 EXACT", "1.2 EXACT", "", false, {}},
      {"Foo 3.0...3.9 CONFIG", "3.0...3.9", "", false, {}},
      {"Foo 3.0...<4", "3.0...<4", "", false, {}},
      {"Qt6 REQUIRED COMPONENTS Widgets Core OPTIONAL_COMPONENTS Svg", "", "", true, {"Core", "Svg", "Widgets"}},
      {"Qt6 6.2 REQUIRED Core", "6.2", "", true, {"Core"}},
      {"Foo CONFIG NAMES foo Foo2 HINTS /opt 1.0 PATHS x", "", "", false, {}},
      {"Foo \"1.5\" MODULE", "1.5", "", false, {}},
  };
  for (const Case &c : cases) {
    INFO(c.arguments);
    const Declaration found = one("find_package(" + std::string(c.arguments) + ")\n");
    CHECK(found.constraint == c.constraint);
    CHECK(found.version == c.version);
    CHECK(found.required == c.required);
    CHECK(found.parts == c.parts);
    CHECK(found.purl.empty());
    CHECK(found.resolved);
  }
  CHECK(one("find_package(Doxygen)").scope == Scope::Build);
  CHECK(one("find_package(ZLIB)").scope == Scope::Runtime);
}

TEST_CASE("a module of pkg-config carries its relation") {
  const auto found = read("pkg_check_modules(P REQUIRED QUIET IMPORTED_TARGET GLOBAL zlib>=1.2 \"a=1.5\" b)\n");
  REQUIRE(found.size() == 3);
  CHECK(found[0].name == "zlib");
  CHECK(found[0].constraint == ">=1.2");
  CHECK(found[0].version.empty());
  CHECK(found[0].required);
  CHECK(found[1].name == "a");
  CHECK(found[1].version == "1.5");
  CHECK(found[2].name == "b");

  const auto either = read("pkg_search_module(P REQUIRED libxml-2.0 libxml2)\n");
  REQUIRE(either.size() == 2);
  CHECK_FALSE(either[0].required);
  CHECK(either[1].condition == "libxml-2.0 not found");
  CHECK(read("pkg_search_module(P REQUIRED one)\n").front().required);
}

TEST_CASE("strings, brackets, comments and continuations are told apart") {
  CHECK(read("# find_package(A)\n#[[ find_package(B)\n]] #[=[ ]] find_package(C) ]=]\n").empty());
  CHECK(read("message(\"find_package(A)\" [[find_package(B)]] [=[\nfind_package(C) ]] ]=])\n").empty());
  CHECK(one("FIND_PACKAGE ( # a comment\n  \"ZL\\\nIB\" [=[1.2]=]\n#[[ more ]] REQUIRED)").name == "ZLIB");
  CHECK(one("find_package(a\\;b)").name == "a;b"); // no list is split where a backslash says so
  CHECK(one("find_package(Foo)\nadd_definitions(-Da=\"b c\" -Dx=$(MAKE) (nested (deep)))").name == "Foo");
  CHECK(one("\xEF\xBB\xBF"
            "find_package(Foo)")
            .location.begin.column == 17);
}

TEST_CASE("variables of the same file are followed, others are not guessed") {
  CHECK(one("set(V 1.2)\nset(N V)\nfind_package(Foo ${${N}})").constraint == "1.2");
  CHECK(one("set(L Foo 1.3 REQUIRED)\nfind_package(${L})").constraint == "1.3");
  CHECK(one("set(L A)\nlist(APPEND L B C)\nfind_package(F COMPONENTS ${L})").parts ==
        std::vector<std::string>{"A", "B", "C"});
  CHECK(one("set(V 1.2 CACHE STRING \"which\")\nfind_package(Foo ${V})").constraint == "1.2");

  for (const char *before : {"", "set(V 1)\nunset(V)\n", "set(V 1)\nstring(APPEND V .2)\n", "set(V ${W})\n",
                             "set(V 1)\nset(V 2 PARENT_SCOPE)\nfile(READ x V)\n", "list(APPEND V 1)\n"}) {
    INFO(before);
    const Declaration found = one(std::string(before) + "find_package(Foo ${V} REQUIRED)");
    CHECK_FALSE(found.resolved);
    CHECK(found.constraint == "${V}");
    CHECK(found.version.empty());
    CHECK(found.required);
  }
  CHECK_FALSE(one("find_package(Foo $ENV{FOO_VERSION})").resolved);
}

TEST_CASE("branches are conditions, and what they set is known only where they agree") {
  const auto found = read("if(A AND\n   B)\n find_package(One)\nelseif(C)\n find_package(Two)\nelse()\n"
                          "  if(D)\n find_package(Three)\n endif()\nendif()\nfind_package(Four)\n");
  REQUIRE(found.size() == 4);
  CHECK(found[0].condition == "A AND B");
  CHECK(found[1].condition == "(NOT (A AND B)) AND C");
  CHECK(found[2].condition == "(NOT (A AND B)) AND (NOT C) AND D");
  CHECK(found[3].condition.empty());

  const auto version = [](const std::string &text) {
    const Declaration found = one(text + "\nfind_package(Foo ${V})");
    return found.resolved ? found.constraint : "?";
  };
  CHECK(version("if(A)\nset(V 1)\nelse()\nset(V 1)\nendif()") == "1");
  CHECK(version("if(A)\nset(V 1)\nelse()\nset(V 2)\nendif()") == "?");
  CHECK(version("if(A)\nset(V 1)\nendif()") == "?");
  CHECK(version("set(V 1)\nif(A)\nset(V 2)\nendif()") == "?");
  CHECK(version("set(V 1)\nif(A)\nset(W 2)\nendif()") == "1");
  CHECK(version("if(NOT DEFINED V)\nset(V 3)\nendif()") == "3"); // a default
  CHECK(version("if(NOT V)\nset(V 3)\nendif()") == "3");
  CHECK(version("while(A)\nset(V 3)\nendwhile()") == "?");
  CHECK(one("set(V 1)\nif(A)\nset(V 2)\nelse()\nfind_package(Foo ${V})\nendif()").constraint == "1");
}

TEST_CASE("a loop over known items declares each of them") {
  const auto names = [](const std::string &text) {
    std::string all;
    for (const Declaration &declaration : read(text)) all += declaration.name + " ";
    return all;
  };
  CHECK(names("foreach(x a b)\nfind_package(${x})\nendforeach()") == "a b ");
  CHECK(names("foreach(x IN ITEMS a b)\nfind_package(${x})\nendforeach()") == "a b ");
  CHECK(names("set(L a b)\nforeach(x IN LISTS L)\nfind_package(${x})\nendforeach()") == "a b ");
  CHECK(names("foreach(x a b)\nforeach(y 1 2)\nfind_package(${x}${y})\nendforeach()\nendforeach()") == "a1 a2 b1 b2 ");
  CHECK(names("foreach(x IN LISTS L)\nfind_package(${x})\nendforeach()") == "${x} ");
  CHECK(names("foreach(x RANGE 3)\nfind_package(${x})\nendforeach()") == "${x} ");
}

TEST_CASE("the body of a function knows its file's variables and not its parameters") {
  const auto found = read("set(V 1.0)\nset(name outer)\nfunction(get name)\n  find_package(${name})\n"
                          "  find_package(Literal ${V})\n  set(V 2.0)\nendfunction()\nfind_package(After ${V})\n");
  REQUIRE(found.size() == 3);
  CHECK(found[0].name == "${name}");
  CHECK_FALSE(found[0].resolved);
  CHECK(found[1].constraint == "1.0");
  CHECK(found[1].resolved);
  CHECK(found[2].constraint == "1.0");
}

TEST_CASE("what is fetched states source, revision, checksum and purl") {
  const Declaration git = one("FetchContent_Declare(fmt GIT_REPOSITORY https://github.com/FmtLib/fmt.git\n"
                              "  GIT_TAG 10.2.1 GIT_SHALLOW ON)");
  CHECK(git.channel == "cmake:FetchContent");
  CHECK(git.version == "10.2.1");
  CHECK(git.revision == "10.2.1");
  CHECK(git.purl == "pkg:github/fmtlib/fmt@10.2.1");
  CHECK(git.branch.empty());

  const Declaration commit = one("ExternalProject_Add(z GIT_REPOSITORY https://git.example.org/z.git GIT_TAG "
                                 "0123456789abcdef0123456789abcdef01234567)");
  CHECK(commit.version.empty());
  CHECK(commit.purl == "pkg:generic/z?vcs_url=git%2Bhttps:%2F%2Fgit.example.org%2Fz.git%40"
                       "0123456789abcdef0123456789abcdef01234567");

  const Declaration tag = one("FetchContent_Declare(e GIT_REPOSITORY https://x.example.org/e GIT_TAG R_2_6_2)");
  CHECK(tag.revision == "R_2_6_2"); // looks like a keyword of CMake and is none
  CHECK(tag.version == "2.6.2");

  const Declaration branch = one("FetchContent_Declare(e GIT_REPOSITORY https://x.example.org/e GIT_TAG origin/dev)");
  CHECK(branch.branch == "dev");
  CHECK(branch.version.empty());

  const auto archives =
      read("FetchContent_Declare(z URL https://u:p@example.org/z-1.2.tar.gz https://u:p@b/z.tgz ${M}\n"
           " URL_HASH SHA256=AB12 URL_MD5 cd34)");
  REQUIRE(archives.size() == 3); // any of its addresses may be the one that serves
  const auto archive = *std::ranges::find(archives, "https://example.org/z-1.2.tar.gz", &Declaration::source);
  for (const char *mirror : {"https://b/z.tgz", "${M}"}) {
    const auto other = std::ranges::find(archives, mirror, &Declaration::source);
    REQUIRE(other != archives.end());
    CHECK(other->purl == archive.purl);
    CHECK(other->checksums == archive.checksums);
  }
  CHECK(archive.source == "https://example.org/z-1.2.tar.gz");
  CHECK(archive.version == "1.2");
  CHECK(archive.checksums == std::vector<Checksum>{{"md5", "cd34"}, {"sha256", "ab12"}});
  CHECK(archive.purl == "pkg:generic/z@1.2?checksum=md5:cd34%2Csha256:ab12&"
                        "download_url=https:%2F%2Fexample.org%2Fz-1.2.tar.gz");

  const Declaration local = one("ExternalProject_Add(l SOURCE_DIR ${CMAKE_CURRENT_LIST_DIR}/third_party/l)");
  CHECK(local.path == "third_party/l");
  CHECK(one("ExternalProject_Add(l SOURCE_DIR ${CMAKE_CURRENT_SOURCE_DIR}/../../etc)").path.empty());
  CHECK(one("ExternalProject_Add(l URL ${CMAKE_SOURCE_DIR}/l-1.0.tgz)").source == "l-1.0.tgz");
  CHECK(local.resolved);
  const Declaration scripted = one("ExternalProject_Add(l DOWNLOAD_COMMAND git clone https://example.org/l.git)");
  CHECK_FALSE(scripted.resolved);
  CHECK(one("ExternalProject_Add(l SOURCE_DIR l DOWNLOAD_COMMAND \"\")").resolved);
  CHECK(one("ExternalProject_Add(l URL ${CMAKE_SOURCE_DIR}/l-1.0.tgz)").purl.empty());

  const Declaration svn = one("ExternalProject_Add(s SVN_REPOSITORY https://svn.example.org/s SVN_REVISION -r12)");
  CHECK(svn.purl == "pkg:generic/s?vcs_url=svn%2Bhttps:%2F%2Fsvn.example.org%2Fs%40-r12");
}

TEST_CASE("what is computed elsewhere is marked and yields no version and no purl") {
  const Declaration tag = one("FetchContent_Declare(a GIT_REPOSITORY https://github.com/o/a GIT_TAG v${A_VERSION})");
  CHECK_FALSE(tag.resolved);
  CHECK(tag.constraint == "v${A_VERSION}");
  CHECK(tag.revision == "v${A_VERSION}");
  CHECK(tag.version.empty());
  CHECK(tag.purl.empty());

  // Only the checksum is unknown: what is fetched is certain.
  const Declaration hash = one("FetchContent_Declare(a URL https://example.org/a-1.5.zip URL_HASH SHA256=${H})");
  CHECK_FALSE(hash.resolved);
  CHECK(hash.version == "1.5");
  CHECK(hash.checksums.empty());

  // The place of the repository on this machine is nobody's business.
  const Declaration path = one("FetchContent_Declare(a URL ${CMAKE_SOURCE_DIR}/a-${V}.zip)");
  CHECK(path.constraint == "${CMAKE_SOURCE_DIR}/a-${V}.zip");
  CHECK(path.source == "a-${V}.zip");
}

TEST_CASE("every form of CPM") {
  struct Case {
    const char *arguments;
    const char *name;
    const char *version;
    const char *revision;
    const char *purl;
  };
  const std::vector<Case> cases = {
      {"\"gh:nlohmann/json@3.11.3\"", "json", "3.11.3", "v3.11.3", "pkg:github/nlohmann/json@v3.11.3"},
      {"\"gh:a/b#release-1.4.0\"", "b", "1.4.0", "release-1.4.0", "pkg:github/a/b@release-1.4.0"},
      {"\"gh:a/b@1.2#boost-tag\"", "b", "1.2", "boost-tag", "pkg:github/a/b@boost-tag"},
      {"\"gl:a/b@1.2\"", "b", "1.2", "v1.2", "pkg:gitlab/a/b@v1.2"},
      {"\"bb:a/b@1.2\"", "b", "1.2", "v1.2", "pkg:bitbucket/a/b@v1.2"},
      {"\"https://github.com/a/b.git@1.2\"", "b", "1.2", "v1.2", "pkg:github/a/b@v1.2"},
      {"\"https://example.org/pack-1.2.3.zip#MD5=ab\"", "pack", "1.2.3", "",
       "pkg:generic/pack@1.2.3?checksum=md5:ab&download_url=https:%2F%2Fexample.org%2Fpack-1.2.3.zip"},
      {"URI \"gh:a/b@1.2\" OPTIONS \"X ON\"", "b", "1.2", "v1.2", "pkg:github/a/b@v1.2"},
      {"URI \"gh:a/b\" GIT_TAG v1.5", "b", "1.5", "v1.5", "pkg:github/a/b@v1.5"},
      {"URI \"gh:a/b@1.2\" GIT_TAG main", "b", "1.2", "main", "pkg:github/a/b@main"},
      {"URI \"gh:a/b\" VERSION 2.0", "b", "2.0", "v2.0", "pkg:github/a/b@v2.0"},
      {"NAME n VERSION 2.0 GITHUB_REPOSITORY a/b", "n", "2.0", "v2.0", "pkg:github/a/b@v2.0"},
      {"GITHUB_REPOSITORY a/b GIT_TAG v3.0", "b", "3.0", "v3.0", "pkg:github/a/b@v3.0"},
      {"NAME n GITLAB_REPOSITORY a/b GIT_TAG main", "n", "", "main", "pkg:gitlab/a/b@main"},
      {"NAME n GIT_REPOSITORY https://github.com/a/b VERSION 1.0", "n", "1.0", "v1.0", "pkg:github/a/b@v1.0"},
      {"NAME n URL https://github.com/a/b/archive/v4.5.tar.gz", "n", "4.5", "", "pkg:github/a/b@v4.5"},
  };
  for (const Case &c : cases) {
    INFO(c.arguments);
    for (const char *command : {"CPMAddPackage", "CPMFindPackage"}) {
      const Declaration found = one(std::string(command) + "(" + c.arguments + ")");
      CHECK(found.channel == "cmake:CPM");
      CHECK(found.name == c.name);
      CHECK(found.version == c.version);
      CHECK(found.revision == c.revision);
      CHECK(found.purl == c.purl);
    }
  }
  CHECK(read("CPMAddPackage(\"nonsense\")").empty());
}

TEST_CASE("a function that fetches is followed with the arguments of each call in its file") {
  const auto found =
      read("function(dep n tag)\n"
           "  FetchContent_Declare(${n} GIT_REPOSITORY https://example.org/${n}.git GIT_TAG ${tag} ${ARGN})\n"
           "endfunction()\n"
           "DEP(a main)\ndep(b ${T})\ndep(c v1.0 URL_MD5 ab)\n");
  REQUIRE(found.size() == 3);
  CHECK(found[0].name == "a");
  CHECK(found[0].revision == "main");
  CHECK(found[0].source == "https://example.org/a.git");
  CHECK(found[1].name == "b");
  CHECK_FALSE(found[1].resolved);
  CHECK(found[2].checksums.size() == 1);
  // Nothing calls it here: what it fetches is not known.
  CHECK(one("macro(dep n)\nFetchContent_Declare(${n} URL https://example.org/${n}.zip)\nendmacro()").name == "${n}");
  // Functions that call each other end.
  CHECK(read("function(f x)\nf(${x})\nFetchContent_Declare(${x} URL https://e.org/x)\nendfunction()\nf(y)").size() ==
        1);
}

TEST_CASE("a function that builds a directory of the project apart declares nothing by its calls") {
  const std::string body = "  ExternalProject_Add(${n} SOURCE_DIR ${examples})\nendfunction()\nbuild(examples)\n";
  const auto found = read("function(build n)\n" + body);
  CHECK(std::ranges::count(found, "examples", &Declaration::name) == 0);
  CHECK(one("ExternalProject_Add(zlib SOURCE_DIR ${there}/zlib)").name == "zlib");
  CHECK(one("function(all)\nExternalProject_Add(zlib SOURCE_DIR ${there}/zlib)\nendfunction()\nall()\n").name ==
        "zlib");
}

TEST_CASE("what is fetched without a name of its own is called by its address") {
  CHECK(one("macro(dep n)\nExternalProject_Add(${n} GIT_REPOSITORY https://e.org/zz.git GIT_TAG main)\nendmacro()")
            .name == "zz");
}

TEST_CASE("FetchContent_Populate() fetches when it is told from where") {
  const Declaration direct = one("FetchContent_Populate(pop GIT_REPOSITORY https://e.org/pop.git GIT_TAG trunk)");
  CHECK(direct.name == "pop");
  CHECK(direct.revision == "trunk");
  CHECK(read("FetchContent_Populate(pop)").empty());
}

TEST_CASE("broken CMake is an error with its place") {
  CHECK(error("find_package(A\n") == "1:13: an unterminated command");
  CHECK(error("x()\nfind_package(\"A)\n") == "2:14: an unterminated string");
  CHECK(error("x()\n set(A [==[ ]=] )\n") == "2:8: an unterminated bracket argument");
  CHECK(error("#[[ never\nclosed") == "1:2: an unterminated bracket comment");
  CHECK(error("find_package A)") == "1:14: 'find_package' has no arguments");
  CHECK(error("x()\n)") == "2:1: this is no command");
  CHECK(error("if(A)\n\nif(B)\nendif()\n") == "1:1: an unterminated 'if'");
  CHECK(error("if(A)\nendforeach()\n") == "2:1: 'endforeach' closes nothing");
  CHECK(error(repeated("if(A)\n", 100) + repeated("endif()\n", 100)) == "65:1: blocks nest more than 64 deep");
  CHECK(error(std::string(5u << 20, ' ')) == "1:1: the file is too large");
}

TEST_CASE("hostile CMake costs bounded time and memory") {
  // Doubling a value a hundred times, references nested a thousand deep, loops within loops.
  CHECK_FALSE(one("set(A x)\n" + repeated("set(A ${A}${A})\n", 100) + "find_package(F ${A})").resolved);
  CHECK_FALSE(one("find_package(F " + repeated("${", 1000) + "a" + repeated("}", 1000) + ")").resolved);
  const std::string loops = "set(L" + repeated(" i", 1000) + ")\n" + repeated("foreach(x IN LISTS L)\n", 6) +
                            "find_package(F)\n" + repeated("endforeach()\n", 6);
  CHECK(error(loops).find("loops over too many items") != std::string::npos);
  // Ten thousand branches that all set the same variable.
  CHECK(read("if(A)\n" + repeated("set(V 1)\nelseif(B)\n", 10000) + "find_package(F)\nendif()").size() == 1);
}

TEST_CASE("templates of other languages' files are no CMake") {
  for (const Reader &reader : buildFileReaders()) {
    CHECK_FALSE(reader.reads("src/config.h.cmake"));
    CHECK_FALSE(reader.reads("CMakeLists.txt.orig"));
  }
  CHECK(declarationsOf("x.cmake", "@PACKAGE_INIT@\nfind_package(Foo)\n").size() == 1);
}

TEST_CASE("libraries that are only checked for are declared as optional") {
  const auto found = read("check_library_exists(snappy snappy_compress \"\" HAVE_SNAPPY)\n"
                          "check_library_exists(${computed} f \"\" HAVE_IT)\n"
                          "check_library_exists(short)\n"
                          "if(UNIX)\n"
                          "  list(APPEND CMAKE_REQUIRED_LIBRARIES kyotocabinet -lfoo ZLIB::ZLIB)\n"
                          "endif()\n"
                          "list(REMOVE_ITEM CMAKE_REQUIRED_LIBRARIES other)\n"
                          "set(CMAKE_REQUIRED_LIBRARIES m)\n"
                          "set(OTHER_LIBRARIES dl)\n");
  REQUIRE(found.size() == 3);
  CHECK(found[0].name == "snappy");
  CHECK(found[0].channel == "cmake:check_library_exists");
  CHECK_FALSE(found[0].required);
  CHECK(found[0].location.begin == Position{1, 22});
  CHECK(found[1].name == "kyotocabinet");
  CHECK(found[1].condition == "UNIX");
  CHECK(found[2].name == "m");
}
