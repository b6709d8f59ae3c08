#include "sbom/identity/upstream_index.h"

#include "core/support/hash.h"
#include "tests/unit/identity/upstream_repository.h"

#include <catch2/catch.hpp>
#include <filesystem>

using namespace lintel;
using namespace lintel::sbom;
using namespace lintel::test;

namespace {

using Strings = std::vector<std::string>;

// Three releases; src/b.c changes in each, src/a.c with 1.1.
Files releaseOf(int minor) {
  Files files = {{"LICENSE", std::string(400, 'l')}, {"README.md", sourceText("readme")}};
  files["src/a.c"] = sourceText("a", minor == 0 ? 0 : 1);
  files["src/b.c"] = sourceText("b", minor);
  for (int i = 0; i < 6; ++i) files["src/part" + std::to_string(i) + ".c"] = sourceText("part" + std::to_string(i));
  return files;
}

struct Indexed {
  TemporaryDirectory directory;
  UpstreamRepository upstream;
  std::string path = directory / "index";

  Indexed() {
    for (int minor = 0; minor < 3; ++minor) upstream.release("v1." + std::to_string(minor), releaseOf(minor));
  }
  UpstreamIndex open() const {
    auto index = UpstreamIndex::open(path, Database::Mode::Create);
    REQUIRE(index);
    return std::move(*index);
  }
  UpstreamIndex filled() const {
    UpstreamIndex index = open();
    REQUIRE(index.add(upstream.history(), "thing", "https://example.org/thing"));
    return index;
  }
};

std::optional<UpstreamMatch> identify(const UpstreamIndex &index, const Files &files) {
  std::vector<VendoredFile> copy;
  for (const auto &[path, content] : files) copy.push_back(vendoredFile(path, content));
  auto match = index.identify(copy, "third_party/thing");
  REQUIRE(match);
  return std::move(*match);
}

std::string versionOf(const UpstreamIndex &index, const Files &files) {
  const auto match = identify(index, files);
  return match ? match->version : "(nothing)";
}

} // namespace

TEST_CASE("a whole release is known by its files") {
  const Indexed indexed;
  const auto match = identify(indexed.filled(), releaseOf(1));
  REQUIRE(match);
  CHECK(match->name == "thing");
  CHECK(match->version == "1.1");
  CHECK(match->tags == Strings{"v1.1"});
  CHECK(match->confidence == 1);
  CHECK(match->pedigree.upstream == "https://example.org/thing");
  CHECK(match->pedigree.tag == "v1.1");
  CHECK(match->pedigree.commit == indexed.upstream.git({"rev-parse", "v1.1"}));
  CHECK(match->pedigree.unmodified == 10);
  CHECK(match->pedigree.modified.empty());
  CHECK(match->pedigree.added.empty());
  CHECK(match->pedigree.missing == 0);
  REQUIRE(match->identity.size() == 2);
  CHECK(match->identity[1].field == "version");
  CHECK(match->identity[1].technique == "hash-comparison");
  CHECK(match->identity[1].value == "1.1");
  CHECK(match->identity[1].evidence == "10 of 10 files are those of thing v1.1");
}

TEST_CASE("modified, added and missing files are told apart, and the patch is measured") {
  const Indexed indexed;
  Files copy = releaseOf(2);
  copy["src/part0.c"] += "int ours;\n";
  copy["src/new.c"] = sourceText("new");
  copy["BUILD"] = sourceText("build");
  copy.erase("README.md");
  auto match = identify(indexed.filled(), copy);
  REQUIRE(match);
  CHECK(match->version == "1.2");
  CHECK(match->pedigree.modified == Strings{"third_party/thing/src/part0.c"});
  CHECK(match->pedigree.added == Strings{"third_party/thing/BUILD", "third_party/thing/src/new.c"});
  CHECK(match->pedigree.missing == 1);
  CHECK(match->confidence < 1);
  REQUIRE(match->modified.size() == 1);
  CHECK(match->modified[0].upstreamPath == "src/part0.c");
  const auto read = [&](const std::string &path) -> Result<std::string> {
    return copy.at(path.substr(std::string("third_party/thing/").size()));
  };
  REQUIRE(measurePatch(*match, indexed.upstream.history(), read));
  CHECK(match->pedigree.patchLines == 1);
}

TEST_CASE("a copy of one directory lies where its files lie upstream") {
  const Indexed indexed;
  Files copy;
  for (const auto &[path, content] : releaseOf(1))
    if (path.starts_with("src/")) copy["lib/thing/" + path.substr(4)] = content;
  copy["lib/thing/part3.c"] = sourceText("patched");
  const auto match = identify(indexed.filled(), copy);
  REQUIRE(match);
  CHECK(match->version == "1.1");
  CHECK(match->pedigree.modified == Strings{"third_party/thing/lib/thing/part3.c"});
  CHECK(match->pedigree.added.empty());
  CHECK(match->pedigree.missing == 2);
}

