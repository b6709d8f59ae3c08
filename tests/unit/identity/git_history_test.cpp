#include "core/input/git_history.h"

#include "core/support/hash.h"
#include "tests/unit/identity/upstream_repository.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

using namespace lintel;
using namespace lintel::test;
namespace fs = std::filesystem;

namespace {

void corrupt(const UpstreamRepository &upstream, const std::string &object) {
  const fs::path file = upstream.path() + "/.git/objects/" + object.substr(0, 2) + "/" + object.substr(2);
  fs::permissions(file, fs::perms::owner_all);
  std::ofstream(file, std::ios::binary | std::ios::trunc) << "no object";
}

} // namespace

TEST_CASE("tags lead to commits, annotated or not") {
  const UpstreamRepository upstream;
  const std::string first = upstream.release("v1.0", {{"a.c", "1\n"}});
  const std::string second = upstream.release("v2.0", {{"a.c", "2\n"}}, true);
  upstream.git({"tag", "a-tree", "HEAD^{tree}"});
  const auto tags = upstream.history().tags();
  REQUIRE(tags);
  REQUIRE(tags->size() == 2);
  CHECK((*tags)[0].name == "v1.0");
  CHECK((*tags)[0].commit == first);
  CHECK((*tags)[1].name == "v2.0");
  CHECK((*tags)[1].commit == second);
  CHECK((*tags)[0].time > 0);
}

TEST_CASE("a commit's regular files are listed with their blob ids") {
  const UpstreamRepository upstream;
  fs::create_symlink("nowhere", upstream.path() + "/link");
  const std::string commit = upstream.release("v1.0", {{"src/a.c", "int a;\n"}, {"README", ""}});
  const GitHistory history = upstream.history();
  const auto files = history.files(commit);
  REQUIRE(files);
  REQUIRE(files->size() == 2);
  CHECK((*files)[0].path == "README");
  CHECK((*files)[1].path == "src/a.c");
  CHECK((*files)[1].blob == gitBlobId("int a;\n"));
  CHECK((*files)[1].blob == upstream.git({"rev-parse", "HEAD:src/a.c"}));
  CHECK(history.content((*files)[1].blob) == "int a;\n");
}

TEST_CASE("what is not there or broken is an error") {
  const UpstreamRepository upstream;
  const std::string commit = upstream.release("v1.0", {{"a.c", "int a;\n"}, {"src/b.c", "int b;\n"}});
  const GitHistory history = upstream.history();
  CHECK_FALSE(history.files(std::string(40, '1')));
  CHECK_FALSE(history.files("v1.0"));
  CHECK_FALSE(history.content(std::string(40, 'x')));
  CHECK_FALSE(history.content(gitBlobId("nobody has this")));
  CHECK_FALSE(history.content(gitBlobId("int a;\n"), 3));
  CHECK_FALSE(GitHistory::open(upstream.path() + "/src"));

  corrupt(upstream, upstream.git({"rev-parse", "HEAD:src"}));
  CHECK_FALSE(upstream.history().files(commit));
  corrupt(upstream, commit);
  const auto tags = upstream.history().tags();
  REQUIRE_FALSE(tags);
  CHECK(tags.error().what.find("v1.0") != std::string::npos);
}

TEST_CASE("a clone is bare and has every tag") {
  const UpstreamRepository upstream;
  upstream.release("v1.0", {{"a.c", "1\n"}});
  upstream.release("v2.0", {{"a.c", "2\n"}}, true);
  const TemporaryDirectory target;
  int number = 0;
  for (const std::string &url : {upstream.path(), "file://" + upstream.path()}) {
    INFO(url);
    const auto clone = GitHistory::clone(url, target / std::to_string(number++));
    REQUIRE(clone);
    CHECK(fs::exists(clone->path() + "/HEAD"));
    CHECK_FALSE(fs::exists(clone->path() + "/a.c"));
    const auto tags = clone->tags();
    REQUIRE(tags);
    CHECK(tags->size() == 2);
  }
}

TEST_CASE("only https, file and local paths are cloned, and no more than is allowed") {
  const TemporaryDirectory target;
  for (const char *url : {"ssh://git@example.org/a", "git@example.org:a/b", "ext::sh -c true", "http://example.org/a",
                          "git://example.org/a", "ftp://example.org/a", "", "/made-up/nowhere"}) {
    INFO(url);
    CHECK_FALSE(GitHistory::clone(url, target / "x"));
    CHECK_FALSE(fs::exists(target / "x"));
  }
  const UpstreamRepository upstream;
  std::string noise; // that does not compress
  for (int i = 0; i < 3000; ++i) noise += sha512Hex(std::to_string(i));
  upstream.release("v1.0", {{"a.bin", noise}});
  const auto clone = GitHistory::clone(upstream.path(), target / "x", 1000);
  REQUIRE_FALSE(clone);
  CHECK(clone.error().what.find("1000 bytes") != std::string::npos);
}

TEST_CASE("lines that differ are counted") {
  CHECK(changedLines("a\nb\nc\n", "a\nx\nc\nd\n") == 3u); // b away, x and d new
  CHECK(changedLines("", "a\n") == 1u);
  CHECK(changedLines("a\n", "a\n") == 0u);
  CHECK_FALSE(changedLines(std::string("a\0b", 3), "a"));
}

TEST_CASE("blob ids and digests are those of git and of the standards") {
  CHECK(gitBlobId("") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  CHECK(sha1Hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(sha512Hex("abc").substr(0, 32) == "ddaf35a193617abacc417349ae204131");
}
