#include "sbom/collect/vendored.h"

#include "fixtures.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

const std::string kRoot = "/made-up/repo";

Proven versionOf(const std::map<std::string, std::string> &content) {
  Overlay overlay;
  for (const auto &[name, text] : content) overlay[kRoot + "/third_party/x/" + name] = text;
  return provenVersion(OverlayFileSystem(overlay), kRoot, "third_party/x");
}

ProvenLicenses licensesOf(const std::map<std::string, std::string> &content) {
  Overlay overlay;
  for (const auto &[name, text] : content) overlay[kRoot + "/third_party/x/" + name] = text;
  return provenLicenses(OverlayFileSystem(overlay), kRoot, "third_party/x");
}

std::string directoryOf(const std::vector<std::string> &globs, const std::string &file) {
  return VendoredDirectories::compile(globs).value().directoryOf(file).value_or("");
}

} // namespace

TEST_CASE("a glob names whole directories or files, the outermost one for each glob counts") {
  CHECK(directoryOf({"third_party/*"}, "third_party/zlib/contrib/x.h") == "third_party/zlib");
  CHECK(directoryOf({"third_party/*/"}, "third_party/zlib/x.h") == "third_party/zlib");
  CHECK(directoryOf({"third_party/**"}, "third_party/zlib/contrib/x.h") == "third_party/zlib");
  CHECK(directoryOf({"vendor"}, "vendor/x.h") == "vendor");
  CHECK(directoryOf({"third_party/*"}, "third_party/x.h") == "third_party/x.h");
  CHECK(directoryOf({"third_party/*"}, "src/third_party/zlib/x.h").empty());
  CHECK(directoryOf({"deps/*", "deps/lua/src/lua_cjson.c"}, "deps/lua/src/lua_cjson.c") == "deps/lua/src/lua_cjson.c");
  CHECK_FALSE(VendoredDirectories::compile({"third_party/["}).has_value());
}

TEST_CASE("a library that others have built is as foreign as its source would be") {
  CHECK(directoryOf({"deps/*"}, "deps/libx.a") == "deps/libx.a");
  CHECK(directoryOf({}, "deps/libx.a") == "deps/libx.a");
  CHECK(directoryOf({}, "deps/x.o") == "deps/x.o");
  CHECK(directoryOf({"deps/*"}, "deps/x/libx.a") == "deps/x");
}

TEST_CASE("files of one stem") {
  Overlay overlay;
  for (const char *name : {"crc.c", "crc.h", "crc.o", "crc_x86.c", "crc.txt"}) overlay[kRoot + "/src/" + name] = "";
  const OverlayFileSystem files(overlay);
  CHECK(filesOfOneStem(files, kRoot, "src/crc.h") == std::vector<std::string>{"src/crc.c", "src/crc.h"});
  CHECK(filesOfOneStem(files, kRoot, "src/crc.txt") == std::vector<std::string>{"src/crc.txt"});
  // What the build makes of them is theirs; an object that nothing there explains stands for itself.
  CHECK(filesOfOneStem(files, kRoot, "src/crc.o") == std::vector<std::string>{"src/crc.c", "src/crc.h"});
  CHECK(filesOfOneStem(files, kRoot, "src/blob.o") == std::vector<std::string>{"src/blob.o"});
  CHECK(sourceStem("src/crc.h") == "src/crc");
  CHECK_FALSE(sourceStem("src/.h"));
}

TEST_CASE("without globs, custom says what is foreign") {
  CHECK(directoryOf({}, "third_party/zlib/x.h") == "third_party/zlib");
  CHECK(directoryOf({}, "src/deps/lua/src/lua.h") == "src/deps/lua");
  CHECK(directoryOf({}, "third_party/grpc/third_party/zlib/zlib.h") == "third_party/grpc/third_party/zlib");
  CHECK(directoryOf({}, "external/json.hpp") == "external/json.hpp");
  CHECK(directoryOf({}, "src/vendors/x.h").empty());
  CHECK(directoryOf({}, "vendor.h").empty());
}

TEST_CASE("custom knows no case") {
  CHECK(directoryOf({}, "3rdParty/zlib/x.h") == "3rdParty/zlib");
  CHECK(directoryOf({}, "src/ThirdParty/zlib/x.h") == "src/ThirdParty/zlib");
  CHECK(directoryOf({}, "Externals/zlib/x.h") == "Externals/zlib");
}

