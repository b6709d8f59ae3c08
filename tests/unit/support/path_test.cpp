#include "core/support/path.h"
#include "tests/support/temporary_directory.h"

#include <catch2/catch.hpp>
#include <filesystem>

using namespace lintel;
using lintel::test::TemporaryDirectory;
namespace fs = std::filesystem;

TEST_CASE("absolutePath is lexical") {
  CHECK(absolutePath("a/b", "/r") == "/r/a/b");
  CHECK(absolutePath("./a//b/../c/.", "/r/") == "/r/a/c");
  CHECK(absolutePath("/x/./y", "/r") == "/x/y");
  CHECK(absolutePath("../../../x", "/r") == "/x");
  CHECK(absolutePath("", "/r") == "/r");
  CHECK(absolutePath("..", "/") == "/");
}

TEST_CASE("relativeTo knows components, not prefixes") {
  CHECK(relativeTo("/r/src/a.cpp", "/r") == "src/a.cpp");
  CHECK(relativeTo("/r", "/r") == ".");
  CHECK(relativeTo("/r/a", "/r/") == "a");
  CHECK(relativeTo("/a", "/") == "a");
  CHECK(relativeTo("/", "/") == ".");
  CHECK(relativeTo("/repository/a", "/r") == std::nullopt);
  CHECK(relativeTo("/x", "/r") == std::nullopt);
}

TEST_CASE("a symbolic link does not lead out of the root") {
  const TemporaryDirectory outside;
  outside.write("secret", "s");
  const TemporaryDirectory root;
  root.write("src/a.cpp", "");
  fs::create_symlink(outside.path(), root / "out");
  fs::create_symlink("src", root / "in");
  fs::create_symlink("../../../../../etc", root / "src/up");
  fs::create_symlink(outside / "not-there", root / "dangling-out");
  fs::create_symlink("src/not-there", root / "dangling-in");
  fs::create_symlink("loop", root / "loop");
  fs::create_symlink("dangling-out", root / "chain");

  CHECK(staysInside(root.path(), root.path()));
  CHECK(staysInside(root / "src/a.cpp", root.path()));
  CHECK(staysInside(root / "in/a.cpp", root.path()));
  CHECK(staysInside(root / "new/file", root.path()));
  CHECK(staysInside(root / "in/new", root.path()));
  CHECK(staysInside(root / "dangling-in", root.path()));
  CHECK(staysInside(root / "src/a.cpp/below", root.path()));

  CHECK_FALSE(staysInside(root / "out/secret", root.path()));
  CHECK_FALSE(staysInside(root / "out/new", root.path()));
  CHECK_FALSE(staysInside(root / "src/up/passwd", root.path()));
  CHECK_FALSE(staysInside(root / "dangling-out", root.path())); // would be created outside
  CHECK_FALSE(staysInside(root / "dangling-out/x", root.path()));
  CHECK_FALSE(staysInside(root / "chain", root.path()));
  CHECK_FALSE(staysInside(root / "loop", root.path()));
  CHECK_FALSE(staysInside(root / "../x", root.path()));
  CHECK_FALSE(staysInside(outside.path(), root.path()));
}

TEST_CASE("a root that is itself a link is resolved") {
  const TemporaryDirectory real;
  real.write("a", "");
  const TemporaryDirectory other;
  fs::create_symlink(real.path(), other / "link");
  CHECK(staysInside(other / "link/a", other / "link"));
  CHECK(staysInside(real / "a", other / "link"));
}
