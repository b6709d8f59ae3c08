#include "package_fixture.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

std::vector<Declaration> modules(const std::string &text, const std::string &sums = "") {
  Repository repository = repositoryWith("go.mod", text);
  repository.files["go.sum"] = sums;
  return repository.declarations("go.mod");
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("go.mod: required modules with the checksums of go.sum") {
  const auto found = modules("module m\nrequire (\n\ta.org/x v1.0.0\n\tb.org/y v2.0.0+incompatible // indirect\n)\n",
                             "a.org/x v1.0.0 h1:AAAA=\na.org/x v1.0.0/go.mod h1:BBBB=\n");
  CHECK(summaries(found) == Names{"a.org/x v1.0.0", "!b.org/y v2.0.0+incompatible"});
  CHECK(named(found, "a.org/x").checksums == std::vector<Checksum>{{"h1", "AAAA="}});
  CHECK(named(found, "b.org/y").checksums.empty());
  CHECK(named(found, "b.org/y").purl == "pkg:golang/b.org/y@v2.0.0%2Bincompatible");
}

TEST_CASE("go.mod: a replaced module is what takes its place") {
  const auto found = modules("require a.org/x v1.0.0\nrequire a.org/y v1.0.0\nrequire a.org/z v1.0.0\n"
                             "replace a.org/x v1.0.0 => b.org/x v1.5.0\nreplace a.org/x => c.org/x v9.0.0\n"
                             "replace a.org/y => ./local/y\nreplace a.org/z v0.9.0 => b.org/z v2.0.0\n",
                             "b.org/x v1.5.0 h1:XX=\n");
  CHECK(named(found, "a.org/x").version == "v1.5.0");
  CHECK(named(found, "a.org/x").purl == "pkg:golang/b.org/x@v1.5.0");
  CHECK(named(found, "a.org/x").source == "b.org/x");
  CHECK(named(found, "a.org/x").checksums == std::vector<Checksum>{{"h1", "XX="}});
  CHECK(named(found, "a.org/y").version.empty());
  CHECK(named(found, "a.org/y").path == "local/y");
  CHECK(named(found, "a.org/y").purl.empty());
  CHECK(named(found, "a.org/z").version == "v1.0.0"); // another version is replaced
}

TEST_CASE("go.mod: an excluded version is not claimed") {
  const auto found = modules("exclude a.org/x v1.0.0\nrequire a.org/x v1.0.0\n");
  CHECK(summaries(found) == Names{"a.org/x?"});
}

TEST_CASE("go.mod: what is asked of the language is no component") {
  const auto found = modules("module m\ngo 1.21\ntoolchain go1.21.5\nrequire a.org/x v1.0.0\n");
  CHECK(summaries(found) == Names{"a.org/x v1.0.0"});
}

TEST_CASE("go.mod and go.sum: damage is an error with its place") {
  const auto problem = [](const std::string &text) { return repositoryWith("go.mod", text).problem("go.mod"); };
  CHECK(problem("module m\n  wat x\n").column == 3);
  CHECK(problem("require a.org/x\n").line == 1);
  CHECK(problem("module m\ngo 1.21 1.22\n").line == 2);
  CHECK(problem("replace a => b => c => d\n").line == 1);
  CHECK(repositoryWith("go.sum", "a v1 h1:x\nnonsense\n").problem("go.sum").line == 2);
}
