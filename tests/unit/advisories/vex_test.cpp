#include "sbom/advisories/openvex_read.h"
#include "sbom/advisories/openvex_write.h"
#include "sbom/advisories/purl_match.h"
#include "sbom/advisories/vex_apply.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

const std::string kHead = R"("@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.org/vex/1",
  "author": "Example", "timestamp": "2024-02-01T10:00:00Z", "version": 1)";

std::string document(const std::string &statements, const std::string &head = kHead) {
  return "{" + head + ",\n\"statements\": [" + statements + "]}";
}

// One statement with these members beside vulnerability and product.
std::string statement(const std::string &members) {
  return R"({"vulnerability": {"name": "CVE-1"}, "products": [{"@id": "pkg:generic/a@1"}], )" + members + "}";
}

std::vector<VexStatement> read(const std::string &text) {
  const auto statements = readOpenVex(text, "a.vex.json");
  INFO((statements ? "" : toString(statements.error())));
  REQUIRE(statements.has_value());
  return *statements;
}

std::string problem(const std::string &text) {
  const auto statements = readOpenVex(text, "a.vex.json");
  REQUIRE_FALSE(statements.has_value());
  return toString(statements.error());
}

VexStatement made(const std::string &vulnerability, const std::string &product, const std::string &time) {
  VexStatement one;
  one.vulnerability = vulnerability;
  one.products = {{{product, {}, {}}, {}}};
  one.timestamp = time;
  return one;
}

} // namespace

TEST_CASE("every status and justification of the specification is read") {
  CHECK(read(document(statement(R"("status": "fixed")")))[0].status == VexStatus::Fixed);
  CHECK(read(document(statement(R"("status": "under_investigation")")))[0].status == VexStatus::UnderInvestigation);
  const auto affected = read(document(statement(R"("status": "affected", "action_statement": "update to 2",
      "action_statement_timestamp": "2024-03-01T00:00:00Z")")))[0];
  CHECK(affected.status == VexStatus::Affected);
  CHECK(affected.actionStatement == "update to 2");
  CHECK(affected.actionTimestamp == "2024-03-01T00:00:00Z");
  const auto explained = read(document(statement(R"("status": "not_affected", "impact_statement": "not built")")))[0];
  CHECK(explained.status == VexStatus::NotAffected);
  CHECK_FALSE(explained.justification.has_value());
  CHECK(explained.impactStatement == "not built");
  for (const char *why : {"component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
                          "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist"}) {
    const auto one =
        read(document(statement(R"("status": "not_affected", "justification": ")" + std::string(why) + "\"")));
    REQUIRE(one[0].justification.has_value());
    CHECK(toString(*one[0].justification) == std::string(why));
  }
}

TEST_CASE("products, subcomponents, names and hashes are read") {
  const auto one = read(document(R"({
    "@id": "https://example.org/s/1",
    "vulnerability": {"@id": "https://example.org/CVE-1", "name": "CVE-1", "description": "d", "aliases": ["GHSA-1", "X-2"]},
    "products": [{"@id": "urn:x", "identifiers": {"purl": "pkg:generic/a", "cpe23": "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*"},
                  "hashes": {"sha-256": "ABCDEF"},
                  "subcomponents": [{"@id": "pkg:generic/b@2"}, {"hashes": {"md5": "00"}}]}],
    "supplier": "S", "status_notes": "n", "status": "fixed", "timestamp": "2024-02-03T00:00:00+01:00",
    "last_updated": "2024-02-04T00:00:00Z"})"))[0];
  CHECK(one.id == "https://example.org/s/1");
  CHECK(one.vulnerability == "CVE-1");
  CHECK(one.vulnerabilityIri == "https://example.org/CVE-1");
  CHECK(one.aliases == std::vector<std::string>{"GHSA-1", "X-2"});
  REQUIRE(one.products.size() == 1);
  CHECK(one.products[0].component.identifiers.at("purl") == "pkg:generic/a");
  CHECK(one.products[0].component.hashes.at("sha-256") == "abcdef");
  REQUIRE(one.products[0].subcomponents.size() == 2);
  CHECK(one.products[0].subcomponents[0].id == "pkg:generic/b@2");
  CHECK(one.supplier == "S");
  CHECK(one.statusNotes == "n");
  CHECK(one.lastUpdated == "2024-02-04T00:00:00Z");
  CHECK(one.location.path == "a.vex.json");
  CHECK(one.location.begin.line == 3);
}

TEST_CASE("a statement inherits from its document what it does not say itself") {
  const std::string head = kHead + R"(, "last_updated": "2024-05-01T00:00:00Z", "supplier": "D",
    "products": [{"@id": "pkg:generic/whole"}])";
  const auto all =
      read(document(R"({"vulnerability": {"name": "CVE-1"}, "status": "fixed"},)" +
                        statement(R"("status": "fixed", "supplier": "own", "timestamp": "2024-04-01T00:00:00Z")"),
                    head));
  CHECK(all[0].timestamp == "2024-02-01T10:00:00Z");
  CHECK(all[0].lastUpdated == "2024-05-01T00:00:00Z");
  CHECK(all[0].supplier == "D");
  CHECK(all[0].products.at(0).component.id == "pkg:generic/whole");
  CHECK(all[1].timestamp == "2024-04-01T00:00:00Z");
  CHECK(all[1].lastUpdated.empty());
  CHECK(all[1].supplier == "own");
  CHECK(all[1].products.at(0).component.id == "pkg:generic/a@1");
}

