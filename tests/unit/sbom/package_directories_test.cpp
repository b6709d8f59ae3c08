#include "sbom/collect/package_directories.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

PackageDirectory found(const Overlay &tree, const std::string &path, const std::string &build = "/b") {
  const OverlayFileSystem files(tree);
  const auto package = PackageDirectories(files, build).find(path);
  REQUIRE(package.has_value());
  return *package;
}

const std::string kCommit = "0123456789abcdef0123456789abcdef01234567";

} // namespace

TEST_CASE("FetchContent: the directory's name, and what the build was told to get") {
  const Overlay tree = {
      {"/b/_deps/fmt-subbuild/fmt-populate-prefix/src/fmt-populate-stamp/fmt-populate-gitinfo.txt",
       "method=git\nrepository='https://github.com/fmtlib/fmt.git'\ntag='9.1.0'\n"},
      {"/b/_deps/fmt-src/.git/HEAD", kCommit + "\n"},
  };
  for (const char *path : {"/b/_deps/fmt-src/include/fmt/core.h", "/b/_deps/fmt-build/generated.h"}) {
    const PackageDirectory package = found(tree, path);
    CHECK(package.origin == Origin::Fetched);
    CHECK(package.name == "fmt");
    CHECK(package.url == "https://github.com/fmtlib/fmt.git");
    CHECK(package.revision == "9.1.0");
  }
}

TEST_CASE("FetchContent: an archive, and a checkout that no record describes") {
  const Overlay archive = {
      {"/b/_deps/z-subbuild/z-populate-prefix/src/z-populate-stamp/z-populate-urlinfo.txt",
       "method=url\nurl(s)=https://example.org/z-1.2.tar.gz;https://mirror.example.org/z.tar.gz\n"}};
  CHECK(found(archive, "/b/_deps/z-src/z.h").url == "https://example.org/z-1.2.tar.gz");
  const Overlay checkout = {{"/b/_deps/z-src/.git/HEAD", "ref: refs/heads/main\n"},
                            {"/b/_deps/z-src/.git/refs/heads/main", kCommit + "\n"}};
  CHECK(found(checkout, "/b/_deps/z-src/z.h").revision == kCommit);
  CHECK(found({}, "/b/_deps/z-src/z.h").revision.empty());
}

TEST_CASE("the source cache of CPM, and only a directory that speaks of CPM") {
  const PackageDirectory package = found({}, "/home/x/.cache/CPM/fmt/1a2b3c4d5e6f/include/fmt/core.h");
  CHECK(package.name == "fmt");
  CHECK(package.origin == Origin::Fetched);
  const OverlayFileSystem files({});
  CHECK_FALSE(PackageDirectories(files, "/b").find("/home/x/.cache/other/fmt/1a2b3c4d5e6f/core.h"));
}

TEST_CASE("ExternalProject: the source directory beside its stamps") {
  const Overlay tree = {
      {"/b/ext/src/snappy-stamp/snappy-gitinfo.txt", "repository=https://github.com/google/snappy\ntag=1.1.9\n"}};
  for (const char *path : {"/b/ext/src/snappy/snappy.h", "/b/ext/src/snappy-build/config.h"}) {
    const PackageDirectory package = found(tree, path);
    CHECK(package.name == "snappy");
    CHECK(package.revision == "1.1.9");
  }
  const OverlayFileSystem files({});
  CHECK_FALSE(PackageDirectories(files, "/b").find("/b/src/own/own.h"));
}

TEST_CASE("Conan 1 says name and version in the path, Conan 2 in the files of its generators") {
  const PackageDirectory old = found({}, "/home/x/.conan/data/zlib/1.2.13/_/_/package/" + kCommit + "/include/zlib.h");
  CHECK(old.origin == Origin::Conan);
  CHECK(old.name == "zlib");
  CHECK(old.version == "1.2.13");
  const Overlay tree = {
      {"/b/generators/ZLIB-release-x86_64-data.cmake",
       "set(zlib_PACKAGE_FOLDER_RELEASE \"/home/x/.conan2/p/b/zlib1234abcd/p\")\n"},
      {"/b/generators/ZLIBConfigVersion.cmake", "set(PACKAGE_VERSION \"1.3\")\n"},
  };
  const PackageDirectory package = found(tree, "/home/x/.conan2/p/b/zlib1234abcd/p/include/zlib.h");
  CHECK(package.name == "zlib");
  CHECK(package.version == "1.3");
}

TEST_CASE("vcpkg: the port that lists the file, not its neighbour") {
  const Overlay tree = {
      {"/r/vcpkg_installed/vcpkg/info/zlib_1.3.1_x64-linux.list", "x64-linux/\nx64-linux/include/zlib.h\n"},
      {"/r/vcpkg_installed/vcpkg/info/fmt_10.2.1#2_x64-linux.list", "x64-linux/include/fmt/core.h\n"},
  };
  const PackageDirectory zlib = found(tree, "/r/vcpkg_installed/x64-linux/include/zlib.h");
  CHECK(zlib.origin == Origin::Vcpkg);
  CHECK(zlib.version == "1.3.1");
  CHECK(zlib.triplet == "x64-linux");
  CHECK(found(tree, "/r/vcpkg_installed/x64-linux/include/fmt/core.h").name == "fmt");
  const OverlayFileSystem files(tree);
  CHECK_FALSE(PackageDirectories(files, "/b").find("/r/vcpkg_installed/x64-linux/include/unlisted.h"));
}
