// Conan references: "name/version@user/channel#recipe-revision:package-id#package-revision%timestamp".
#pragma once

#include "sbom/model/declaration.h"

#include <optional>
#include <string>
#include <string_view>

namespace lintel::sbom {

struct ConanReference {
  std::string name;
  std::string version;    // empty when a constraint stands in its place
  std::string constraint; // a range without its brackets (">=1.2 <2"), or an alias or placeholder as written
  std::string user;
  std::string channel;
  std::string recipeRevision;
  std::string packageId;
  std::string packageRevision;
};

// nullopt for text that is no reference; one of more than 1,000 bytes is none.
std::optional<ConanReference> parseConanReference(std::string_view text);

// Fills version, constraint, purl and checksums; the name is the list's business.
void describeConan(const ConanReference &reference, Declaration &declaration);

} // namespace lintel::sbom
