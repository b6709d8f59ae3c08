// Each rule of matching on advisories made up for it.
#include "collection.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;
using namespace lintel::test;

namespace {

Subject goModule(const std::string &version) {
  Subject subject;
  subject.ref = "go";
  subject.purl = "pkg:golang/example.test/mod@" + version;
  subject.version = version;
  return subject;
}

Subject debian(const std::string &source, const std::string &version, const std::string &release) {
  Subject subject;
  subject.ref = "deb";
  subject.name = "lib" + source + "1";
  subject.purl = "pkg:deb/debian/lib" + source + "1@" + version + "?arch=amd64";
  subject.version = version;
  subject.debianSource = source;
  subject.debianSourceVersion = version;
  subject.debianRelease = release;
  return subject;
}

Subject vendored(const std::string &name, const std::string &version) {
  Subject subject;
  subject.ref = "vendored";
  subject.name = name;
  subject.version = version;
  return subject;
}

// The status of the one match of a Go module against a range of it.
std::string inRange(const std::string &events, const std::string &version) {
  const Collection collection({record("T-1", affects("Go", "example.test/mod", range("SEMVER", events)))});
  const auto matches = collection.match(goModule(version));
  REQUIRE(matches.size() == 1);
  CHECK_FALSE(matches.front().reason.empty());
  return toString(matches.front().status);
}

} // namespace

TEST_CASE("introduced is inclusive, fixed exclusive, last_affected inclusive") {
  CHECK(inRange("introduced 1.2.0, fixed 1.4.0", "v1.1.9") == "not affected");
  CHECK(inRange("introduced 1.2.0, fixed 1.4.0", "v1.2.0") == "affected");
  CHECK(inRange("introduced 1.2.0, fixed 1.4.0", "v1.3.9") == "affected");
  CHECK(inRange("introduced 1.2.0, fixed 1.4.0", "v1.4.0") == "not affected");
  CHECK(inRange("introduced 1.2.0, last_affected 1.4.0", "v1.4.0") == "affected");
  CHECK(inRange("introduced 1.2.0, last_affected 1.4.0", "v1.4.1") == "not affected");
  CHECK(inRange("introduced 1.2.0", "v99.0.0") == "affected");
}

TEST_CASE("introduced 0 is before every version, pre-releases of 0 included") {
  CHECK(inRange("introduced 0, fixed 1.0.0", "v0.0.0-20180101000000-0123456789ab") == "affected");
  CHECK(inRange("introduced 0", "v0.0.1") == "affected");
  CHECK(inRange("introduced 0.0.0, fixed 1.0.0", "v0.0.0-alpha") == "not affected");
}

TEST_CASE("a pre-release of the fix is not fixed") {
  CHECK(inRange("introduced 0, fixed 1.4.0", "v1.4.0-rc.1") == "affected");
  CHECK(inRange("introduced 0, fixed 1.4.0-rc.2", "v1.4.0-rc.1") == "affected");
  CHECK(inRange("introduced 0, fixed 1.4.0-rc.2", "v1.4.0-rc.2") == "not affected");
}

TEST_CASE("several intervals in one range, in whatever order they are written") {
  for (const char *events : {"introduced 1.0.0, fixed 1.0.5, introduced 2.0.0, fixed 2.3.0",
                             "fixed 2.3.0, introduced 2.0.0, fixed 1.0.5, introduced 1.0.0"}) {
    INFO(events);
    CHECK(inRange(events, "v0.9.0") == "not affected");
    CHECK(inRange(events, "v1.0.4") == "affected");
    CHECK(inRange(events, "v1.5.0") == "not affected");
    CHECK(inRange(events, "v2.2.9") == "affected");
    CHECK(inRange(events, "v2.3.0") == "not affected");
  }
}

TEST_CASE("a range of a single version, written either way") {
  CHECK(inRange("introduced 1.0.0, last_affected 1.0.0", "v1.0.0") == "affected");
  CHECK(inRange("last_affected 1.0.0, introduced 1.0.0", "v1.0.1") == "not affected");
}

