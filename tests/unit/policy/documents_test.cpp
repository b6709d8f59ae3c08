// Engine 2: rules over the lines of text files.
#include "policy/documents/documents.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/policy/policy_fixture.h"

#include <catch2/catch.hpp>
#include <filesystem>

namespace lintel::policy::test {
namespace {

const std::string kLatest =
    "  - { id: no-latest, pattern: 'image:\\s*\\S+:latest\\b', message: pin it, severity: warning, "
    "files: ['deploy/**'], exclude: ['**/*.md'] }\n";

std::string policyText(const std::string &rules, const std::string &more = "") {
  return "version: 1\n" + more + "documents:\n" + rules;
}

DocumentResults judgeFiles(const Policy &policy, const std::map<std::string, std::string> &contents) {
  Overlay overlay;
  std::vector<std::string> paths;
  for (const auto &[path, content] : contents) {
    overlay[std::string(kRoot) + "/" + path] = content;
    paths.push_back(path);
  }
  return judgeDocuments(policy, OverlayFileSystem(overlay), kRoot, paths);
}

// "path:line:column-column" of every finding.
std::vector<std::string> places(const DocumentResults &results) {
  std::vector<std::string> lines;
  for (const Finding &finding : results.findings) {
    const Location &at = finding.location;
    lines.push_back(at.path + ":" + std::to_string(at.begin.line) + ":" + std::to_string(at.begin.column) + "-" +
                    std::to_string(at.end.column));
  }
  return lines;
}

// "unit kind detail" of every outcome.
std::vector<std::string> outcomes(const DocumentResults &results) {
  std::vector<std::string> lines;
  for (const Outcome &outcome : results.outcomes) {
    lines.push_back(outcome.unit + " " + lintel::toString(outcome.kind) +
                    (outcome.detail.empty() ? "" : " " + outcome.detail));
  }
  return lines;
}

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("a document rule reports each match with its place") {
  const auto results = judgeFiles(valid(policyText(kLatest)),
                                  {{"deploy/a.yaml", "kind: Pod\r\n  image: web:latest\r\n  image: db:1.2\n"},
                                   {"deploy/README.md", "image: web:latest\n"},
                                   {"src/a.yaml", "image: web:latest\n"}});
  CHECK(places(results) == Lines{"deploy/a.yaml:2:3-20"});
  CHECK(outcomes(results) == Lines{"deploy/a.yaml analysed"});
  const Finding &finding = results.findings.at(0);
  CHECK(finding.rule == "documents/no-latest");
  CHECK(finding.severity == Severity::Warning);
  CHECK(finding.message == "pin it");
  CHECK(finding.location.end.line == 2);
  CHECK(finding.symbol.empty());
  CHECK(finding.fingerprint.empty());
}

TEST_CASE("matches within lines") {
  struct Case {
    const char *name;
    const char *pattern;
    const char *text;
    Lines expected;
  };
  const Case cases[] = {
      {"several in a line, not overlapping", "aa", "aaaaa x aa", {"f:1:1-3", "f:1:3-5", "f:1:9-11"}},
      {"'^' means the begin of a line", "^a", "aa\na", {"f:1:1-2", "f:2:1-2"}},
      {"'$' means the end of a line", "b$", "bb\r\nb", {"f:1:2-3", "f:2:1-2"}},
      {"a word boundary sees what stands before", "\\bab", "abab ab", {"f:1:1-3", "f:1:6-8"}},
      {"columns count bytes", "x", "\xc3\xa4x", {"f:1:3-4"}},
      {"a byte order mark is no text", "^x", "\xef\xbb\xbfx", {"f:1:1-2"}},
      {"an empty match counts once a line", "^$", "a\n\nb\n", {"f:2:1-1"}},
      {"no match over the end of a line", "a\\s*b", "a\nb", {}},
  };
  for (const Case &c : cases) {
    DYNAMIC_SECTION(c.name) {
      const Policy policy =
          valid(policyText(std::string("  - { id: r, pattern: '") + c.pattern + "', message: m, files: ['*'] }\n"));
      CHECK(places(judgeFiles(policy, {{"f", c.text}})) == c.expected);
    }
  }
}

TEST_CASE("a document that cannot be judged has an outcome that says why") {
  const auto results = judgeFiles(valid(policyText(kLatest)), {{"deploy/binary", std::string("image: a:latest\0", 16)},
                                                               {"deploy/large", std::string(kMaxFileSize + 1, 'x')},
                                                               {"deploy/latin1", "image: \xe4:latest\n"}});
  CHECK(results.findings.empty());
  CHECK(outcomes(results) == Lines{"deploy/binary parse-failed not text: it holds a NUL byte",
                                   "deploy/large parse-failed is larger than the limit of 33554432 bytes",
                                   "deploy/latin1 parse-failed not text: it is not valid UTF-8"});
}

TEST_CASE("a document that does not exist is not passed over") {
  const auto results = judgeDocuments(valid(policyText(kLatest)), OverlayFileSystem({}), kRoot, {"deploy/a.yaml"});
  REQUIRE(results.outcomes.size() == 1);
  CHECK(results.outcomes[0].kind == OutcomeKind::ParseFailed);
  CHECK_FALSE(results.outcomes[0].detail.empty());
}

TEST_CASE("the policy's exclude leaves a document out and names its line") {
  const auto results = judgeFiles(valid(policyText(kLatest, "exclude:\n  - a/**\n  - deploy/gen/**\n")),
                                  {{"deploy/gen/a.yaml", "image: a:latest\n"}});
  CHECK(results.findings.empty());
  CHECK(outcomes(results) == Lines{"deploy/gen/a.yaml excluded lintel.yaml:4"});
}

TEST_CASE("a rule that is off asks for no document") {
  const auto results = judgeFiles(valid(policyText(kLatest, "checks: { documents/no-latest: off }\n")),
                                  {{"deploy/a.yaml", "image: a:latest\n"}});
  CHECK(results.findings.empty());
  CHECK(results.outcomes.empty());
}

TEST_CASE("a file is judged once by every rule that asks for it") {
  const Policy policy = valid(policyText("  - { id: b, pattern: x, message: m, files: ['*'] }\n"
                                         "  - { id: a, pattern: x, message: m, files: ['*', f] }\n"));
  const auto results = judgeDocuments(policy, OverlayFileSystem({{std::string(kRoot) + "/f", "x"}}), kRoot, {"f", "f"});
  REQUIRE(results.findings.size() == 2);
  CHECK(results.findings[0].rule == "documents/a");
  CHECK(results.findings[1].rule == "documents/b");
  CHECK(outcomes(results) == Lines{"f analysed"});
}

TEST_CASE("a rule lists a thousand matches in a file and says that there are more") {
  const Policy policy = valid(policyText("  - { id: r, pattern: x, message: no x, files: ['*'] }\n"));
  CHECK(judgeFiles(policy, {{"f", std::string(1000, 'x')}}).findings.back().message == "no x");
  const auto results = judgeFiles(policy, {{"f", std::string(5000, 'x')}, {"g", "x"}});
  REQUIRE(results.findings.size() == 1002);
  CHECK(results.findings[1000].message == "more than 1,000 matches in this file, the rest is not listed: no x");
  CHECK(results.findings[1001].location.path == "g");
}

TEST_CASE("a link out of the repository is not followed") {
  const lintel::test::TemporaryDirectory directory;
  directory.write("outside.yaml", "image: secret:latest\n");
  directory.write("root/deploy/real/a.yaml", "image: a:latest\n");
  std::filesystem::create_symlink("../../outside.yaml", directory / "root/deploy/out.yaml");
  std::filesystem::create_symlink("real/a.yaml", directory / "root/deploy/in.yaml");
  std::filesystem::create_symlink("real", directory / "root/deploy/linked");
  std::filesystem::create_symlink(directory.path(), directory / "root/deploy/up");
  const auto results =
      judgeDocuments(valid(policyText(kLatest)), RealFileSystem(), directory / "root",
                     {"deploy/in.yaml", "deploy/linked", "deploy/out.yaml", "deploy/real/a.yaml", "deploy/up"});
  CHECK(places(results) == Lines{"deploy/in.yaml:1:1-16", "deploy/real/a.yaml:1:1-16"});
  CHECK(outcomes(results) ==
        Lines{"deploy/in.yaml analysed", "deploy/out.yaml parse-failed a link that leaves the repository",
              "deploy/real/a.yaml analysed", "deploy/up parse-failed a link that leaves the repository"});
}

} // namespace lintel::policy::test
