#include "package_fixture.h"

#include "sbom/declared/manifest_place.h"
#include "sbom/model/place_index.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

TEST_CASE("a manifest that is read line by line is bounded in size") {
  const std::string large(kMaxTextSize + 1, '\n');
  for (const char *path : {"conanfile.txt", ".gitmodules", "go.mod", "go.sum", "requirements.txt", "debian/control"}) {
    INFO(path);
    CHECK(repositoryWith(path, large).problem(path).what.find("more than") != std::string::npos);
  }
}

TEST_CASE("the number of declarations of one manifest is bounded") {
  std::string many;
  for (std::size_t i = 0; i <= kMaxDeclarations; ++i) many += "p" + std::to_string(i) + "\n";
  CHECK(repositoryWith("requirements.txt", many).problem("requirements.txt").what.find("more than") !=
        std::string::npos);
}

TEST_CASE("places count lines and bytes from one") {
  const PlaceIndex places("ab\n\xC3\xA9x\n");
  CHECK(places.at(0) == Position{1, 1});
  CHECK(places.at(3) == Position{2, 1});
  CHECK(places.at(5) == Position{2, 3});
  CHECK(places.offsetOf(2, 2) == 5); // the second character of the line comes after two bytes
  CHECK(places.offsetOf(9, 1) == 7);
}