TEST_CASE("where a record has both kinds of end, the later one counts") {
  CHECK(inRange("introduced 1.0.0, fixed 1.2.0, last_affected 1.4.0", "v1.3.0") == "affected");
  CHECK(inRange("introduced 1.0.0, fixed 1.2.0, last_affected 1.4.0", "v1.4.1") == "not affected");
  CHECK(inRange("introduced 1.0.0, last_affected 1.2.0, fixed 1.4.0", "v1.3.0") == "affected");
  CHECK(inRange("introduced 1.0.0, last_affected 1.2.0, fixed 1.4.0", "v1.4.0") == "not affected");
  CHECK(inRange("introduced 1.0.0, fixed 1.2.0, introduced 2.0.0, last_affected 2.1.0", "v1.3.0") == "not affected");
}

TEST_CASE("only versions before a limit are considered") {
  CHECK(inRange("introduced 1.0.0, limit 2.0.0", "v1.9.0") == "affected");
  CHECK(inRange("introduced 1.0.0, limit 2.0.0", "v2.0.0") == "not affected");
  CHECK(inRange("introduced 1.0.0, limit *", "v9.0.0") == "affected");
  CHECK(inRange("introduced 1.0.0, limit 2.0.0, limit 4.0.0", "v3.0.0") == "affected");
}

TEST_CASE("what cannot be compared is unknown, with the reason") {
  CHECK(inRange("introduced 0, fixed 1.4.0", "master") == "unknown");
  CHECK(inRange("introduced 0, fixed new", "v1.0.0") == "unknown");
  CHECK(inRange("introduced 0, limit new", "v1.0.0") == "unknown");
  const Collection collection({record("T-1", affects("Go", "example.test/mod", range("SEMVER", "introduced 0")))});
  const auto matches = collection.match(goModule(""));
  REQUIRE(matches.size() == 1);
  CHECK(matches.front().status == Match::Status::Unknown);
  CHECK(matches.front().reason == "its version is not known");
}

TEST_CASE("listed versions count beside ranges") {
  const Collection collection(
      {record("T-1", affects("PyPI", "Some_Package",
                             "'versions': ['1.0', '1.5'], " + range("ECOSYSTEM", "introduced 2.0, fixed 2.1")))});
  Subject subject;
  subject.purl = "pkg:pypi/some-package@1.0";
  for (const auto &[version, status] : {std::pair{"1.0.0", "T-1: affected"},
                                        {"1.5", "T-1: affected"},
                                        {"1.6", "T-1: not affected"},
                                        {"2.0.post1", "T-1: affected"},
                                        {"2.1.dev1", "T-1: affected"},
                                        {"2.1", "T-1: not affected"}}) {
    INFO(version);
    subject.version = version;
    CHECK(collection.statuses(subject) == status);
  }
}

TEST_CASE("packages are found in their own ecosystem, by the name that it compares") {
  const Collection collection({record("T-GO", affects("Go", "example.test/Mod", range("SEMVER", "introduced 0"))),
                               record("T-NPM", affects("npm", "@scope/thing", range("SEMVER", "introduced 0"))),
                               record("T-RS", affects("crates.io", "thing", range("SEMVER", "introduced 0"))),
                               record("T-CC", affects("ConanCenter", "thing", range("ECOSYSTEM", "introduced 0"))),
                               record("T-VC", affects("vcpkg", "thing", range("ECOSYSTEM", "introduced 0")))});
  const auto found = [&collection](const std::string &purl) {
    Subject subject = vendored("thing", "1.0.0");
    subject.purl = purl;
    return collection.statuses(subject);
  };
  CHECK(found("pkg:golang/example.test/Mod@v1.0.0") == "T-GO: affected");
  CHECK(found("pkg:golang/example.test/mod@v1.0.0").empty());
  CHECK(found("pkg:npm/%40scope/thing@1.0.0") == "T-NPM: affected");
  CHECK(found("pkg:cargo/thing@1.0.0") == "T-RS: affected");
  CHECK(found("pkg:conan/thing@1.0.0?channel=stable") == "T-CC: affected");
  CHECK(found("pkg:vcpkg/thing@1.0.0") == "T-VC: affected");
  CHECK(found("pkg:generic/thing@1.0.0").empty());
}

