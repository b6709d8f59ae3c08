// Taking dumps in: what counts as what, and what a hostile dump costs.
#include "sbom/advisories/database.h"

#include "archives.h"
#include "collection.h"
#include "tests/support/temporary_directory.h"

#include <catch2/catch.hpp>
#include <filesystem>

using namespace lintel;
using namespace lintel::sbom;
using namespace lintel::test;

namespace {

class Store {
public:
  Store() : database_(open()) {}

  AddReport add(const std::string &source, const std::string &today = "2024-02-01") {
    auto report = database_.add(source, today);
    INFO((report ? "" : toString(report.error())));
    REQUIRE(report.has_value());
    return *report;
  }
  AddReport addText(const std::string &name, const std::string &text) {
    return add(directory.write("in/" + name, text));
  }
  std::string problemOf(const std::string &name, const std::string &text) {
    const AddReport report = addText(name, text);
    REQUIRE(report.problems.size() == 1);
    CHECK(report.malformed == 1);
    CHECK_FALSE(report.isComplete());
    return toString(report.problems.front()).substr(directory.path().size() + 4); // from the file's name on
  }
  DatabaseInfo info() const {
    const auto info = database_.info();
    REQUIRE(info.has_value());
    return *info;
  }
  AdvisoryDatabase &database() { return database_; }

  TemporaryDirectory directory;

private:
  AdvisoryDatabase open() const {
    auto database = AdvisoryDatabase::open(directory / "db", Database::Mode::Create);
    REQUIRE(database.has_value());
    return std::move(*database);
  }
  AdvisoryDatabase database_;
};

std::string dated(const std::string &id, const std::string &modified, const std::string &more = "") {
  return R"({"id": ")" + id + R"(", "modified": ")" + modified + "\"" + more + "}";
}

constexpr const char *kYaml = R"(id: T-YAML
modified: 2024-03-04T05:06:07.25Z
affected:
- package: {ecosystem: OSS-Fuzz, name: thing}
  ranges:
  - type: GIT
    repo: https://example.test/thing.git
    events:
    - introduced: 0
    - fixed: 1111111111111111111111111111111111111111
  versions: []
)";

} // namespace

TEST_CASE("records of a directory, an archive and a file go in, in JSON and YAML") {
  Store store;
  store.directory.write("tree/a/1.json", record("T-1", affects("Go", "m", range("SEMVER", "introduced 0"))));
  store.directory.write("tree/b.yaml", kYaml);
  store.directory.write("tree/README.md", "not a record");
  store.directory.write("tree/.github/workflow.yml", "on: push");
  writeArchive(store.directory / "tree/all.zip",
               {{"T-2.json", record("T-2", affects("Debian:12", "d", "'versions': []"))},
                {"T-3.json", record("T-3", affects("Debian:11", "d", "'versions': []"))}});
  const AddReport report = store.add(store.directory / "tree");
  CHECK(report.added == 4);
  CHECK(report.isComplete());
  const DatabaseInfo info = store.info();
  CHECK(info.count == 4);
  CHECK(info.ecosystems == std::vector<std::string>{"Debian", "GIT", "Go", "OSS-Fuzz"});
  CHECK(info.newestModified == "2024-03-04T05:06:07.25Z");
  CHECK(info.lastAdded == "2024-02-01");
  CHECK(store.addText("list.json", "[" + record("T-4", "") + ", " + record("T-5", "") + "]").added == 2);
  CHECK(
      store
          .addText("two.yml", "id: T-6\nmodified: 2024-01-01T00:00:00Z\n---\nid: T-7\nmodified: 2024-01-01T00:00:00Z\n")
          .added == 2);
}

TEST_CASE("an empty database says so") {
  Store store;
  const DatabaseInfo info = store.info();
  CHECK(info.count == 0);
  CHECK(info.newestModified.empty());
  CHECK(info.lastAdded.empty());
  CHECK(info.ecosystems.empty());
}

