// lintel.yaml: what is read, and what is said of mistakes.
#include "tests/support/temporary_directory.h"
#include "tests/unit/policy/policy_cases.h"
#include "tests/unit/policy/policy_fixture.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>

namespace lintel::policy::test {
namespace {

// expected may hold one '*' where the wording is yaml-cpp's own.
bool agrees(const std::string &message, const std::string &expected) {
  const std::size_t star = expected.find("YAML: *");
  if (star == std::string::npos) return message == expected;
  const std::string head = expected.substr(0, star + 6);
  const std::string tail = expected.substr(star + 7);
  return message.starts_with(head) && message.ends_with(tail) && message.size() > head.size() + tail.size();
}

void requireMessages(const Loaded &loaded, const std::vector<std::string> &expected) {
  CHECK_FALSE(loaded.policy);
  for (const std::string &message : loaded.messages) UNSCOPED_INFO(message);
  REQUIRE(loaded.messages.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (!agrees(loaded.messages[i], expected[i])) CHECK(loaded.messages[i] == expected[i]);
  }
}

} // namespace

TEST_CASE("a bad policy is refused with place, expectation and hint") {
  for (const BadCase &bad : badPolicies()) {
    DYNAMIC_SECTION(bad.name) { requireMessages(loadText(bad.text), bad.messages); }
  }
}

TEST_CASE("a bad waivers file is refused with place, expectation and hint") {
  for (const BadCase &bad : badWaivers()) {
    DYNAMIC_SECTION(bad.name) {
      requireMessages(loadText("version: 1\nwaivers: .lintel/waivers.yaml\n", bad.text), bad.messages);
    }
  }
}

TEST_CASE("the smallest policy has the documented defaults") {
  const Policy policy = valid("version: 1\n");
  CHECK(policy.file == "lintel.yaml");
  CHECK(policy.database.empty());
  CHECK(policy.failOn == Severity::Error);
  CHECK_FALSE(policy.incompleteAllowed);
  CHECK(policy.excluded.empty());
  CHECK(policy.checks.empty());
  CHECK(policy.documents.empty());
  CHECK_FALSE(policy.dependencies.enabled);
  CHECK(policy.effective("lintel-error-discarded", Severity::Warning, "a.cpp").mode == Mode::Enforce);
  CHECK(policy.effective("lintel-error-discarded", Severity::Warning, "a.cpp").severity == Severity::Warning);
}

TEST_CASE("every key of the policy arrives") {
  const Policy policy = valid(kFullPolicy, kFullWaivers);
  CHECK(policy.database == "build/release");
  CHECK(policy.failOn == Severity::Warning);
  CHECK(policy.incompleteAllowed);
  REQUIRE(policy.excludedBy("third_party/zlib/inflate.c"));
  CHECK(policy.excludedBy("gen/a.cpp")->line == 5);
  CHECK_FALSE(policy.excludedBy("src/a.cpp"));
  REQUIRE(policy.checks.size() == 5);
  CHECK(policy.checks[1].rules == "lintel-error-discarded");
  CHECK(policy.checks[1].mode == Mode::Off);
  CHECK(policy.checks[2].source.line == 9);
  const std::map<std::string, std::string> options{{"MaxDepth", "5"},
                                                   {"Strict", "true"},
                                                   {"Helper", "checked_cast"},
                                                   {"FieldPattern", "^(page_?size|limit)$"},
                                                   {"Types", "std::size_t;7;true"}};
  CHECK(policy.optionsOf("lintel-cast-pointer-int") == options);
  CHECK(policy.optionsOf("lintel-error-discarded").empty());

  REQUIRE(policy.documents.size() == 1);
  CHECK(policy.documents[0].id == "no-latest-tag");
  CHECK(policy.documents[0].pattern == "image:\\s*\\S+:latest\\b");
  CHECK(policy.documents[0].message == "pin the image by digest");
  CHECK(policy.documents[0].severity == Severity::Warning);
  CHECK(policy.documents[0].files.matches("deploy/a/b.yaml"));
  CHECK_FALSE(policy.documents[0].files.matches("deploy/test/b.yaml"));

  CHECK(policy.dependencies.enabled);
  CHECK(policy.dependencies.mode == Mode::Warn);
  REQUIRE(policy.waivers.size() == 2);
  CHECK(policy.waivers[0].rule == "lintel-error-discarded");
  CHECK(policy.waivers[0].fingerprint == "0123456789abcdef0123456789abcdef");
  CHECK(policy.waivers[0].reason == "the cache is only an optimisation");
  CHECK(policy.waivers[0].owner == "storage-team");
  CHECK(policy.waivers[0].expires == "2030-06-30");
  CHECK(policy.waivers[0].source.file == ".lintel/waivers.yaml");
  CHECK(policy.waivers[0].source.line == 3);
  CHECK(policy.waivers[1].symbol == "orders::save");
  CHECK(policy.waivers[1].pathGlob.matches("deploy/a/b.yaml"));
}

TEST_CASE("every key of the dependencies arrives") {
  const Policy policy = valid(kFullPolicy, kFullWaivers);
  const DependencyPolicy &asked = policy.dependencies.asked;
  CHECK(policy.dependencies.index == ".lintel/releases.db");
  CHECK(asked.vcpkg == "/opt/vcpkg");
  REQUIRE(asked.vendored.size() == 1);
  CHECK(asked.vendored[0].matches("third_party/zlib"));

  REQUIRE(asked.advisories);
  CHECK(asked.advisories->severity == Severity::Error);
  REQUIRE(asked.advisories->databases.size() == 2);
  CHECK(asked.advisories->databases[1].text == ".lintel/osv.db");
  CHECK(asked.advisories->databases[1].at == Location{"lintel.yaml", {53, 26}, {53, 26}});
  CHECK(asked.advisories->maxAge == 14);
  CHECK(asked.advisories->threshold == 2);
  CHECK(asked.advisories->unknown == Level::Deny);
  REQUIRE(asked.advisories->ignore.size() == 1);
  CHECK(asked.advisories->ignore[0].text == "CVE-2030-1");
  CHECK(asked.advisories->ignore[0].name->matches("zlib1g"));
  CHECK(asked.advisories->ignore[0].reason == "not reachable");
  CHECK(asked.advisories->ignore[0].expires == "2030-06-30");
  CHECK(asked.advisories->vex[0].text == ".lintel/vex.json");

  REQUIRE(asked.licenses);
  CHECK(asked.licenses->allowed[1].text == "Apache-2.0");
  CHECK(asked.licenses->denied[0].text == "AGPL-*");
  REQUIRE(asked.licenses->exceptions.size() == 2);
  CHECK(asked.licenses->exceptions[0].name.matches("libfoo"));
  CHECK(asked.licenses->exceptions[0].licenses.empty());
  CHECK(asked.licenses->exceptions[1].text == "libbar");
  CHECK(asked.licenses->exceptions[1].versions == "<2");
  CHECK(asked.licenses->exceptions[1].licenses == std::vector<std::string>{"MPL-2.0"});
  REQUIRE(asked.licenses->copyleft);
  CHECK(asked.licenses->copyleft->linkedStatically == Level::Warn);
  CHECK(asked.licenses->copyleft->linkedDynamically == Level::Deny);
  CHECK(asked.licenses->mismatch == Level::Allow);
  REQUIRE(asked.licenses->clarify.size() == 1);
  CHECK(asked.licenses->clarify[0].expression == "MIT OR Zlib");
  CHECK(asked.licenses->clarify[0].fileHash.size() == 64);

  REQUIRE(asked.bans);
  REQUIRE(asked.bans->denied.size() == 2); // with `banned`
  CHECK(asked.bans->denied[0].name.matches("libssl1.1"));
  CHECK(asked.bans->denied[0].reason == "no longer supported");
  CHECK(asked.bans->denied[1].versions == ">=7.0 <7.88");
  REQUIRE(asked.bans->denied[1].wrappers.size() == 1);
  CHECK(asked.bans->denied[1].wrappers[0].matches("src/net/get.cpp"));
  REQUIRE(asked.bans->allowed);
  CHECK(asked.bans->allowed->size() == 2);
  CHECK(asked.bans->multipleVersions == Level::Warn);
  CHECK(asked.bans->skip[0].versions == "*");

  REQUIRE(asked.sources);
  CHECK(asked.sources->allowed->front().glob.matches("github.com/google/re2"));
  CHECK(asked.sources->registries->size() == 2);
  CHECK(asked.sources->insecure == Level::Warn);
  CHECK(asked.sources->ignore.size() == 1);

  REQUIRE(asked.pinning);
  CHECK(asked.pinning->branches == Level::Warn);
  CHECK(asked.pinning->tags == Level::Warn);
  CHECK(asked.pinning->hashes == Level::Warn);
  CHECK(asked.pinning->lockFiles == Level::Warn);
  CHECK(asked.pinning->exact[0].name.matches("d"));
  CHECK(asked.pinning->artefacts[0].text == "build/_deps");
  CHECK(asked.pinning->ignore.size() == 1);

  REQUIRE(asked.drift);
  CHECK(asked.drift->unused == Level::Deny);
  CHECK(asked.drift->undeclared == Level::Deny);
  CHECK(asked.drift->indirect->size() == 2);
  CHECK(asked.drift->ignore.size() == 1);

  REQUIRE(asked.freshness);
  CHECK(asked.freshness->maxBehind == 3);
  CHECK(asked.freshness->maxAge == 365);
  CHECK(asked.freshness->ignore.size() == 1);
}

TEST_CASE("a section of the dependencies that is not there asks for nothing, an empty one for its defaults") {
  const DependencyPolicy none = valid("version: 1\ndependencies: {}\n").dependencies.asked;
  CHECK_FALSE(none.advisories);
  CHECK_FALSE(none.licenses);
  CHECK_FALSE(none.bans);
  CHECK_FALSE(none.sources);
  CHECK_FALSE(none.pinning);
  CHECK_FALSE(none.drift);
  CHECK_FALSE(none.freshness);
  const DependencyPolicy all = valid("version: 1\ndependencies: { advisories: {}, licenses: {}, bans: {}, sources: {}, "
                                     "pinning: {}, drift: {}, freshness: {} }\n")
                                   .dependencies.asked;
  REQUIRE(all.advisories->databases.size() == 1);
  CHECK(all.advisories->databases[0].text == "default");
  CHECK(all.advisories->maxAge == 90);
  CHECK(all.advisories->unknown == Level::Warn);
  CHECK_FALSE(all.licenses->copyleft);
  CHECK(all.licenses->mismatch == Level::Warn);
  CHECK_FALSE(all.bans->allowed);
  CHECK(all.bans->multipleVersions == Level::Allow);
  CHECK_FALSE(all.sources->allowed);
  CHECK(all.sources->insecure == Level::Deny);
  CHECK(all.pinning->branches == Level::Deny);
  CHECK(all.pinning->tags == Level::Allow);
  CHECK_FALSE(all.drift->indirect);
  CHECK_FALSE(all.freshness->maxBehind);
}

TEST_CASE("an alias stands for the value that it names") {
  const Policy policy = valid("version: 1\nexclude: &all ['gen/**', 'out/**']\ndocuments:\n"
                              "  - { id: a, pattern: x, message: m, files: ['**'], exclude: *all }\n");
  CHECK(policy.documents[0].files.matches("src/a"));
  CHECK_FALSE(policy.documents[0].files.matches("out/a"));
}

TEST_CASE("a policy that would grow without bound is refused quickly") {
  std::string bomb = "version: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string before = std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + before + ", *a" + before + "]\n";
  }
  const std::string deep = "version: 1\nexclude: " + std::string(100000, '[') + std::string(100000, ']') + "\n";
  std::string wide = "version: 1\nexclude: [a";
  while (wide.size() < 1000000) wide += ",a";
  const auto begin = std::chrono::steady_clock::now();
  CHECK(loadText(bomb).messages.back().find("the file holds too much") != std::string::npos);
  CHECK(loadText(deep).messages.back() == "lintel.yaml:2:41: values are nested too deeply; expected at most 32 levels");
  CHECK(loadText(wide + "]\n").messages.back().find("the file holds too much") != std::string::npos);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}