TEST_CASE("Debian packages are judged by Debian's advisories on the source, of their release") {
  const Collection collection(
      {record("DEBIAN-CVE-2024-1", "'upstream': ['CVE-2024-1'], 'affected': ["
                                   "{'package': {'ecosystem': 'Debian:11', 'name': 'thing'}, " +
                                       range("ECOSYSTEM", "introduced 0, fixed 1:1.2.11.dfsg-2+deb11u2") +
                                       "}, {'package': {'ecosystem': 'Debian:12', 'name': 'thing'}, " +
                                       range("ECOSYSTEM", "introduced 0, fixed 1:1.2.13.dfsg-1") + "}]")});
  CHECK(collection.statuses(debian("thing", "1:1.2.11.dfsg-2+deb11u1", "11")) == "DEBIAN-CVE-2024-1: affected");
  CHECK(collection.statuses(debian("thing", "1:1.2.11.dfsg-2+deb11u2", "11")) == "DEBIAN-CVE-2024-1: not affected");
  CHECK(collection.statuses(debian("thing", "1:1.2.13.dfsg-1~bpo1", "12")) == "DEBIAN-CVE-2024-1: affected");
  CHECK(collection.statuses(debian("thing", "1:1.2.13.dfsg-1", "12")) == "DEBIAN-CVE-2024-1: not affected");
  CHECK(collection.statuses(debian("thing", "1:1.2.13.dfsg-1", "12.4")) == "DEBIAN-CVE-2024-1: not affected");
  CHECK(collection.statuses(debian("thing", "1.0", "13")).empty());
  CHECK(collection.statuses(debian("libthing1", "1.0", "12")).empty());

  const auto matches = collection.match(debian("thing", "1", "12"));
  REQUIRE(matches.size() == 1);
  CHECK(matches.front().upstream == std::vector<std::string>{"CVE-2024-1"});
  CHECK(matches.front().fixedIn == std::vector<std::string>{"1:1.2.13.dfsg-1"});
}

TEST_CASE("when the Debian release is not known, releases must agree") {
  const Collection collection(
      {record("DEBIAN-CVE-2024-1", "'affected': [{'package': {'ecosystem': 'Debian:11', 'name': 'thing'}, " +
                                       range("ECOSYSTEM", "introduced 0, fixed 1.0-1") +
                                       "}, {'package': {'ecosystem': 'Debian:12', 'name': 'thing'}, " +
                                       range("ECOSYSTEM", "introduced 0, fixed 2.0-1") + "}]")});
  CHECK(collection.statuses(debian("thing", "0.9-1", "")) == "DEBIAN-CVE-2024-1: affected");
  CHECK(collection.statuses(debian("thing", "1.5-1", "")) == "DEBIAN-CVE-2024-1: unknown");
  CHECK(collection.statuses(debian("thing", "2.0-1", "")) == "DEBIAN-CVE-2024-1: not affected");
  CHECK(collection.statuses(debian("thing", "", "12")) == "DEBIAN-CVE-2024-1: unknown");
}

TEST_CASE("an advisory of Debian without release holds for every release") {
  const Collection collection(
      {record("DSA-1", affects("Debian", "thing", range("ECOSYSTEM", "introduced 0, fixed 2")))});
  CHECK(collection.statuses(debian("thing", "1.0-1", "12")) == "DSA-1: affected");
  CHECK(collection.statuses(debian("thing", "1.0-1", "")) == "DSA-1: affected");
}

TEST_CASE("Debian packages are never matched on upstream versions") {
  const std::string everything = range("ECOSYSTEM", "introduced 0");
  const Collection collection(
      {record("T-FUZZ", affects("OSS-Fuzz", "thing", everything)),
       record("T-CONAN", affects("ConanCenter", "thing", everything)),
       record("T-GIT", "'affected': [{" + range("GIT", "introduced 0", "https://example.test/thing") + "}]"),
       record("T-PURL", "'affected': [{'package': {'ecosystem': 'Maven', 'name': 'x', 'purl': "
                        "'pkg:deb/debian/libthing1'}, " +
                            everything + "}]")});
  Subject subject = debian("thing", "1.2.3-1", "12");
  subject.name = "thing";
  subject.repository = "https://example.test/thing";
  subject.commit = std::string(40, 'a');
  CHECK(collection.statuses(subject).empty());
}