TEST_CASE("when several versions fit equally well, none is chosen") {
  const Indexed indexed;
  Files copy = releaseOf(1);
  copy.erase("src/b.c"); // the only difference between 1.1 and 1.2
  const auto match = identify(indexed.filled(), copy);
  REQUIRE(match);
  CHECK(match->version.empty());
  CHECK(match->firstVersion == "1.1");
  CHECK(match->lastVersion == "1.2");
  CHECK(match->tags == Strings{"v1.1", "v1.2"});
  REQUIRE(match->identity.size() == 1);
  CHECK(match->identity[0].field == "name");
}

TEST_CASE("a copy that differs much is near to a release, but of no known version") {
  const Indexed indexed;
  Files copy = releaseOf(0);
  for (const char *part : {"src/part0.c", "src/part1.c", "src/part2.c", "src/part3.c"}) copy[part] += "int ours;\n";
  const auto match = identify(indexed.filled(), copy);
  REQUIRE(match);
  CHECK(match->version.empty());
  CHECK(match->pedigree.tag == "v1.0");
}

TEST_CASE("a release outranks its pre-releases of the same content, and two tags of one version agree") {
  const Indexed indexed;
  indexed.upstream.release("v2.0-rc1", releaseOf(7));
  indexed.upstream.git({"tag", "v2.0"});
  indexed.upstream.git({"tag", "release-2.0"});
  const auto match = identify(indexed.filled(), releaseOf(7));
  REQUIRE(match);
  CHECK(match->version == "2.0");
  CHECK(match->tags == Strings{"release-2.0", "v2.0"});
}

TEST_CASE("carriage returns that were added make no difference") {
  const Indexed indexed;
  Files copy;
  for (const auto &[path, content] : releaseOf(1)) {
    for (const char c : content) copy[path] += c == '\n' ? std::string("\r\n") : std::string(1, c);
  }
  const auto match = identify(indexed.filled(), copy);
  REQUIRE(match);
  CHECK(match->version == "1.1");
  CHECK(match->pedigree.unmodified == 10);
}

TEST_CASE("too little in common proves nothing") {
  const Indexed indexed;
  const UpstreamIndex index = indexed.filled();
  CHECK_FALSE(identify(index, {}));
  CHECK_FALSE(identify(index, {{"LICENSE", releaseOf(0)["LICENSE"]}}));
  CHECK_FALSE(identify(index, {{"empty.h", ""}, {"x.c", sourceText("x")}}));
  Files copy = {{"part0.c", releaseOf(0)["src/part0.c"]}};
  for (int i = 0; i < 20; ++i) copy["own" + std::to_string(i) + ".c"] = sourceText("own" + std::to_string(i));
  CHECK_FALSE(identify(index, copy));
}

TEST_CASE("a project that only carries a copy is not the upstream of it") {
  const Indexed indexed;
  const UpstreamRepository user;
  Files carrier = {{"main.c", sourceText("main")}, {"other.c", sourceText("other")}};
  for (const auto &[path, content] : releaseOf(1)) carrier["deps/thing/" + path] = content;
  user.release("v9.0", carrier);

  UpstreamIndex onlyUser = indexed.open();
  REQUIRE(onlyUser.add(user.history(), "user", "https://example.org/user"));
  CHECK_FALSE(identify(onlyUser, releaseOf(1)));

  UpstreamIndex index = indexed.filled();
  const auto match = identify(index, releaseOf(1));
  REQUIRE(match);
  CHECK(match->name == "thing");
  CHECK(match->alsoIn == Strings{"user (10 files)"});
  const auto whole = identify(index, carrier);
  REQUIRE(whole);
  CHECK(whole->name == "user");
}

TEST_CASE("two upstreams that hold the same files are both told, and neither is sure") {
  const Indexed indexed;
  UpstreamIndex index = indexed.filled();
  REQUIRE(index.add(indexed.upstream.history(), "a-fork", "https://example.org/fork"));
  const auto match = identify(index, releaseOf(1));
  REQUIRE(match);
  CHECK(match->name == "a-fork");
  CHECK(match->version == "1.1");
  CHECK(match->alsoIn == Strings{"thing (10 files)"});
  CHECK(match->identity[0].confidence == 0.5);
}