TEST_CASE("a directory in contrib is foreign when it states its own licence or version") {
  Overlay overlay;
  overlay[kRoot + "/contrib/zlib/LICENSE"] = "Any.";
  overlay[kRoot + "/contrib/fmt/CMakeLists.txt"] = "project(fmt VERSION 9.1.0)";
  overlay[kRoot + "/contrib/completion/README"] = "Our own.";
  overlay[kRoot + "/deps/zlib/contrib/blast/LICENSE"] = "Any.";
  const OverlayFileSystem files(overlay);
  const auto directories = VendoredDirectories::compile(
      {}, {}, [&](const std::string &directory) { return statesItsOwn(files, kRoot, directory); });
  REQUIRE(directories.has_value());
  CHECK(directories->directoryOf("contrib/zlib/zlib.h") == "contrib/zlib");
  CHECK(directories->directoryOf("contrib/fmt/include/fmt.h") == "contrib/fmt");
  CHECK_FALSE(directories->directoryOf("contrib/completion/x.c"));
  CHECK_FALSE(directories->directoryOf("contrib/x.c"));
  CHECK(directories->directoryOf("deps/zlib/contrib/blast/blast.h") == "deps/zlib");
  CHECK(directoryOf({}, "contrib/zlib/zlib.h").empty());
}

TEST_CASE("a submodule is foreign whatever the globs say") {
  const auto directories = VendoredDirectories::compile({"deps/*"}, {{"lib/json", "1"}, {"deps/a/b", "2"}});
  REQUIRE(directories.has_value());
  CHECK(directories->directoryOf("lib/json/include/json.hpp") == "lib/json");
  CHECK(directories->directoryOf("deps/a/b/c.h") == "deps/a/b");
  CHECK(directories->directoryOf("deps/a/c.h") == "deps/a");
  CHECK_FALSE(directories->directoryOf("lib/x.h"));
}

TEST_CASE("a version is taken from where it is stated") {
  CHECK(versionOf({{"CMakeLists.txt", "# project(old VERSION 0.1)\ncmake_minimum_required(VERSION 3.9)\n"
                                      "project(leveldb VERSION 1.23.0 LANGUAGES C CXX)\n"}})
            .value == "1.23.0");
  CHECK(versionOf({{"CMakeLists.txt", "PROJECT(\n  x\n  LANGUAGES CXX\n  VERSION \"2.1\"\n)\n"}}).value == "2.1");
  CHECK(versionOf({{"VERSION", "v3.4.5-rc1\n"}}).value == "3.4.5-rc1");
  CHECK(versionOf({{"VERSION", "5.2.1-0-gea6b3e9\n"}}).value == "5.2.1");
  CHECK(versionOf({{"VERSION", "5.2.1-3-gea6b3e9\n"}}).value == "5.2.1-3-gea6b3e9");
  CHECK(versionOf({{"vcpkg.json", R"({"name": "x", "version-semver": "1.2.3"})"}}).value == "1.2.3");
  CHECK(versionOf({{"package.json", R"({"version": "4.5.6"})"}}).value == "4.5.6");
  CHECK(versionOf({{"meson.build", "project('x', 'cpp', version : '0.9.1',\n  license : 'MIT')\n"}}).value == "0.9.1");
  const Proven proven = versionOf({{"VERSION", "1.2.3\n"}, {"CMakeLists.txt", "project(x VERSION 1.2.3)"}});
  CHECK(proven.value == "1.2.3");
  CHECK(proven.file == "third_party/x/VERSION");
}

TEST_CASE("text in quotes does not hide the version of a project") {
  CHECK(
      versionOf({{"CMakeLists.txt", "project(Assimp VERSION 6.0.5 DESCRIPTION \"Open Asset Import (Assimp) # x\")\n"}})
          .value == "6.0.5");
  CHECK(versionOf({{"CMakeLists.txt", "project(x DESCRIPTION \"of the VERSION 1.2 kind\")\n"}}).value.empty());
  CHECK(versionOf({{"meson.build", "project('x (new)', 'c', version : '0.9.1')\n"}}).value == "0.9.1");
}