TEST_CASE("a package without a source field is its own source, as in Debian's files") {
  const Collection collection(
      {record("DSA-1", affects("Debian:12", "thing", range("ECOSYSTEM", "introduced 0, fixed 2")))});
  Subject subject;
  subject.purl = "pkg:deb/debian/thing@1.0-1";
  subject.version = "1.0-1";
  subject.debianRelease = "12";
  CHECK(collection.statuses(subject) == "DSA-1: affected");
}

TEST_CASE("Ubuntu packages are judged by Ubuntu's advisories") {
  const Collection collection(
      {record("USN-1", affects("Ubuntu:22.04:LTS", "thing", range("ECOSYSTEM", "introduced 0, fixed 2"))),
       record("DSA-1", affects("Debian:12", "thing", range("ECOSYSTEM", "introduced 0")))});
  Subject subject = debian("thing", "1.0-1ubuntu1", "22.04");
  subject.purl = "pkg:deb/ubuntu/libthing1@1.0-1ubuntu1";
  CHECK(collection.statuses(subject) == "USN-1: affected");
  subject.debianRelease = "24.04";
  CHECK(collection.statuses(subject).empty());
}

TEST_CASE("vendored copies are found by the name of an upstream advisory, with tags in any spelling") {
  const Collection collection(
      {record("OSV-1", affects("OSS-Fuzz", "Thing", "'versions': ['v1.2', 'thing-1_2_3', 'release-2.0']"))});
  CHECK(collection.statuses(vendored("thing", "1.2")) == "OSV-1: affected");
  CHECK(collection.statuses(vendored("thing", "1.2.3")) == "OSV-1: affected");
  CHECK(collection.statuses(vendored("thing", "v2.0")) == "OSV-1: affected");
  CHECK(collection.statuses(vendored("thing", "2.1")) == "OSV-1: not affected");
  CHECK(collection.statuses(vendored("thing", "")) == "OSV-1: unknown");
  CHECK(collection.statuses(vendored("thingy", "1.2")).empty());
  Subject renamed = vendored("third_party/thing", "1.2");
  renamed.names = {"libthing", "thing"};
  CHECK(collection.statuses(renamed) == "OSV-1: affected");
}

TEST_CASE("names of other ecosystems do not name upstream projects") {
  const Collection collection({record("T-1", affects("npm", "thing", range("SEMVER", "introduced 0"))),
                               record("T-2", affects("Maven", "thing", range("ECOSYSTEM", "introduced 0"))),
                               record("T-3", affects("OSS-Fuzz", "thing", "'versions': ['1.0']"))});
  CHECK(collection.statuses(vendored("thing", "1.0")) == "T-3: affected");
  Subject npm = vendored("thing", "1.0.0");
  npm.purl = "pkg:npm/thing@1.0.0";
  CHECK(collection.statuses(npm) == "T-1: affected");
}

TEST_CASE("a project's own advisories: no package entry, short versions in semantic ranges") {
  const Collection collection({record(
      "PROJ-CVE-2024-9", "'database_specific': {'package': 'thing', 'severity': 'Low'}, 'affected': [{'ranges': ["
                         "{'type': 'SEMVER', 'events': [{'introduced': '7.10'}, {'fixed': '8.5.0'}]}, "
                         "{'type': 'GIT', 'repo': 'https://github.com/Thing/Thing.git', 'events': "
                         "[{'introduced': '0'}, {'fixed': '1111111111111111111111111111111111111111'}]}], "
                         "'versions': ['8.4.0', '7.10']}]")});
  CHECK(collection.statuses(vendored("thing", "8.4.0")) == "PROJ-CVE-2024-9: affected");
  CHECK(collection.statuses(vendored("thing", "7.9.8")) == "PROJ-CVE-2024-9: not affected");
  CHECK(collection.statuses(vendored("thing", "8.5.0")) == "PROJ-CVE-2024-9: not affected");
  Subject byRepository = vendored("another-name", "8.3.9");
  byRepository.repository = "git@github.com:thing/thing.git";
  CHECK(collection.statuses(byRepository) == "PROJ-CVE-2024-9: affected");
  Subject byPurl = vendored("x", "8.0.0");
  byPurl.purl = "pkg:github/thing/thing@8.0.0";
  CHECK(collection.statuses(byPurl) == "PROJ-CVE-2024-9: affected");
  CHECK(collection.match(byPurl).front().level == SeverityLevel::Low);
}