TEST_CASE("a newer record replaces, an older or equal one does not") {
  Store store;
  const std::string names = R"(, "affected": [{"package": {"ecosystem": "Go", "name": "NAME"}}])";
  const auto text = [&](const std::string &date, const std::string &name) {
    std::string more = names;
    more.replace(more.find("NAME"), 4, name);
    return dated("T-1", date, more);
  };
  const auto isFound = [&store](const std::string &name) {
    auto lookup = store.database().lookup();
    REQUIRE(lookup.has_value());
    const auto found = lookup->find({{PackageKey::Kind::Package, "Go\n" + name}});
    REQUIRE(found.has_value());
    return found->size() == 1;
  };
  CHECK(store.addText("1.json", text("2024-01-01T00:00:00Z", "one")).added == 1);
  CHECK(store.addText("1.json", text("2024-01-01T00:00:00Z", "two")).unchanged == 1);
  CHECK(store.addText("1.json", text("2023-12-31T23:59:59.9Z", "two")).unchanged == 1);
  CHECK(store.addText("1.json", text("2024-01-01T00:00:00.00Z", "two")).unchanged == 1);
  CHECK(isFound("one"));
  CHECK(store.addText("1.json", text("2024-01-01T00:00:00.001Z", "three")).updated == 1);
  CHECK_FALSE(isFound("one")); // what the record no longer says is gone
  CHECK(isFound("three"));
  CHECK(store.info().count == 1);
}

TEST_CASE("a record that is withdrawn later is kept, and counted apart") {
  Store store;
  CHECK(store.addText("1.json", dated("T-1", "2024-01-01T00:00:00Z")).withdrawn == 0);
  const AddReport report =
      store.addText("1.json", dated("T-1", "2024-02-01T00:00:00Z", R"(, "withdrawn": "2024-02-01T00:00:00Z")"));
  CHECK(report.updated == 1);
  CHECK(report.withdrawn == 1);
  CHECK(store.info().count == 0);
  CHECK(store.info().withdrawn == 1);
  CHECK(store.addText("1.json", dated("T-1", "2024-01-01T00:00:00Z")).unchanged == 1);
}

TEST_CASE("a malformed record is told with its place, and the rest goes in") {
  Store store;
  store.directory.write("tree/1.json", record("T-1", ""));
  store.directory.write("tree/2.json", "{\n  \"id\": \"T-2\",\n  oops\n}");
  store.directory.write("tree/3.json", record("T-3", ""));
  const AddReport report = store.add(store.directory / "tree");
  CHECK(report.added == 2);
  CHECK(report.malformed == 1);
  CHECK_FALSE(report.isComplete());
  REQUIRE(report.problems.size() == 1);
  CHECK(toString(report.problems[0]).starts_with(store.directory / "tree/2.json:3:3: not valid JSON"));
}

TEST_CASE("what is wrong with a record is said with its line") {
  Store store;
  const std::string head = "{\n\"id\": \"T\",\n\"modified\": \"2024-01-01T00:00:00Z\",\n";
  CHECK(store.problemOf("a.json", "{\n\"modified\": \"2024-01-01T00:00:00Z\"}")
            .starts_with("a.json:1: a record without 'id'"));
  CHECK(store.problemOf("a.json", "{\"id\": \"T\"}").starts_with("a.json:1: a record without 'modified'"));
  CHECK(store.problemOf("a.json", "{\"id\": \"T\",\n\"modified\": \"yesterday\"}")
            .starts_with("a.json:2: 'modified' is no date"));
  CHECK(store.problemOf("a.json", "{\"id\":\n 5\n, \"modified\": \"2024-01-01T00:00:00Z\"}")
            .starts_with("a.json:2: 'id' is a number; expected a string"));
  CHECK(store.problemOf("a.json", head + "\"affected\": {}}")
            .starts_with("a.json:4: 'affected' is an object; expected a list"));
  CHECK(
      store
          .problemOf(
              "a.json",
              head + "\"affected\": [\n{\"ranges\": [\n{\"type\": \"GIT\", \"events\": [{\"introduced\": \"0\"}]}]}]}")
          .starts_with("a.json:6: a GIT range without 'repo'"));
  CHECK(store
            .problemOf(
                "a.json",
                head + "\"affected\": [{\"ranges\": [\n{\"type\": \"SEMVER\", \"events\": [{\"fixed\": \"1\"}]}]}]}")
            .starts_with("a.json:5: a range without beginning"));
  CHECK(store.problemOf("a.json", head + "\"affected\": [{\"ranges\": [{\"type\": \"SEMVER\", \"events\": [\n{}]}]}]}")
            .starts_with("a.json:5: an event that says nothing"));
  CHECK(store.problemOf("a.json", head + "\"aliases\": [\n1]}")
            .starts_with("a.json:5: an item of 'aliases' is a number"));
  CHECK(store.problemOf("a.json", head + "\"schema_version\": \"2.0.0\"}")
            .starts_with("a.json:4: a record of schema 2.0.0"));
  CHECK(store.problemOf("a.json", head + "\"id\": \"U\"}").starts_with("a.json:4: the key 'id' comes twice"));
  CHECK(store.problemOf("a.json", "7").starts_with("a.json:1: the record is a number"));
  CHECK(store.problemOf("a.json", "").starts_with("a.json:1:1: not valid JSON"));
  CHECK(store.problemOf("a.yaml", "id: T\nmodified: [\n").starts_with("a.yaml:3"));
  CHECK(store.problemOf("a.yaml", "id: T\nmodified:\n- 1\n").starts_with("a.yaml:3: 'modified' is a list"));
  CHECK(store.problemOf("a.yaml", "? [a]\n: b\n").starts_with("a.yaml:1:3: a key that is not a scalar"));
}

