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

TEST_CASE("without globs, custom says what is foreign") {
  CHECK(directoryOf({}, "third_party/zlib/x.h") == "third_party/zlib");
  CHECK(directoryOf({}, "src/deps/lua/src/lua.h") == "src/deps/lua");
  CHECK(directoryOf({}, "third_party/grpc/third_party/zlib/zlib.h") == "third_party/grpc/third_party/zlib");
  CHECK(directoryOf({}, "external/json.hpp") == "external/json.hpp");
  CHECK(directoryOf({}, "src/vendors/x.h").empty());
  CHECK(directoryOf({}, "vendor.h").empty());
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
                           "LICENSE-MIT", "licenses.md", "UNLICENSE", "COPYING3"}) {
    INFO(name);
    CHECK(licensesOf({{name, "SPDX-License-Identifier: MIT\n"}}).expressions.size() == 1);
  }
  for (const char *name : {"license.c", "LICENSE.py", "copyright.h", "licensed_games.txt", "relicense", "README"}) {
    INFO(name);
    CHECK(licensesOf({{name, "SPDX-License-Identifier: MIT\n"}}).expressions.empty());
  }
}

TEST_CASE("the texts of GPL 3 and LGPL 3 together are the LGPL") {
  CHECK(licensesOf({{"COPYING", "GNU GENERAL PUBLIC LICENSE Version 3, 29 June 2007"},
                    {"COPYING.LESSER", "GNU LESSER GENERAL PUBLIC LICENSE Version 3, 29 June 2007"}})
            .expressions == std::vector<std::string>{"LGPL-3.0-only"});
}