TEST_CASE("a repository that an ecosystem's package names says nothing about upstream's versions") {
  const Collection collection(
      {record("T-1", affects("PyPI", "thing",
                             "'versions': ['1.0'], 'ranges': [{'type': 'ECOSYSTEM', 'events': "
                             "[{'introduced': '0'}]}, {'type': 'GIT', 'repo': "
                             "'https://example.test/thing', 'events': [{'introduced': '0'}]}]"))});
  Subject subject = vendored("cpp-thing", "1.0");
  subject.repository = "https://example.test/thing";
  CHECK(collection.statuses(subject) == "T-1: unknown"); // its commit is not known
  subject.commit = std::string(40, 'a');
  CHECK(collection.statuses(subject) == "T-1: affected");
}

TEST_CASE("an order that is not known here decides by equality alone") {
  const Collection collection({record("T-1", "'affected': [{'package': {'ecosystem': 'Alpine:v3.18', 'name': 'thing', "
                                             "'purl': 'pkg:apk/alpine/thing'}, 'versions': ['1.0-r0'], " +
                                                 range("ECOSYSTEM", "introduced 0, fixed 1.0-r1") + "}]")});
  Subject subject;
  subject.purl = "pkg:apk/alpine/thing@1.0-r0?arch=x86";
  subject.version = "1.0-r0";
  CHECK(collection.statuses(subject) == "T-1: affected");
  subject.version = "1.0-r5";
  CHECK(collection.statuses(subject) == "T-1: unknown");
}

TEST_CASE("an advisory without versions, or with a range of a kind to come, decides nothing") {
  const Collection collection(
      {record("T-1", affects("OSS-Fuzz", "thing", "'versions': []")),
       record("T-2", affects("OSS-Fuzz", "thing", "'ranges': [{'type': 'NEW', 'events': []}]"))});
  CHECK(collection.statuses(vendored("thing", "1.0")) == "T-1: unknown; T-2: unknown");
}

TEST_CASE("withdrawn advisories are not matched") {
  const Collection collection(
      {record("T-1", "'withdrawn': '2024-01-01T00:00:00Z', " + affects("OSS-Fuzz", "thing", "'versions': ['1.0']"))});
  CHECK(collection.statuses(vendored("thing", "1.0")).empty());
}

TEST_CASE("aliases are one match, named after the CVE, in which affected wins") {
  const std::string newer = "'modified': '2024-06-01T00:00:00Z', ";
  const Collection collection(
      {record("GHSA-aaaa", "'aliases': ['CVE-2024-7'], 'published': '2024-02-01T00:00:00Z', 'references': "
                           "[{'type': 'WEB', 'url': 'https://example.test/b'}], " +
                               affects("OSS-Fuzz", "thing", range("ECOSYSTEM", "introduced 0, fixed 0.5"))),
       record("OSV-2024-1", "'aliases': ['CVE-2024-7'], 'published': '2024-01-01T00:00:00Z', 'references': "
                            "[{'type': 'WEB', 'url': 'https://example.test/a'}], " +
                                affects("OSS-Fuzz", "thing", range("ECOSYSTEM", "introduced 0, fixed 2.0"))),
       record("OSV-2024-2", "'related': ['CVE-2024-7'], 'upstream': ['GHSA-aaaa'], " +
                                affects("OSS-Fuzz", "thing", "'versions': ['9']"))});
  const auto matches = collection.match(vendored("thing", "1.0"));
  REQUIRE(matches.size() == 2);
  CHECK(matches[0].id == "CVE-2024-7");
  CHECK(matches[0].aliases == std::vector<std::string>{"GHSA-aaaa", "OSV-2024-1"});
  CHECK(matches[0].status == Match::Status::Affected);
  CHECK(matches[0].fixedIn == std::vector<std::string>{"2.0"});
  CHECK(matches[0].references == std::vector<std::string>{"https://example.test/a", "https://example.test/b"});
  CHECK(matches[0].published == "2024-01-01T00:00:00Z");
  CHECK(matches[1].id == "OSV-2024-2");
  CHECK(matches[1].status == Match::Status::NotAffected);
  CHECK(matches[1].upstream == std::vector<std::string>{"GHSA-aaaa"});
}

