// The made-up repository in tests/fixtures/channels declares a dependency in every way that build files know.
#include "sbom/declared/declared.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace lintel;
using namespace lintel::sbom;

namespace {

struct Row {
  const char *channel;
  const char *name;
  const char *version;
  const char *place;
};

std::string placeOf(const Declaration &declaration) {
  return declaration.location.path + ":" + std::to_string(declaration.location.begin.line) + ":" +
         std::to_string(declaration.location.begin.column);
}

std::string rowOf(const std::string &channel, const std::string &name, const std::string &version,
                  const std::string &place) {
  return place + " " + channel + " " + name + " '" + version + "'";
}

bool isBuildChannel(const Declaration &declaration) {
  return std::ranges::any_of(std::initializer_list<const char *>{"cmake:", "meson:", "bazel:", "xmake:"},
                             [&](const char *prefix) { return declaration.channel.starts_with(prefix); });
}

const std::vector<Row> kRows = {
    {"cmake:FetchContent", "json", "3.11.3", "CMakeLists.txt:15:3"},
    {"cmake:FetchContent", "zlib", "1.3.1", "CMakeLists.txt:19:22"},
    {"cmake:FetchContent", "googletest", "", "CMakeLists.txt:21:22"},
    {"cmake:ExternalProject", "lz4", "1.9.4", "CMakeLists.txt:23:21"},
    {"cmake:ExternalProject", "local", "", "CMakeLists.txt:24:21"},
    {"cmake:CPM", "fmt", "10.2.1", "CMakeLists.txt:26:16"},
    {"cmake:CPM", "spdlog", "1.13.0", "CMakeLists.txt:27:20"},
    {"cmake:find_package", "Boost", "", "CMakeLists.txt:29:14"},
    {"cmake:find_package", "OpenSSL", "", "CMakeLists.txt:31:16"},
    {"cmake:find_package", "GnuTLS", "", "CMakeLists.txt:33:16"},
    {"bazel:bazel_dep", "abseil-cpp", "20240116.0", "MODULE.bazel:3:19"},
    {"bazel:bazel_dep", "googletest", "1.14.0", "MODULE.bazel:4:19"},
    {"bazel:bazel_dep", "zlib", "1.3.1", "MODULE.bazel:5:19"},
    {"bazel:bazel_dep", "re2", "", "MODULE.bazel:7:19"},
    {"bazel:git_override", "re2", "", "MODULE.bazel:9:20"},
    {"bazel:bazel_dep", "snappy", "1.1.10", "MODULE.bazel:14:19"},
    {"bazel:archive_override", "snappy", "1.1.10", "MODULE.bazel:16:20"},
    {"bazel:bazel_dep", "crc32c", "1.1.2", "MODULE.bazel:22:19"},
    {"bazel:single_version_override", "crc32c", "1.1.2", "MODULE.bazel:23:40"},
    {"bazel:http_archive", "lzma", "5.4.6", "MODULE.bazel:28:13"},
    {"bazel:lock", "platforms", "0.0.9", "MODULE.bazel.lock:7:38"},
    {"bazel:http_archive", "com_github_google_benchmark", "1.8.3", "WORKSPACE:7:13"},
    {"bazel:git_repository", "glog", "0.6.0", "WORKSPACE:14:13"},
    {"bazel:local_repository", "hash", "", "WORKSPACE:20:13"},
    {"cmake:find_package", "PkgConfig", "", "cmake/packages.cmake:1:14"},
    {"cmake:pkg_check_modules", "expat", "", "cmake/packages.cmake:2:50"},
    {"cmake:pkg_check_modules", "libcurl", "", "cmake/packages.cmake:2:61"},
    {"cmake:pkg_search_module", "uuid", "", "cmake/packages.cmake:3:24"},
    {"cmake:pkg_search_module", "ossp-uuid", "", "cmake/packages.cmake:3:29"},
    {"cmake:find_library", "m", "", "cmake/packages.cmake:4:33"},
    {"cmake:pkg_check_modules", "libpq", "", "cmake/packages.cmake:7:37"},
    {"cmake:pkg_check_modules", "sqlite3", "", "cmake/packages.cmake:7:37"},
    {"cmake:FetchContent", "${name}", "", "cmake/packages.cmake:11:24"},
    {"meson:dependency", "glib-2.0", "", "meson.build:4:20"},
    {"meson:subproject", "glib", "", "meson.build:4:74"},
    {"meson:dependency", "liburing", "2.5", "meson.build:7:23"},
    {"meson:dependency", "libuv", "", "meson.build:9:20"},
    {"meson:dependency", "uv", "", "meson.build:9:29"},
    {"meson:find_library", "m", "", "meson.build:11:48"},
    {"meson:dependency", "gtest_main", "", "meson.build:12:21"},
    {"meson:subproject", "expat", "", "meson.build:13:13"},
    {"meson:wrap", "expat", "2.6.2", "subprojects/expat.wrap:1:2"},
    {"meson:wrap", "inih", "", "subprojects/inih.wrap:2:2"},
    {"xmake:add_requires", "bzip2", "1.0.8", "xmake.lua:4:15"},
    {"xmake:add_requires", "zstd", "", "xmake.lua:4:30"},
    {"xmake:add_requires", "pugixml", "1.14", "xmake.lua:5:15"},
    {"xmake:add_requires", "cjson", "", "xmake.lua:6:15"},
    {"xmake:add_requires", "mimalloc", "", "xmake.lua:8:19"},
    {"xmake:package", "tinyxml2", "10.0.0", "xmake.lua:11:10"},
};

} // namespace

TEST_CASE("every build channel of the made-up repository is found, with name, version and place") {
  const std::string root = std::string(LINTEL_SOURCE_DIR) + "/tests/fixtures/channels";
  const std::vector<std::string> paths = {
      "CMakeLists.txt", "MODULE.bazel",           "MODULE.bazel.lock",
      "WORKSPACE",      "cmake/packages.cmake",   "meson.build",
      "xmake.lua",      "subprojects/expat.wrap", "subprojects/inih.wrap",
  };
  const RealFileSystem files;
  const DeclaredView view = readDeclared(files, root, paths, {});

  for (const Outcome &outcome : view.outcomes) {
    INFO(outcome.unit << ": " << outcome.detail);
    CHECK(outcome.kind == OutcomeKind::Analysed);
  }
  std::vector<std::string> expected;
  for (const Row &row : kRows) expected.push_back(rowOf(row.channel, row.name, row.version, row.place));
  std::vector<std::string> found;
  for (const Declaration &declaration : view.declarations) {
    if (!isBuildChannel(declaration)) continue;
    found.push_back(rowOf(declaration.channel, declaration.name, declaration.version, placeOf(declaration)));
  }
  CHECK(found == expected);
}
