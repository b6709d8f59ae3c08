#include "sbom/model/purl.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace lintel;
using namespace lintel::sbom;
using nlohmann::json;

namespace {

std::string textAt(const json &object, const char *key) {
  return object.at(key).is_null() ? std::string() : object.at(key).get<std::string>();
}

Purl purlOf(const json &parts) {
  Purl purl;
  purl.type = textAt(parts, "type");
  purl.nameSpace = textAt(parts, "namespace");
  purl.name = textAt(parts, "name");
  purl.version = textAt(parts, "version");
  if (!parts.at("qualifiers").is_null()) {
    for (const auto &[key, value] : parts.at("qualifiers").items()) purl.qualifiers[key] = value.get<std::string>();
  }
  purl.subpath = textAt(parts, "subpath");
  return purl;
}

// "required" is what a purl must be to be canonical, "recommended" what a reader may mend.
Result<Purl> answerTo(const json &vector) {
  const PurlSpelling spelling = vector.at("test_group") == "required" ? PurlSpelling::Strict : PurlSpelling::Lenient;
  return vector.at("test_type") == "build" ? normalised(purlOf(vector.at("input")))
                                           : parsePurl(vector.at("input").get<std::string>(), spelling);
}

// Two vectors say the opposite of others: keys of qualifiers in upper case are an error for gem and rpm, and the
// definition of type git keeps upper case in names.
bool isContradicted(const json &vector) {
  return (vector.at("description") == "maven pom reference" && vector.at("test_type") == "parse") ||
         vector.at("input") == "pkg:git/github/Package-url/purl-Spec@244fd47e07d1004f0aed9c";
}

void check(const json &vector) {
  const Result<Purl> answer = answerTo(vector);
  if (vector.at("expected_failure")) {
    CHECK_FALSE(answer.has_value());
    return;
  }
  INFO((answer ? toString(*answer) : toString(answer.error())));
  REQUIRE(answer.has_value());
  if (vector.at("test_type") == "parse") {
    CHECK(*answer == purlOf(vector.at("expected_output")));
  } else {
    CHECK(toString(*answer) == vector.at("expected_output").get<std::string>());
  }
}

} // namespace

TEST_CASE("package URLs are read and written as the specification's own vectors say") {
  std::size_t count = 0;
  std::vector<std::filesystem::path> files;
  for (const auto &entry : std::filesystem::directory_iterator(LINTEL_SOURCE_DIR "/tests/data/purl")) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  for (const auto &path : files) {
    std::ifstream file(path);
    const json document = json::parse(file);
    for (const json &vector : document.at("tests")) {
      INFO(path.filename() << ": " << vector.at("description") << ": " << vector.at("input").dump());
      if (isContradicted(vector)) continue;
      check(vector);
      ++count;
    }
  }
  CHECK(count > 500);
}

TEST_CASE("what is no package URL is refused with what was expected") {
  for (const char *text :
       {"", "pkg:", "pkg:npm", "pkg:npm/", "pkg:npm/a@1%", "pkg:npm/a@1%4", "pkg:npm/a@%FF", "npm/a", "pkg:npm/a?b",
        "pkg:npm/a?b=1&b=2", "pkg:npm/a%2Fb/c%ZZ", "pkg:npm/@a%2F%2Fb/c", "pkg:1/a"}) {
    INFO(text);
    const auto purl = parsePurl(text);
    REQUIRE_FALSE(purl.has_value());
    CHECK_FALSE(purl.error().expected.empty());
  }
  CHECK_FALSE(parsePurl("pkg:generic/" + std::string(5000, 'a')).has_value());
}

TEST_CASE("the canonical form of a canonical form is itself") {
  for (const char *text :
       {"pkg:deb/debian/zlib1g@1:1.2.13.dfsg-1?arch=amd64&distro=debian-12", "pkg:generic/a%20b%2Bc@1.0",
        "pkg:golang/github.com/Azure/azure-sdk@v1%2Bincompatible#sdk/core", "pkg:npm/%40babel/core@7.0.0",
        "pkg:generic/x?checksum=sha256:00%2Csha512:11", "pkg:github/madler/zlib@v1.3.1"}) {
    const auto purl = parsePurl(text);
    REQUIRE(purl.has_value());
    CHECK(toString(*purl) == text);
  }
}

TEST_CASE("makePurl joins segments, orders qualifiers and leaves out what is empty") {
  CHECK(makePurl("github", "Madler", "zlib", "v1.3.1", {}) == "pkg:github/madler/zlib@v1.3.1");
  CHECK(makePurl("golang", "github.com/google", "uuid", "v1.6.0", {}) == "pkg:golang/github.com/google/uuid@v1.6.0");
  CHECK(makePurl("deb", "debian", "zlib1g", "1:1", {{"distro", "debian-12"}, {"arch", "amd64"}, {"x", ""}}) ==
        "pkg:deb/debian/zlib1g@1:1?arch=amd64&distro=debian-12");
}