TEST_CASE("the form before 0.2.0 names vulnerability and products by bare strings") {
  const std::string head =
      R"("@context": "https://openvex.dev/ns", "@id": "x", "author": "A", "timestamp": "2023-01-01T00:00:00Z")";
  const auto one =
      read(document(R"({"vulnerability": "CVE-1", "products": ["pkg:deb/debian/curl"], "status": "fixed"})", head))[0];
  CHECK(one.vulnerability == "CVE-1");
  CHECK(one.products.at(0).component.id == "pkg:deb/debian/curl");
}

TEST_CASE("what is wrong with a document is told with its place") {
  struct Case {
    std::string text;
    const char *problem;
  };
  for (
      const Case &one : {
          Case{"", "a.vex.json:1:1: not JSON"},
          Case{"{\n  \"a\": nope}", "a.vex.json:2:9: not JSON"},
          Case{"[]", "a.vex.json:1:1: the document is an array; expected an object"},
          Case{"{\"a\": 1,\n \"a\": 2}", "a.vex.json:2:3: the key 'a' comes twice in one object"},
          Case{"{}", "a.vex.json:1:1: the document has no '@context'"},
          Case{R"({"@context": "https://cyclonedx.org"})", "a.vex.json:1:15: the document is not OpenVEX"},
          Case{R"({"@context": "https://openvex.dev/ns/v0.2.0"})", "a.vex.json:1:1: the document has no '@id'"},
          Case{R"({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "x"})",
               "a.vex.json:1:1: the document has no 'author'"},
          Case{"{" + kHead + "}", "a.vex.json:1:1: the document has no statements"},
          Case{"{" + kHead + ", \"statements\": {}}", "'statements' is an object; expected an array"},
          Case{document("7"), "a.vex.json:3:16: a statement is a number; expected an object"},
          Case{document(R"({"status": "fixed"})"), "a.vex.json:3:16: the statement names no vulnerability"},
          Case{document(R"({"vulnerability": {"@id": "x"}, "status": "fixed"})"),
               "the statement names no vulnerability"},
          Case{document(R"({"vulnerability": {"name": 5}, "status": "fixed"})"),
               "'name' is a number; expected a string"},
          Case{document(R"({"vulnerability": {"name": "C"}, "status": "fixed"})"), "the statement names no product"},
          Case{document(statement(R"("supplier": "x")")), "the statement has no 'status'"},
          Case{document(statement(R"("status": "unaffected")")), "unknown status 'unaffected'; expected not_affected,"},
          Case{document(statement(R"("status": "not_affected")")), "not_affected without a reason"},
          Case{document(statement(R"("status": "not_affected", "justification": "because")")),
               "unknown justification 'because'"},
          Case{document(statement(R"("status": "affected")")), "affected without a word on what to do"},
          Case{document(statement(R"("status": "fixed", "justification": "component_not_present")")),
               "a justification for the status fixed"},
          Case{document(statement(R"("status": "fixed", "timestamp": "yesterday")")), "'timestamp' is no time"},
          Case{document(statement(R"("status": "fixed", "last_updated": "2024-02-30T00:00:00Z")")),
               "'last_updated' is no time"},
          Case{document(R"({"vulnerability": {"name": "C"}, "status": "fixed", "products": [{"@id": "pkg:generic"}]})"),
               "'pkg:generic' is no package URL"},
          Case{
              document(
                  R"({"vulnerability": {"name": "C"}, "status": "fixed", "products": [{"identifiers": {"purl": "x"}}]})"),
              "'x' is no package URL"},
          Case{document(R"({"vulnerability": {"name": "C"}, "status": "fixed", "products": [{}]})"),
               "a product without a name"},
          Case{document(R"({"vulnerability": {"name": "C"}, "status": "fixed", "products": [{"hashes": {"md5": 1}}]})"),
               "'md5' is a number"},
          Case{document(statement(R"("status": "fixed")"),
                        R"("@context": "https://openvex.dev/ns/v0.2.0", "@id": "x", "author": "A")"),
               "neither the statement nor the document has a 'timestamp'"},
      }) {
    INFO(one.text);
    const std::string told = problem(one.text);
    INFO(told);
    CHECK(told.find(one.problem) != std::string::npos);
    CHECK(told.find("a.vex.json:") == 0);
  }
}

TEST_CASE("hostile JSON ends in an error, soon") {
  CHECK(problem(std::string(100'000, '[')).find("nested deeper than 100 levels") != std::string::npos);
  std::string deep = "{\"a\":";
  for (int i = 0; i < 10; ++i) deep += deep;
  CHECK(problem(deep).find("nested deeper than 100 levels") != std::string::npos);
  std::string many = "[0";
  for (int i = 0; i < 1'000'001; ++i) many += ",0";
  CHECK(problem(many + "]").find("more than 1000000 values") != std::string::npos);
  CHECK(problem(std::string((32u << 20) + 1, ' ')).find("larger than 32 MiB") != std::string::npos);
  CHECK(problem("{\"\xff\": 1}").find("not JSON") != std::string::npos);
  CHECK(problem("{\"a\": \"\\ud800\"}").find("not JSON") != std::string::npos);
  CHECK(problem("\xEF\xBB\xBF{}").find("a.vex.json:1:4: the document has no '@context'") != std::string::npos);
}

TEST_CASE("a time is a time of the calendar") {
  CHECK(secondsOfTimestamp("1970-01-01T00:00:00Z") == 0);
  CHECK(secondsOfTimestamp("2024-02-29T12:00:00.123456789Z") == 1709208000);
  CHECK(secondsOfTimestamp("2024-02-29T12:00:00+02:00") == 1709208000 - 7200);
  CHECK(secondsOfTimestamp("2024-02-29T12:00:00-00:30") == 1709208000 + 1800);
  for (const char *bad :
       {"", "2024", "2024-02-29", "2023-02-29T00:00:00Z", "2024-02-29T24:00:00Z", "2024-02-29T12:60:00Z",
        "2024-02-29T12:00:00", "2024-02-29T12:00:00+25:00", "2024-13-01T00:00:00Z", "x2024-02-29T12:00:00Z"}) {
    INFO(bad);
    CHECK_FALSE(secondsOfTimestamp(bad).has_value());
  }
}

TEST_CASE("a statement's purl covers what it does not narrow down") {
  struct Case {
    const char *statement;
    const char *component;
    bool covers;
  };
  for (const Case &one : {
           Case{"pkg:deb/debian/curl", "pkg:deb/debian/curl@7.88.1-10?arch=amd64&distro=bookworm", true},
           Case{"pkg:deb/debian/curl@7.88.1-10", "pkg:deb/debian/curl@7.88.1-10?arch=amd64", true},
           Case{"pkg:deb/debian/curl@7.88.1-10?arch=arm64", "pkg:deb/debian/curl@7.88.1-10?arch=amd64", false},
           Case{"pkg:deb/debian/curl?arch=amd64", "pkg:deb/debian/curl@7.88.1-10?arch=amd64&distro=bookworm", true},
           Case{"pkg:deb/debian/curl@7", "pkg:deb/debian/curl@8", false},
           Case{"pkg:deb/debian/curl@7", "pkg:deb/debian/curl", false},
           Case{"pkg:deb/ubuntu/curl", "pkg:deb/debian/curl@7", false},
           Case{"pkg:deb/debian/curl", "pkg:deb/debian/libcurl4@7", false},
           Case{"pkg:GitHub/Madler/zlib", "pkg:github/madler/zlib@v1.3", true},
           Case{"pkg:pypi/a_b", "pkg:pypi/a-b@1", true},
           Case{"pkg:generic/A", "pkg:generic/a", false},
           Case{"pkg:npm/%40scope/name@1", "pkg:npm/%40scope/name@1", true},
           Case{"pkg:npm/@scope/name@1", "pkg:npm/%40scope/name@1", true},
           Case{"pkg:deb/debian/a@1%3A2", "pkg:deb/debian/a@1:2", true},
           Case{"pkg:generic/a#sub", "pkg:generic/a", false},
           Case{"generic/a", "generic/a", false},
           Case{"pkg:generic/", "pkg:generic/", false},
           Case{"", "", false},
       }) {
    INFO(one.statement << " against " << one.component);
    CHECK(purlCovers(one.statement, one.component) == one.covers);
  }
}

TEST_CASE("the latest statement about the vulnerability and the component decides") {
  const VexProject project{"pkg:github/example/app@1", {"https://example.org/app"}};
  const VexSubject subject{"OSV-1", {"CVE-1"}, "pkg:generic/zlib@1.3", {"cpe:x"}, {{"sha-256", "aa"}}};
  const auto decide = [&](const std::vector<VexStatement> &statements) {
    return applyVex({subject}, statements, project).statementOf.at(0);
  };
  const char *early = "2024-01-01T00:00:00Z";
  const char *late = "2024-02-01T00:00:00Z";
  CHECK(decide({made("CVE-1", "pkg:generic/zlib", early)}) == 0u);
  CHECK(decide({made("OSV-1", "pkg:generic/zlib@1.3", early)}) == 0u);
  CHECK(decide({made("CVE-1", "cpe:x", early)}) == 0u);
  CHECK_FALSE(decide({made("CVE-1", "pkg:generic/zlib@1.2", early)}).has_value());
  CHECK_FALSE(decide({made("CVE-2", "pkg:generic/zlib", early)}).has_value());
  CHECK_FALSE(decide({}).has_value());

  CHECK(decide({made("CVE-1", "pkg:generic/zlib", late), made("CVE-1", "pkg:generic/zlib", early)}) == 0u);
  CHECK(decide({made("CVE-1", "pkg:generic/zlib", early), made("CVE-1", "pkg:generic/zlib@1.3", late)}) == 1u);
  CHECK(decide({made("CVE-1", "pkg:generic/zlib", late), made("CVE-1", "pkg:generic/zlib", late)}) == 1u);
  VexStatement updated = made("CVE-1", "pkg:generic/zlib", early);
  updated.lastUpdated = "2024-03-01T00:00:00Z";
  CHECK(decide({updated, made("CVE-1", "pkg:generic/zlib", late)}) == 0u);
  CHECK(decide({made("CVE-1", "pkg:generic/zlib", "2024-01-01T23:00:00-03:00"),
                made("CVE-1", "pkg:generic/zlib", "2024-01-02T01:00:00Z")}) == 0u);

  VexStatement alias = made("GHSA-9", "pkg:generic/zlib", early);
  alias.aliases = {"CVE-1"};
  CHECK(decide({alias}) == 0u);

  CHECK(decide({made("CVE-1", "pkg:github/example/app", early)}) == 0u);
  CHECK(decide({made("CVE-1", "https://example.org/app", early)}) == 0u);
  VexStatement inside = made("CVE-1", "pkg:github/example/app", early);
  inside.products[0].subcomponents = {{"pkg:generic/zlib", {}, {}}};
  CHECK(decide({inside}) == 0u);
  inside.products[0].subcomponents = {{"pkg:generic/png", {}, {}}};
  CHECK_FALSE(decide({inside}).has_value());
  inside = made("CVE-1", "pkg:generic/other-app", early);
  inside.products[0].subcomponents = {{"pkg:generic/zlib", {}, {}}};
  CHECK_FALSE(decide({inside}).has_value());

  VexStatement hashed = made("CVE-1", "", early);
  hashed.products[0].component.hashes = {{"sha-256", "aa"}};
  CHECK(decide({hashed}) == 0u);
  hashed.products[0].component.hashes = {{"md5", "aa"}};
  CHECK_FALSE(decide({hashed}).has_value());
  hashed.products[0].component = {"pkg:generic/zlib", {}, {{"sha-256", "bb"}}};
  CHECK_FALSE(decide({hashed}).has_value());
}

TEST_CASE("statements that speak of nothing here are told") {
  const VexSubject subject{"CVE-1", {}, "pkg:generic/a@1", {}, {}};
  const auto decisions =
      applyVex({subject},
               {made("CVE-1", "pkg:generic/b", ""), made("CVE-1", "pkg:generic/a", "2024-01-01T00:00:00Z"),
                made("CVE-1", "pkg:generic/a", ""), made("CVE-2", "pkg:generic/a", "")},
               {});
  CHECK(decisions.statementOf == std::vector<std::optional<std::size_t>>{1});
  CHECK(decisions.unused == std::vector<std::size_t>{0, 3});
}

TEST_CASE("a document that is written can be read, and says the same") {
  VexStatement one = made("CVE-1", "pkg:generic/a@1", "2024-01-01T00:00:00Z");
  one.aliases = {"GHSA-2", "GHSA-1"};
  one.description = "\"quoted\"\n";
  one.vulnerabilityIri = "https://example.org/CVE-1";
  one.status = VexStatus::NotAffected;
  one.justification = VexJustification::VulnerableCodeNotPresent;
  one.impactStatement = "None of 3 units compiles a.c.";
  one.products[0].subcomponents = {{"pkg:generic/b", {{"purl", "pkg:generic/b"}}, {{"md5", "00"}}}};
  VexStatement two = made("CVE-2", "pkg:generic/c", "");
  two.status = VexStatus::Affected;
  two.actionStatement = "update";
  two.statusNotes = "a byte that is no UTF-8: \xff";
  const VexDocumentInfo info{"https://example.org/vex", "Lintel", "tool", "2024-06-01T00:00:00Z", 2, "lintel"};
  const std::string text = writeOpenVex({two, one}, info);
  const auto back = read(text);
  REQUIRE(back.size() == 2);
  CHECK(back[0].vulnerability == "CVE-1");
  CHECK(back[0].aliases == std::vector<std::string>{"GHSA-1", "GHSA-2"});
  CHECK(back[0].description == one.description);
  CHECK(back[0].justification == one.justification);
  CHECK(back[0].impactStatement == one.impactStatement);
  CHECK(back[0].products == one.products);
  CHECK(back[0].timestamp == "2024-01-01T00:00:00Z");
  CHECK(back[1].timestamp == "2024-06-01T00:00:00Z");
  CHECK(back[1].actionStatement == "update");
  CHECK(back[1].statusNotes == "a byte that is no UTF-8: \xEF\xBF\xBD");
}

TEST_CASE("the bytes of a document depend on what is stated, not on the order") {
  const VexStatement one = made("CVE-1", "pkg:generic/a", "2024-01-01T00:00:00Z");
  VexStatement two = made("CVE-2", "pkg:generic/b", "2024-01-01T00:00:00Z");
  const VexDocumentInfo info{"https://example.org/vex", "A", "", "2024-01-01T00:00:00Z", 1, ""};
  const std::string text = writeOpenVex({one, two}, info);
  CHECK(writeOpenVex({two, one, two}, info) == text);
  CHECK(text.find("\"@id\": \"https://example.org/vex/vex-") != std::string::npos);
  CHECK(text.back() == '\n');
  CHECK(text.find("role") == std::string::npos);
  const auto idOf = [](const std::string &document) { return document.substr(document.find("/vex-"), 69); };
  two.statusNotes = "changed";
  CHECK(idOf(writeOpenVex({one, two}, info)) != idOf(text));
}
