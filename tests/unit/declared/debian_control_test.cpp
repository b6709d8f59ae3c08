#include "package_fixture.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

using Names = std::vector<std::string>;

namespace {

std::vector<Declaration> relations(const std::string &buildDepends) {
  return repositoryWith("debian/control", "Source: x\nBuild-Depends: " + buildDepends).declarations("debian/control");
}

} // namespace

TEST_CASE("debian/control: versions, exact only with '='") {
  const auto found = relations("a (>= 1.0), b(= 1:2.0-1), c (= ${binary:Version}), d:native, e\n");
  CHECK(summaries(found) == Names{"a", "b 1:2.0-1", "c", "d", "e"});
  CHECK(named(found, "a").constraint == ">= 1.0");
  CHECK(named(found, "a").purl.empty());
  CHECK(named(found, "b").purl == "pkg:deb/debian/b@1:2.0-1");
  CHECK(named(found, "c").constraint == "= ${binary:Version}");
  CHECK(named(found, "e").scope == Scope::Build);
}

TEST_CASE("debian/control: alternatives, architectures, profiles") {
  const auto found = relations("a (>= 2) [amd64 !hurd-any] <!cross> | b, c <!nocheck>");
  CHECK(named(found, "a").condition == "[amd64 !hurd-any] <!cross>");
  CHECK(named(found, "a").required);
  CHECK(named(found, "b").condition == "instead of a");
  CHECK_FALSE(named(found, "b").required);
  CHECK(named(found, "c").scope == Scope::Test);
}

TEST_CASE("debian/control: own packages are left out, variables are said") {
  const auto found = repositoryWith("debian/control", "Source: x\n\nPackage: x\nDepends: x-data, ${shlibs:Depends}, y\n"
                                                      "Recommends: z\n\nPackage: x-data\n")
                         .declarations("debian/control");
  CHECK(summaries(found) == Names{"${shlibs:Depends}?", "y", "z"});
  CHECK(named(found, "y").scope == Scope::Runtime);
  CHECK(named(found, "z").scope == Scope::Optional);
}

TEST_CASE("debian/control: comments inside of a field") {
  const auto found = relations("a,\n# b, c\n# d\n   e,\n");
  CHECK(summaries(found) == Names{"a", "e"});
  CHECK(named(found, "e").location.begin == Position{5, 4});
}

TEST_CASE("debian/control: damage is an error with its line") {
  CHECK(repositoryWith("debian/control", "Source: x\nno field\n").problem("debian/control").line == 2);
}