TEST_CASE("a hundred mistakes are told, and that there are more") {
  std::string text = "version: 1\n";
  for (int i = 0; i < 150; ++i) text += "k" + std::to_string(i) + ": 1\n";
  const Loaded loaded = loadText(text);
  REQUIRE(loaded.messages.size() == 101);
  CHECK(loaded.messages[0].starts_with("lintel.yaml:2:1: unknown key 'k0'"));
  CHECK(loaded.messages[100] == "lintel.yaml: 50 more mistakes are not listed");
}

TEST_CASE("a file over 1 MiB is refused") {
  const Loaded loaded = loadText("version: 1\n#" + std::string(1u << 20, 'x') + "\n");
  REQUIRE(loaded.messages.size() == 1);
  CHECK(loaded.messages[0] == "lintel.yaml: 'lintel.yaml' is larger than the limit of 1048576 bytes; expected a YAML "
                              "file of at most 1 MiB");
}

namespace {

struct Directory : lintel::test::TemporaryDirectory {
  std::vector<std::string> load(const std::string &file) const {
    Diagnostics diagnostics;
    const auto policy = policy::load(RealFileSystem(), *this / "root", file, {}, diagnostics);
    CHECK_FALSE(policy);
    std::vector<std::string> messages;
    for (const Diagnostic &diagnostic : diagnostics.all()) messages.push_back(toString(diagnostic.problem));
    return messages;
  }
};

} // namespace