TEST_CASE("hostile records are refused within bounds") {
  Store store;
  CHECK(store.problemOf("deep.json", std::string(1'000'000, '[')).find("nests too deep") != std::string::npos);
  CHECK(store.problemOf("deep.yaml", std::string(100'000, '[')).starts_with("deep.yaml:1"));
  CHECK(store
            .problemOf(
                "wide.json", "[" + std::string(9'000'000, ' ') + "0" +
                                 [] {
                                   std::string items;
                                   for (int i = 0; i < 1'100'000; ++i) items += ",0";
                                   return items;
                                 }() +
                                 "]")
            .find("holds too much") != std::string::npos);
  CHECK(store.problemOf("nul.json", std::string("{\"id\": \"a\0b\"}", 13)).find("not valid JSON") != std::string::npos);
  CHECK(store.problemOf("latin.json", "{\"id\": \"\xe9\"}").find("not valid JSON") != std::string::npos);
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 9; ++j) bomb += (j ? ", " : "") + before;
    bomb += "]\n";
  }
  CHECK(store.problemOf("bomb.yaml", bomb).find("holds too much") != std::string::npos);
  CHECK(store.problemOf("loop.yaml", "a: &a [*a]\n").find("alias") != std::string::npos);
}

TEST_CASE("JSON of 100 MB is refused without being read") {
  Store store;
  const std::string path = store.directory.write("in/big.json", "{");
  std::filesystem::resize_file(path, 100u << 20); // sparse
  const AddReport report = store.add(path);
  CHECK(report.malformed == 1);
}

TEST_CASE("aliases in YAML are followed") {
  Store store;
  CHECK(store.addText("a.yaml", "id: T\nmodified: &m 2024-01-01T00:00:00Z\npublished: *m\nwithdrawn: null\n").added ==
        1);
}

TEST_CASE("an archive that is broken or hostile is told, and what was read of it stays") {
  Store store;
  writeArchive(store.directory / "a.zip", {{"1.json", record("T-1", "")},
                                           {"../2.json", record("T-2", "")},
                                           {"3.json", "{"},
                                           {"bomb.json", std::string(100u << 20, ' ')},
                                           {"bomb2.json", std::string(100u << 20, ' ')}});
  const AddReport report = store.add(store.directory / "a.zip");
  CHECK(report.added == 1);
  CHECK_FALSE(report.isComplete());
  std::string all;
  for (const Problem &problem : report.problems) all += toString(problem) + "\n";
  INFO(all);
  CHECK(all.find("a.zip!../2.json: a name that leads out of the archive") != std::string::npos);
  CHECK(all.find("a.zip!3.json:1:2: not valid JSON") != std::string::npos);
  CHECK(all.find("a.zip!bomb.json: too large") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(store.directory / "2.json"));
}

TEST_CASE("links in a tree are refused") {
  Store store;
  store.directory.write("secret.json", record("T-1", ""));
  store.directory.write("tree/1.json", record("T-2", ""));
  std::filesystem::create_symlink(store.directory / "secret.json", store.directory / "tree/link.json");
  std::filesystem::create_directory_symlink(store.directory.path(), store.directory / "tree/loop");
  const AddReport report = store.add(store.directory / "tree");
  CHECK(report.added == 1);
  REQUIRE(report.problems.size() == 1);
  CHECK(report.problems[0].what == "a link");
}

TEST_CASE("sources that are none, and databases that are none, are errors") {
  Store store;
  CHECK_FALSE(store.database().add(store.directory / "missing", "2024-01-01").has_value());
  CHECK_FALSE(store.database().add(store.directory.write("in/a.txt", "x"), "2024-01-01").has_value());
  std::filesystem::create_directory(store.directory / "empty");
  CHECK_FALSE(store.database().add(store.directory / "empty", "2024-01-01").has_value());
  CHECK_FALSE(store.database().add(store.directory.write("in/1.json", record("T-1", "")), "today").has_value());
  CHECK(store.info().lastAdded.empty());
  const std::string text =
      store.directory.write("text.db", "this is not a database, though it is long enough to be one");
  for (const auto mode : {Database::Mode::ReadOnly, Database::Mode::Create}) {
    const auto opened = AdvisoryDatabase::open(text, mode);
    REQUIRE_FALSE(opened.has_value());
    CHECK(opened.error().file == text);
  }
  CHECK_FALSE(AdvisoryDatabase::open(store.directory / "none.db", Database::Mode::ReadOnly).has_value());
}

TEST_CASE("a database whose records were tampered with is an error, not a wrong answer") {
  Store store;
  store.addText("1.json", record("T-1", affects("OSS-Fuzz", "thing", "'versions': ['1']")));
  auto raw = Database::open(store.directory / "db", Database::Mode::ReadOnly, 0x4C54'4144, 2);
  REQUIRE(raw.has_value());
  auto writer = Database::open(store.directory / "db", Database::Mode::Create, 0x4C54'4144, 2);
  REQUIRE(writer.has_value());
  REQUIRE(writer->execute("UPDATE record SET body='{'"));
  Subject subject;
  subject.name = "thing";
  const auto matches = match(store.database(), {subject}, nullptr);
  REQUIRE_FALSE(matches.has_value());
  CHECK(matches.error().what.starts_with("a damaged record"));
}

TEST_CASE("real records are read as what they say") {
  Store store;
  const AddReport report = store.add(std::string(LINTEL_SOURCE_DIR) + "/tests/data/osv");
  for (const Problem &problem : report.problems) UNSCOPED_INFO(toString(problem));
  CHECK(report.isComplete());
  CHECK(report.added == 4);
  Subject lz4;
  lz4.ref = "lz4";
  lz4.repository = "https://github.com/lz4/lz4";
  lz4.commit = "910ec80d2856cfa825e2230ff2de8347a4fa4522"; // the fix of one of the two
  const auto matches = match(store.database(), {lz4}, nullptr);
  REQUIRE(matches.has_value());
  REQUIRE(matches->size() == 2);
  CHECK((*matches)[0].id == "OSV-2020-624");
  CHECK((*matches)[0].status == Match::Status::Unknown);
  CHECK((*matches)[0].level == SeverityLevel::High);
  CHECK((*matches)[0].summary == "Heap-buffer-overflow in LZ4_write32");
  CHECK((*matches)[1].id == "OSV-2022-549");
  CHECK((*matches)[1].status == Match::Status::NotAffected);
}

TEST_CASE("a record comes back from its stored form as it went in") {
  const std::string text = record(
      "T-1",
      "'published': '2023-01-01T00:00:00Z', 'aliases': ['A'], 'related': ['R'], 'upstream': ['U'], 'summary': 's', "
      "'severity': [{'type': 'CVSS_V3', 'score': 'x'}], 'references': [{'type': 'WEB', 'url': 'https://a'}], " +
          affects("Debian:12", "d",
                  "'versions': ['1'], " + range("ECOSYSTEM", "introduced 0, last_affected 2, limit *")));
  const auto document = osv::parseJson(text, "a.json");
  REQUIRE(document.has_value());
  const auto advisory = osv::readAdvisory(*document, "a.json");
  REQUIRE(advisory.has_value());
  const std::string stored = osv::toJson(*advisory);
  const auto again = osv::parseJson(stored, "b.json");
  REQUIRE(again.has_value());
  const auto same = osv::readAdvisory(*again, "b.json");
  REQUIRE(same.has_value());
  CHECK(osv::toJson(*same) == stored);
  CHECK(stored.find("\"limit\":\"*\"") != std::string::npos);
  CHECK(stored.find("\"upstream\":[\"U\"]") != std::string::npos);
}