TEST_CASE("a variable of CMake states the version when project() does not") {
  const auto inCMake = [](const std::string &text) { return versionOf({{"CMakeLists.txt", text}}).value; };
  CHECK(inCMake("set (VERSION 2.0.11)\nproject(mosquitto)\n") == "2.0.11");
  CHECK(inCMake("project(a-b)\nset(A_B_VERSION \"1.14.0\")\n") == "1.14.0");
  CHECK(inCMake("set(X_VERSION 1.14.0)\nproject(x-distribution)\n") == "1.14.0"); // the directory is called x
  CHECK(inCMake("set(ANY 1.4)\nproject(x VERSION ${ANY})\n") == "1.4");
  CHECK(inCMake("project(x)\nset(ZLIB_VERSION 1.2.3)\n").empty());
  CHECK(inCMake("project(x VERSION 3.1)\nset(X_VERSION 1.2.3)\n") == "3.1");
  CHECK(inCMake("project(x)\nset(X_VERSION 7)\n").empty());
  CHECK(inCMake("project(x)\nset(X_VERSION ${A}.2.3)\n").empty());
  CHECK(inCMake("project(x)\nset(X_VERSION 1.2)\nset(X_VERSION 1.3)\n").empty());
  CHECK(inCMake("project(x)\nset(X_VERSION 1.2)\nset(VERSION 1.3)\n").empty());
  CHECK(inCMake("project(x)\nif(OLD)\n  set(X_VERSION 1.2)\nendif()\n").empty());
}

TEST_CASE("configure.ac states the version") {
  const auto inAutoconf = [](const std::string &text) { return versionOf({{"configure.ac", text}}).value; };
  CHECK(inAutoconf("# AC_INIT(a, 1.0)\ndnl AC_INIT(b, 1.1)\nAC_INIT([tmux], 3.3a)\n") == "3.3a");
  CHECK(inAutoconf("AC_INIT([a (b, c)],[1.1.2],[https://x])\n") == "1.1.2");
  CHECK(versionOf({{"configure.in", "AC_INIT(libevent,2.1.12-stable)"}}).value == "2.1.12-stable");
  CHECK(inAutoconf("m4_define([A],[1])\nm4_define([B],[17])\nAC_INIT([x],m4_defn([A]).m4_defn([B]).0)\n") == "1.17.0");
  CHECK(versionOf({{"configure.ac", "m4_include([version.m4])\nAC_INIT([x], [NUMBER], [mail])\n"},
                   {"version.m4", "m4_define([NUMBER], [1.6.18])\n"}})
            .value == "1.6.18");
}

TEST_CASE("quotes of M4 separate macros") {
  CHECK(versionOf({{"configure.ac", "m4_define([P], 49)dnl\nm4_define([EXTRA], [])dnl\n"
                                    "m4_define([ALL], [[9.18.P]EXTRA])\nAC_INIT([x], ALL)\n"}})
            .value == "9.18.49");
}

TEST_CASE("what a configure script computes is no version") {
  const auto inAutoconf = [](const std::string &text) { return versionOf({{"configure.ac", text}}).value; };
  CHECK(inAutoconf("AC_INIT\n").empty());
  CHECK(inAutoconf("AC_INIT([x])\n").empty());
  CHECK(inAutoconf("AC_INIT([x], [1.2.3]\n").empty());
  CHECK(inAutoconf("AC_INIT([x], [7])\n").empty());
  CHECK(inAutoconf("AC_INIT([x], m4_esyscmd([./version 1.2]))\n").empty());
  CHECK(inAutoconf("AC_INIT([x], NUMBER)\n").empty());
  CHECK(inAutoconf("AC_INIT([x], m4_join([.], 1, 2))\n").empty());
  CHECK(inAutoconf("m4_define([A],[1])\nm4_define([A],[2])\nAC_INIT([x], A.0.1)\n").empty());
  CHECK(inAutoconf("define([V], [2])\nm4_append([V], [.6])\nAC_INIT([x], [V.0])\n").empty());
  CHECK(inAutoconf("AC_INIT([x], 1.2.VERSION_PATCH)\n").empty());
  CHECK(inAutoconf("m4_define([A],[A.1])\nAC_INIT([x], [A])\n").empty());
}

TEST_CASE("an archive of a tag names it") {
  CHECK(versionOf({{"VERSION", " (HEAD -> master, tag: v2.90)\n"}}).value == "2.90");
  CHECK(versionOf({{"VERSION", "tag: 2.90.1, origin/main"}}).value == "2.90.1");
  CHECK(versionOf({{"VERSION", " (HEAD -> master)\n"}}).value.empty());
  CHECK(versionOf({{"VERSION", "(tag: v2.90, tag: v2.91)"}}).value.empty());
  CHECK(versionOf({{"VERSION", "(tag: release)"}}).value.empty());
}