TEST_CASE("in a group of aliases, unknown outweighs not affected") {
  const Collection collection(
      {record("A-1", "'aliases': ['B-1'], " + affects("OSS-Fuzz", "thing", "'versions': ['9']")),
       record("B-1", affects("OSS-Fuzz", "thing", range("GIT", "introduced 0", "https://example.test/thing")))});
  CHECK(collection.statuses(vendored("thing", "1.0")) == "A-1: unknown");
}

TEST_CASE("severity, functions and files are taken from where databases keep them") {
  const Collection collection({record(
      "T-1", "'severity': [{'type': 'CVSS_V3', 'score': 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'}], " +
                 affects("OSS-Fuzz", "thing",
                         "'versions': ['1.0'], 'ecosystem_specific': {'severity': 'HIGH', 'imports': [{'path': 'a/b', "
                         "'symbols': ['parse', 'Read']}], 'affects': {'functions': {'thing::run': ['<1']}}}, "
                         "'database_specific': {'symbols': ['inflate'], 'paths': ['src/inflate.c'], "
                         "'vanir_signatures': [{'target': {'file': 'src/mock.c', 'function': 'mock'}}, 7]}"))});
  const auto matches = collection.match(vendored("thing", "1.0"));
  REQUIRE(matches.size() == 1);
  CHECK(matches[0].functions == std::vector<std::string>{"Read", "inflate", "mock", "parse", "thing::run"});
  CHECK(matches[0].files == std::vector<std::string>{"src/inflate.c", "src/mock.c"});
  CHECK(matches[0].score == Approx(9.8));
  CHECK(matches[0].level == SeverityLevel::Critical);
  CHECK(matches[0].severity == "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
}

TEST_CASE("matches are sorted by subject and id") {
  const TemporaryDirectory directory;
  directory.write("r/1.json", record("B", affects("OSS-Fuzz", "thing", "'versions': ['1.0']")));
  directory.write("r/2.json", record("A", affects("OSS-Fuzz", "thing", "'versions': ['1.0']")));
  auto database = AdvisoryDatabase::open(directory / "db", Database::Mode::Create);
  REQUIRE(database.has_value());
  REQUIRE(database->add(directory / "r", "2024-02-01").has_value());
  Subject first = vendored("thing", "1.0");
  first.ref = "a";
  Subject second = first;
  second.ref = "b";
  const auto matches = match(*database, {second, first}, nullptr);
  REQUIRE(matches.has_value());
  std::string order;
  for (const Match &match : *matches) order += match.ref + match.id + " ";
  CHECK(order == "aA aB bA bB ");
}

TEST_CASE("a component without a known repository meets records that name only a repository, by its name") {
  const Collection collection(
      {record("OSV-1", "'affected': [{'versions': ['v1.2.11', 'boost-1.83.0'], " +
                           range("GIT", "introduced 0", "https://github.com/madler/libThing.git") + "}]")});
  CHECK(collection.statuses(vendored("thing", "1.2.11")) == "OSV-1: affected");
  CHECK(collection.statuses(vendored("libthing", "1.2.11")) == "OSV-1: affected");
  CHECK(collection.statuses(vendored("thing", "1.3")) == "OSV-1: unknown");
  CHECK(collection.statuses(vendored("thing", "")) == "OSV-1: unknown");
  CHECK(collection.statuses(vendored("thingy", "1.2.11")).empty());
  Subject conan = vendored("Thing", "1.2.11");
  conan.purl = "pkg:conan/thing@1.2.11";
  CHECK(collection.statuses(conan) == "OSV-1: affected");
  CHECK(collection.match(conan).front().byName);
  CHECK(collection.match(conan).front().reason == "version 1.2.11 is listed as affected; matched by the name of the "
                                                  "repository https://github.com/madler/libthing");
  Subject boost = vendored("a", "1.83.0");
  boost.names = {"boost", "thing"};
  CHECK(collection.statuses(boost) == "OSV-1: affected");
}

TEST_CASE("a namesake on the same host is another project, on another host it may be a mirror") {
  const Collection collection({record("OSV-1", "'affected': [{'versions': ['v1.0'], " +
                                                   range("GIT", "introduced 0", "https://github.com/a/thing") + "}]")});
  Subject subject = vendored("thing", "1.0");
  subject.repository = "https://github.com/b/thing";
  CHECK(collection.statuses(subject).empty());
  subject.repository = "https://example.test/mirrors/thing";
  CHECK(collection.statuses(subject) == "OSV-1: affected");
  subject.repository = "https://example.test/thing-1.0.tar.gz";
  CHECK(collection.statuses(subject) == "OSV-1: affected");
  subject.repository = "https://github.com/a/thing";
  CHECK(collection.statuses(subject) == "OSV-1: affected");
  CHECK_FALSE(collection.match(subject).front().byName);
  Subject npm = vendored("thing", "1.0");
  npm.purl = "pkg:npm/thing@1.0";
  CHECK(collection.statuses(npm).empty());
  CHECK(collection.statuses(debian("thing", "1.0", "12")).empty());
}

TEST_CASE("what only a name links counts where nothing else does") {
  const std::string named = range("GIT", "introduced 0", "https://example.test/x/thing");
  const Collection collection(
      {record("A-1", "'affected': [{'versions': ['1.0'], " + named + "}, {'package': {'ecosystem': 'ConanCenter', " +
                         "'name': 'thing'}, " + range("ECOSYSTEM", "introduced 0, fixed 1.0") + "}]"),
       record("B-1", "'aliases': ['A-1'], 'affected': [{'versions': ['1.0'], " + named + "}]")});
  Subject subject = vendored("thing", "1.0");
  subject.purl = "pkg:conan/thing@1.0";
  CHECK(collection.statuses(subject) == "A-1: not affected");
}

TEST_CASE("the fix is the one that ends the interval in which the version lies") {
  const auto fixOf = [](const std::string &events, const std::string &version) {
    const Collection collection({record("T-1", affects("Go", "example.test/mod", range("SEMVER", events)))});
    const auto matches = collection.match(goModule(version));
    REQUIRE(matches.size() == 1);
    return matches.front().fixedIn;
  };
  using Fixes = std::vector<std::string>;
  const std::string branches =
      "introduced 0, fixed 1.10.0, introduced 2.0.0, fixed 2.3.0, introduced 10.0.0, fixed 10.1.0";
  CHECK(fixOf(branches, "v1.2.0") == Fixes{"1.10.0"});
  CHECK(fixOf(branches, "v2.1.0") == Fixes{"2.3.0"});
  CHECK(fixOf(branches, "v10.0.5") == Fixes{"10.1.0"});
  CHECK(fixOf(branches, "v3.0.0").empty());
  CHECK(fixOf(branches, "master") == Fixes{"1.10.0", "2.3.0", "10.1.0"}); // nobody knows
  const Collection collection(
      {record("A-1",
              "'aliases': ['B-1'], " + affects("OSS-Fuzz", "thing", range("ECOSYSTEM", "introduced 0, fixed 1.10"))),
       record("B-1", affects("OSS-Fuzz", "thing", range("ECOSYSTEM", "introduced 0, fixed 1.9")))});
  CHECK(collection.match(vendored("thing", "1.0")).front().fixedIn == Fixes{"1.9", "1.10"});
}