TEST_CASE("a policy that is no readable file of the repository is refused") {
  const Directory directory;
  directory.write("outside.yaml", "secret: 1\n");
  directory.write("root/dir/x", "");
  std::filesystem::create_symlink(directory / "outside.yaml", directory / "root/link.yaml");
  directory.write("root/link-waivers.yaml", "version: 1\nwaivers: link.yaml\n");
  using Messages = std::vector<std::string>;
  CHECK(directory.load("dir") == Messages{"dir: 'dir' is a directory; expected a YAML file"});
  CHECK(
      directory.load("none.yaml") ==
      Messages{"none.yaml: 'none.yaml' does not exist; expected a YAML file; write one; it begins with 'version: 1'"});
  CHECK(directory.load("link.yaml") == Messages{"link.yaml: 'link.yaml' is a link that leaves the repository; expected "
                                                "a file inside the repository"});
  CHECK(directory.load("link-waivers.yaml") ==
        Messages{"link-waivers.yaml:2:10: 'link.yaml' is a link that leaves the repository; expected a file inside the "
                 "repository"});
}

} // namespace lintel::policy::test

namespace lintel::policy::test {
namespace {

Loaded loadWithContracts(const std::string &section, const Overlay &others) {
  Overlay overlay{{std::string(kRoot) + "/lintel.yaml", "version: 1\ncontracts:\n" + section}};
  for (const auto &[name, text] : others) overlay[std::string(kRoot) + "/" + name] = text;
  Diagnostics diagnostics;
  Loaded loaded;
  loaded.policy = load(OverlayFileSystem(overlay), kRoot, "lintel.yaml", knownChecks(), diagnostics);
  for (const Diagnostic &diagnostic : diagnostics.all()) loaded.messages.push_back(toString(diagnostic.problem));
  return loaded;
}

} // namespace

TEST_CASE("contracts are handed over as text: files in order, then the policy's own") {
  const Loaded loaded = loadWithContracts("  files: [a.yaml, ./lint/b.yaml]\n  functions: [{function: f}]\n",
                                          {{"a.yaml", "library: a\n"}, {"lint/b.yaml", "library: b\n"}});
  REQUIRE(loaded.policy);
  const auto &contracts = loaded.policy->contracts;
  REQUIRE(contracts.size() == 3);
  CHECK(contracts[0].file == "a.yaml");
  CHECK(contracts[0].text == "library: a\n");
  CHECK(contracts[0].section.empty());
  CHECK(contracts[1].file == "lint/b.yaml");
  CHECK(contracts[2].file == "lintel.yaml");
  CHECK(contracts[2].section == "contracts");
  CHECK(loadWithContracts("  files: [a.yaml]\n", {{"a.yaml", "library: a\n"}}).policy->contracts.size() == 1);
}

TEST_CASE("a file of contracts that cannot be used is told with its place") {
  requireMessages(
      loadWithContracts("  files: [a.yaml]\n", {}),
      {"lintel.yaml:3:11: 'a.yaml' does not exist; expected a YAML file; create it, or remove it from 'files'"});
  requireMessages(loadWithContracts("  files: [../a.yaml]\n", {}),
                  {"lintel.yaml:3:11: an item of 'files' is '../a.yaml'; expected a path inside the repository"});
  requireMessages(loadWithContracts("  files: [a.yaml]\n", {{"a.yaml", "library: a\nlibrary: b\n"}}),
                  {"a.yaml:2:1: duplicate key 'library'; expected each key once; it stands in line 1 too"});
  requireMessages(loadWithContracts("  files: [a.yaml]\n", {{"a.yaml", "- 1\n"}}),
                  {"a.yaml:1:1: the file is a list; expected a mapping; it begins with 'library: NAME'"});
  CHECK_FALSE(loadWithContracts("  files: [a.yaml]\n", {{"a.yaml", std::string(2 << 20, ' ')}}).policy);
  CHECK_FALSE(loadWithContracts("  []\n", {}).policy);
}

} // namespace lintel::policy::test