TEST_CASE("a version is never guessed") {
  CHECK(versionOf({}).value.empty());
  CHECK(versionOf({{"CMakeLists.txt", "project(x VERSION ${X_VERSION})\n"}}).value.empty());
  CHECK(versionOf({{"CMakeLists.txt", "project(x)\nproject(y VERSION 1.2)\n"}}).value.empty());
  CHECK(versionOf({{"CMakeLists.txt", "myproject(x VERSION 1.2)\n"}}).value.empty());
  CHECK(versionOf({{"VERSION", "The version is 1.2.3\n"}}).value.empty());
  CHECK(versionOf({{"VERSION", "7\n"}}).value.empty());
  CHECK(versionOf({{"VERSION", "1.2.3\n1.2.4\n"}}).value.empty());
  CHECK(versionOf({{"package.json", R"({"version": 3})"}}).value.empty());
  CHECK(versionOf({{"package.json", R"(["version", "1.0"])"}}).value.empty());
  CHECK(versionOf({{"package.json", "{\"version\": \"1.0\""}}).value.empty());
  CHECK(versionOf({{"package.json", std::string(100000, '[')}}).value.empty());
  CHECK(versionOf({{"package.json", R"({"version": "1.0\" onload=\"x"})"}}).value.empty());
  // Two statements that differ: at least one is wrong.
  CHECK(versionOf({{"VERSION", "1.2.3"}, {"CMakeLists.txt", "project(x VERSION 1.3)"}}).value.empty());
  CHECK(versionOf({{"VERSION", "1.2.3"},
                   {"package.json", R"({"version": "1.3"})"},
                   {"CMakeLists.txt", "project(x VERSION 1.3)"}})
            .value.empty());
}

TEST_CASE("licences are read from the files that carry them") {
  const ProvenLicenses proven = licensesOf({{"LICENSE.md", "SPDX-License-Identifier: MIT OR Apache-2.0\n"},
                                            {"COPYING.zlib", "SPDX-License-Identifier: Zlib\n"},
                                            {"README", "SPDX-License-Identifier: GPL-3.0-only\n"}});
  CHECK(proven.expressions == std::vector<std::string>{"MIT OR Apache-2.0", "Zlib"});
  CHECK(proven.file == "third_party/x/COPYING.zlib");
  CHECK(licensesOf({{"LICENSE", "Ask our lawyers.\n"}}).expressions.empty());
  CHECK(licensesOf({{"LICENSE", "Ask our lawyers.\n"}}).file.empty());
  for (const char *name : {"COPYRIGHT", "Copyright.txt", "COPYRIGHT.GPL", "noise-LICENSE", "x_license.txt",
                           "LICENSE-MIT", "licenses.md", "UNLICENSE", "COPYING3", "COPYINGv2"}) {
    INFO(name);
    CHECK(licensesOf({{name, "SPDX-License-Identifier: MIT\n"}}).expressions.size() == 1);
  }
  for (const char *name : {"license.c", "LICENSE.py", "copyright.h", "licensed_games.txt", "relicense", "README"}) {
    INFO(name);
    CHECK(licensesOf({{name, "SPDX-License-Identifier: MIT\n"}}).expressions.empty());
  }
}

TEST_CASE("macros that call each other end") {
  std::string ac = "m4_define([a], [a.1])\nAC_INIT([x], [a])\n";
  CHECK(versionOf({{"configure.ac", ac}}).value.empty());
  ac.clear();
  for (const char *each : {"b:a", "c:b", "d:c", "e:d", "f:e", "g:f"}) {
    ac += std::string("m4_define([") + each[0] + "], [";
    for (int i = 0; i < 100; ++i) ac += std::string("[") + each[2] + "]";
    ac += "])\n";
  }
  CHECK(versionOf({{"configure.ac", ac + "m4_define([a], [1.])\nAC_INIT([x], [g])\n"}}).value.empty());
  CHECK(versionOf({{"configure.ac", ac + "m4_define([a], [])\nAC_INIT([x], [g])\n"}}).value.empty());
  std::string open;
  for (int i = 0; i < 100000; ++i) open += "define(";
  CHECK(versionOf({{"configure.ac", open + "\nAC_INIT([x], [1.2])\n"}}).value == "1.2");
}

TEST_CASE("the texts of GPL 3 and LGPL 3 together are the LGPL") {
  CHECK(licensesOf({{"COPYING", "GNU GENERAL PUBLIC LICENSE Version 3, 29 June 2007"},
                    {"COPYING.LESSER", "GNU LESSER GENERAL PUBLIC LICENSE Version 3, 29 June 2007"}})
            .expressions == std::vector<std::string>{"LGPL-3.0-only"});
}
