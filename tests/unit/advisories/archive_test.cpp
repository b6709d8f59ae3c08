// Archives, honest and hostile, written here with libarchive.
#include "sbom/store/archive.h"

#include "archives.h"
#include "tests/support/temporary_directory.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;
using namespace lintel::test;

namespace {

struct Read {
  ArchiveReport report;
  Status status;
  std::string entries; // "name=content " for each
};

Read readAll(const std::string &path, const ArchiveLimits &limits = {}) {
  Read read;
  read.status = readArchive(
      path, [](std::string_view) { return true; },
      [&read](const std::string &name, const std::string &content) -> Status {
        read.entries += name + "=" + content.substr(0, 10) + " ";
        return {};
      },
      read.report, limits);
  return read;
}

std::string errorOf(const Read &read) { return read.status ? "" : toString(read.status.error()); }

} // namespace

TEST_CASE("every kind of archive hands over its files in order") {
  const TemporaryDirectory directory;
  for (const char *name : {"a.zip", "a.tar", "a.tar.gz", "a.tgz", "a.tar.xz", "a.tar.zst", "a.tar.bz2"}) {
    INFO(name);
    const std::string path = directory / name;
    writeArchive(path, {{"dir/", ""}, {"dir/b.json", "{}"}, {"./a.json", "[]"}});
    CHECK(isArchiveName(name));
    const Read read = readAll(path);
    INFO(errorOf(read));
    REQUIRE(read.status.has_value());
    CHECK(read.entries == "dir/b.json={} a.json=[] ");
    CHECK(read.report.visited == 2);
    CHECK(read.report.problems.empty());
  }
  CHECK_FALSE(isArchiveName("a.json"));
}

TEST_CASE("only wanted entries are handed over, and an error of the visitor ends the reading") {
  const TemporaryDirectory directory;
  writeArchive(directory / "a.zip", {{"a.txt", "1"}, {"b.json", "2"}, {"c.json", "3"}});
  std::string seen;
  ArchiveReport report;
  const Status status = readArchive(
      directory / "a.zip", [](std::string_view name) { return name.ends_with(".json"); },
      [&seen](const std::string &name, const std::string &) -> Status {
        seen += name;
        return fail("enough");
      },
      report);
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().what == "enough");
  CHECK(seen == "b.json");
}

TEST_CASE("names that lead out of the archive and links are refused, the rest is read") {
  const TemporaryDirectory directory;
  for (const char *archive : {"a.zip", "a.tar"}) {
    const std::string path = directory / archive;
    writeArchive(path, {{"../evil", "x"},
                        {"/etc/evil", "x"},
                        {"a/../../evil", "x"},
                        {"c\\..\\evil", "x"},
                        {"link", "/etc/passwd", ArchiveMember::Kind::Link},
                        {"good", "y"}});
    const Read read = readAll(path);
    INFO(errorOf(read));
    REQUIRE(read.status.has_value());
    CHECK(read.entries == "good=y ");
    REQUIRE(read.report.problems.size() == 5);
    CHECK(toString(read.report.problems[0]).starts_with(path + "!../evil: a name that leads out of the archive"));
    CHECK(read.report.problems[4].what == "a link");
  }
}

TEST_CASE("an entry that is too large is left out, whatever its archive says of it") {
  const TemporaryDirectory directory;
  ArchiveLimits limits;
  limits.maxEntrySize = 1000;
  for (const char *archive : {"a.zip", "a.tar.gz"}) {
    const std::string path = directory / archive;
    writeArchive(path, {{"big", std::string(1001, 'x')}, {"small", std::string(1000, 'x')}});
    const Read read = readAll(path, limits);
    REQUIRE(read.status.has_value());
    CHECK(read.entries == "small=xxxxxxxxxx ");
    REQUIRE(read.report.problems.size() == 1);
    CHECK(read.report.problems[0].what == "too large");
  }
}

TEST_CASE("bombs end the reading") {
  const TemporaryDirectory directory;
  SECTION("one entry of zeros") {
    for (const char *archive : {"a.zip", "a.tar.gz", "a.tar.xz", "a.tar.zst"}) {
      INFO(archive);
      writeArchive(directory / archive, {{"bomb", std::string(200u << 20, '\0')}});
      ArchiveLimits limits;
      limits.maxEntrySize = 1u << 30;
      CHECK(errorOf(readAll(directory / archive, limits)).find("unpacks to far more than it holds") !=
            std::string::npos);
    }
  }
  SECTION("many entries of zeros, each small enough") {
    std::vector<ArchiveMember> members;
    for (int i = 0; i < 10; ++i) members.push_back({"bomb" + std::to_string(i), std::string(20u << 20, '\0')});
    writeArchive(directory / "a.zip", members);
    CHECK(errorOf(readAll(directory / "a.zip")).find("unpacks to far more than it holds") != std::string::npos);
  }
  SECTION("too many entries") {
    std::vector<ArchiveMember> members;
    for (int i = 0; i < 20; ++i) members.push_back({std::to_string(i), ""});
    writeArchive(directory / "a.zip", members);
    ArchiveLimits limits;
    limits.maxEntries = 19;
    CHECK(errorOf(readAll(directory / "a.zip", limits)).find("too many entries") != std::string::npos);
  }
  SECTION("too much in all, of what nobody wants") {
    writeArchive(directory / "a.tar", {{"a", std::string(600, 'x')}, {"b", std::string(600, 'x')}});
    ArchiveLimits limits;
    limits.maxTotalSize = 1000;
    ArchiveReport report;
    const Status status = readArchive(
        directory / "a.tar", [](std::string_view) { return false; },
        [](const std::string &, const std::string &) -> Status { return {}; }, report, limits);
    REQUIRE_FALSE(status.has_value());
    CHECK(status.error().what == "the archive unpacks to too much");
  }
}

TEST_CASE("what is no archive, or half of one, is an error that names it") {
  const TemporaryDirectory directory;
  CHECK(errorOf(readAll(directory / "missing.zip")).starts_with(directory / "missing.zip"));
  CHECK_FALSE(errorOf(readAll(directory.write("text.zip", "not an archive, but text\n"))).empty());
  CHECK_FALSE(errorOf(readAll(directory.path())).empty());
  std::string noise;
  for (unsigned i = 0, x = 1; i < 200'000; ++i) noise += static_cast<char>((x = x * 1103515245 + 12345) >> 16);
  writeArchive(directory / "a.tar.gz", {{"a", "1"}, {"b", noise}});
  const std::string whole = readBytes(directory / "a.tar.gz");
  const Read read = readAll(directory.write("half.tar.gz", whole.substr(0, whole.size() / 2)));
  CHECK_FALSE(errorOf(read).empty());
  CHECK(read.entries == "a=1 ");
}