TEST_CASE("adding again reads what is new") {
  const Indexed indexed;
  UpstreamIndex index = indexed.filled();
  indexed.upstream.release("v1.3", releaseOf(3));
  indexed.upstream.git({"tag", "nightly"});
  const std::string url = "https://example.org/thing";
  auto report = index.add(indexed.upstream.history(), "thing", url);
  REQUIRE(report);
  CHECK(report->added == 1);
  CHECK(report->replaced == 0);
  CHECK(report->unchanged == 3);
  CHECK(report->passedOver == 1);
  CHECK(report->files == 10);
  CHECK(versionOf(index, releaseOf(3)) == "1.3");
  CHECK(versionOf(index, releaseOf(1)) == "1.1");

  // A tag that was moved: the index follows.
  indexed.upstream.release("again", releaseOf(4));
  indexed.upstream.git({"tag", "--force", "v1.3"});
  report = index.add(indexed.upstream.history(), "thing", url);
  REQUIRE(report);
  CHECK(report->replaced == 1);
  CHECK(versionOf(index, releaseOf(4)) == "1.3");
  const auto old = identify(index, releaseOf(3));
  REQUIRE(old);
  CHECK(old->pedigree.modified == Strings{"third_party/thing/src/b.c"});
  const auto upstreams = index.upstreams();
  REQUIRE(upstreams);
  REQUIRE(upstreams->size() == 1);
  CHECK((*upstreams)[0].releases == 4);
}

TEST_CASE("a release may come from a directory, as archives are unpacked") {
  const Indexed indexed;
  UpstreamIndex index = indexed.open();
  const TemporaryDirectory unpacked;
  for (const auto &[path, content] : releaseOf(2)) unpacked.write(path, content);
  const auto report = index.addDirectory(unpacked.path(), "thing", "1.2", "https://example.org/thing.tar.gz");
  REQUIRE(report);
  CHECK(report->files == 10);
  const auto match = identify(index, releaseOf(2));
  REQUIRE(match);
  CHECK(match->version == "1.2");
  CHECK(match->pedigree.commit.empty());
  CHECK_FALSE(index.addDirectory(unpacked / "nothing", "thing", "1.3", ""));
}

TEST_CASE("a release that cannot be read is told, and the others are indexed") {
  const Indexed indexed;
  const std::string tree = indexed.upstream.git({"rev-parse", "v1.1:src"});
  std::filesystem::remove(indexed.upstream.path() + "/.git/objects/" + tree.substr(0, 2) + "/" + tree.substr(2));
  UpstreamIndex index = indexed.open();
  const auto report = index.add(indexed.upstream.history(), "thing", "");
  REQUIRE(report);
  CHECK(report->added == 2);
  REQUIRE(report->problems.size() == 1);
  CHECK(report->problems[0].what.find("v1.1") != std::string::npos);
}

TEST_CASE("an index that is none is an error, as is one that is not there") {
  const TemporaryDirectory directory;
  directory.write("text", std::string(5000, 'x'));
  CHECK_FALSE(UpstreamIndex::open(directory / "text", Database::Mode::ReadOnly));
  CHECK_FALSE(UpstreamIndex::open(directory / "nothing", Database::Mode::ReadOnly));
}

TEST_CASE("the releases after the version in use, by address or by name") {
  const Indexed indexed;
  indexed.upstream.release("v2.0-rc1", releaseOf(2));
  const UpstreamIndex index = indexed.filled();
  const auto after = [&](const std::string &name, const std::string &url, const std::string &version) {
    auto newer = index.newerReleases(name, url, version);
    REQUIRE(newer);
    if (!*newer) return Strings{"(not known)"};
    Strings versions;
    for (const Release &release : **newer) versions.push_back(release.version);
    return versions;
  };
  CHECK(after("", "https://example.org/thing", "1.0") == Strings{"1.1", "1.2"});
  CHECK(after("thing", "", "1.1") == Strings{"1.2"});
  CHECK(after("thing", "", "1.2").empty());
  CHECK(after("other", "https://example.org/other", "1.0") == Strings{"(not known)"});
}

TEST_CASE("a release is of the day of its commit; one from a directory has none") {
  TemporaryDirectory directory;
  const UpstreamRepository upstream;
  upstream.release("v1.0", releaseOf(0), false, "2023-12-31T23:30:00-0100");
  upstream.release("v1.1", releaseOf(1), false, "2030-05-06T07:08:09Z");
  auto index = UpstreamIndex::open(directory / "index", Database::Mode::Create);
  REQUIRE(index);
  REQUIRE(index->add(upstream.history(), "thing", "https://example.org/thing"));
  directory.write("plain/a.c", sourceText("a"));
  REQUIRE(index->addDirectory(directory / "plain", "plain", "2.0", ""));
  const auto datesOf = [&](const std::string &name) {
    const auto releases = index->newerReleases(name, "", "0");
    REQUIRE(releases);
    REQUIRE(*releases);
    std::vector<std::string> dates;
    for (const Release &release : **releases) dates.push_back(release.version + " " + release.date);
    return dates;
  };
  CHECK(datesOf("thing") == std::vector<std::string>{"1.0 2024-01-01", "1.1 2030-05-06"});
  CHECK(datesOf("plain") == std::vector<std::string>{"2.0 "});
}
