#include "core/finding/fingerprint.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

using namespace lintel;

namespace {

constexpr const char *kRoot = "/repository";

Finding findingAt(int line, const std::string &path = "src/a.cpp") {
  Finding finding;
  finding.rule = "lintel-error-discarded";
  finding.message = "the result is dropped";
  finding.location = {path, {line, 3}, {line, 9}};
  finding.symbol = "orders::save";
  return finding;
}

std::vector<Finding> fingerprinted(std::vector<Finding> findings, const std::string &text) {
  const OverlayFileSystem files(Overlay{{"/repository/src/a.cpp", text}, {"/repository/src/b.cpp", text}});
  assignFingerprints(findings, files, kRoot);
  return findings;
}

std::string fingerprintOf(const Finding &finding, const std::string &text) {
  return fingerprinted({finding}, text).front().fingerprint;
}

} // namespace

TEST_CASE("white space is normalised, nothing else") {
  CHECK(normaliseLine("  a \t b  ") == "a b");
  CHECK(normaliseLine("a b\r") == "a b");
  CHECK(normaliseLine("\t") == "");
  CHECK(normaliseLine("a=b") != normaliseLine("a = b"));
}

TEST_CASE("a fingerprint survives moved and re-indented lines") {
  const std::string before = fingerprintOf(findingAt(2), "{\n  write(fd);\n}\n");
  CHECK(before.size() == 32);
  CHECK(fingerprintOf(findingAt(4), "// new\n\n{\n  write(fd);\n}\n") == before);
  CHECK(fingerprintOf(findingAt(2), "{\n\t\twrite(fd);\r\n}\n") == before);

  Finding other = findingAt(2);
  other.location.begin.column = 5;
  other.message = "said differently";
  other.severity = Severity::Error;
  CHECK(fingerprintOf(other, "{\n  write(fd);\n}\n") == before);
}

TEST_CASE("a fingerprint changes with the line, rule, path and symbol") {
  const std::string text = "{\n  write(fd);\n}\n";
  std::set<std::string> all = {fingerprintOf(findingAt(2), text)};
  all.insert(fingerprintOf(findingAt(2), "{\n  write(log);\n}\n"));
  all.insert(fingerprintOf(findingAt(2, "src/b.cpp"), text));
  Finding rule = findingAt(2);
  rule.rule = "lintel-other";
  all.insert(fingerprintOf(rule, text));
  Finding symbol = findingAt(2);
  symbol.symbol = "orders::load";
  all.insert(fingerprintOf(symbol, text));
  CHECK(all.size() == 5);
}

TEST_CASE("parts do not run into each other") {
  Finding a = findingAt(0), b = findingAt(0);
  a.symbol = "x";
  a.message = "yz";
  b.symbol = "xy";
  b.message = "z";
  CHECK(fingerprintOf(a, "") != fingerprintOf(b, ""));
}

TEST_CASE("equal findings are numbered from the top of the file") {
  const std::string text = "write(fd);\nwrite(fd);\nwrite(fd);\n";
  const auto three = fingerprinted({findingAt(3), findingAt(1), findingAt(2)}, text);
  REQUIRE(three.size() == 3);
  CHECK(three[0].location.begin.line == 1);
  CHECK(three[2].location.begin.line == 3);
  CHECK(std::set<std::string>{three[0].fingerprint, three[1].fingerprint, three[2].fingerprint}.size() == 3);
  // The first of them keeps its name when the last goes away.
  CHECK(fingerprinted({findingAt(1), findingAt(2)}, text)[0].fingerprint == three[0].fingerprint);
  CHECK(fingerprinted({findingAt(1), findingAt(2)}, text)[1].fingerprint == three[1].fingerprint);
}

TEST_CASE("the order of the input does not matter") {
  const std::string text = "write(fd);\nwrite(fd);\nother();\n";
  std::vector<Finding> findings = {findingAt(1), findingAt(2), findingAt(3), findingAt(2, "src/b.cpp")};
  const auto expected = fingerprinted(findings, text);
  for (int i = 0; i < 10; ++i) {
    std::next_permutation(findings.begin(), findings.end(), reportOrder);
    const auto again = fingerprinted(findings, text);
    for (std::size_t k = 0; k < expected.size(); ++k) CHECK(again[k].fingerprint == expected[k].fingerprint);
  }
}

TEST_CASE("without a line the message names the finding") {
  Finding zlib = findingAt(0, ""), curl = findingAt(0, "");
  zlib.message = "zlib is banned";
  curl.message = "curl is banned";
  const auto both = fingerprinted({zlib, curl}, "");
  CHECK(both[0].fingerprint != both[1].fingerprint);
  CHECK(fingerprintOf(zlib, "") == both[1].fingerprint); // not numbered after curl
}

TEST_CASE("a file that cannot be read, or a line behind its end, still gives a fingerprint") {
  CHECK(fingerprintOf(findingAt(7, "src/missing.cpp"), "").size() == 32);
  CHECK(fingerprintOf(findingAt(99), "one line\n").size() == 32);
}

TEST_CASE("the fingerprint of a known finding is fixed") {
  // Waivers and baselines hold these strings: a change of the recipe breaks them all.
  CHECK(fingerprintOf(findingAt(2), "{\n  write(fd);\n}\n") == "c385dfe9396311e1269fc9e279bac355");
}
