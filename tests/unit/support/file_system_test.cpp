#include "core/support/file_system.h"
#include "tests/support/temporary_directory.h"

#include <catch2/catch.hpp>
#include <memory>
#include <sys/stat.h>

using namespace lintel;
using lintel::test::TemporaryDirectory;
using Names = std::vector<std::string>;

TEST_CASE("the disk gives whole files and sorted names") {
  const TemporaryDirectory dir;
  dir.write("b", std::string("x\0y", 3));
  dir.write("a", "");
  dir.write("sub/c", "");
  const RealFileSystem disk;
  CHECK(disk.read(dir / "b") == std::string("x\0y", 3));
  CHECK(disk.read(dir / "a") == std::string());
  CHECK(disk.list(dir.path()) == Names{"a", "b", "sub"});
  CHECK(disk.list(dir / "a").empty());
  CHECK(disk.list(dir / "missing").empty());
  CHECK(disk.isFile(dir / "a"));
  CHECK_FALSE(disk.isFile(dir / "sub"));
  CHECK(disk.isDirectory(dir / "sub"));
  CHECK_FALSE(disk.isDirectory(dir / "missing"));
}

TEST_CASE("what is no readable text file is an error that names it") {
  const TemporaryDirectory dir;
  const RealFileSystem disk;
  const auto problemOf = [&disk](const std::string &path, std::uint64_t maxSize = kMaxFileSize) {
    const auto content = disk.read(path, maxSize);
    REQUIRE_FALSE(content.has_value());
    CHECK(content.error().file == path);
    return content.error().what;
  };
  CHECK_THAT(problemOf(dir / "missing"), Catch::Contains("No such file or directory"));
  CHECK_THAT(problemOf(dir.path()), Catch::Contains("is a directory"));
  CHECK_THAT(problemOf(dir.write("big", "12345"), 4), Catch::Contains("larger than the limit of 4 bytes"));
  CHECK(disk.read(dir / "big", 5) == std::string("12345"));

  const std::string pipe = dir / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK_THAT(problemOf(pipe), Catch::Contains("not a regular file")); // and the test does not hang
  CHECK_THAT(problemOf("/dev/zero"), Catch::Contains("not a regular file"));
}

TEST_CASE("an overlay changes, adds and removes files") {
  const TemporaryDirectory dir;
  dir.write("same", "disk");
  dir.write("changed", "disk");
  dir.write("gone", "disk");
  dir.write("sub/untouched", "disk");
  const OverlayFileSystem files(Overlay{{dir / "changed", "index"},
                                        {dir / "gone", std::nullopt},
                                        {dir / "new", "index"},
                                        {dir / "added/deep/file", "index"}},
                                std::make_shared<RealFileSystem>());
  CHECK(files.read(dir / "same") == std::string("disk"));
  CHECK(files.read(dir / "changed") == std::string("index"));
  CHECK(files.read(dir / "new") == std::string("index"));
  CHECK_FALSE(files.read(dir / "gone").has_value());
  CHECK_FALSE(files.isFile(dir / "gone"));
  CHECK(files.isFile(dir / "new"));
  CHECK(files.isDirectory(dir / "added"));
  CHECK(files.isDirectory(dir / "added/deep"));
  CHECK_FALSE(files.isFile(dir / "added/deep"));
  CHECK(files.isDirectory(dir / "sub"));
  CHECK(files.list(dir.path()) == Names{"added", "changed", "new", "same", "sub"});
  CHECK(files.list(dir / "added") == Names{"deep"});

  const auto large = files.read(dir / "changed", 4);
  REQUIRE_FALSE(large.has_value());
  CHECK_THAT(large.error().what, Catch::Contains("larger than the limit of 4 bytes"));
  const auto directory = files.read(dir / "added");
  REQUIRE_FALSE(directory.has_value());
  CHECK_THAT(directory.error().what, Catch::Contains("is a directory"));
}

TEST_CASE("a directory and a file may change places in an overlay") {
  const TemporaryDirectory dir;
  dir.write("was-directory/inside", "disk");
  dir.write("was-file", "disk");
  const OverlayFileSystem files(
      Overlay{{dir / "was-directory", "index"}, {dir / "was-file", std::nullopt}, {dir / "was-file/inside", "index"}},
      std::make_shared<RealFileSystem>());
  CHECK(files.isFile(dir / "was-directory"));
  CHECK_FALSE(files.isDirectory(dir / "was-directory"));
  CHECK_FALSE(files.read(dir / "was-directory/inside").has_value());
  CHECK(files.list(dir / "was-directory").empty());
  CHECK(files.isDirectory(dir / "was-file"));
  CHECK(files.read(dir / "was-file/inside") == std::string("index"));
  CHECK(files.list(dir.path()) == Names{"was-directory", "was-file"});
}

TEST_CASE("an overlay without a base is a file system in memory") {
  const OverlayFileSystem files(Overlay{{"/r/a", "1"}, {"/r/ab/c", "2"}});
  CHECK(files.read("/r/a") == std::string("1"));
  CHECK(files.list("/") == Names{"r"});
  CHECK(files.list("/r") == Names{"a", "ab"});
  CHECK_FALSE(files.isDirectory("/r/a"));
  CHECK_FALSE(files.read("/etc/passwd").has_value());
}
