// The closed lists of SPDX that the verifier holds documents against.
#pragma once

#include <string_view>

namespace lintel::sbom {

bool isSpdx2Relationship(std::string_view type); // SPDX 2.3, 11.1
bool isSpdx3Relationship(std::string_view type); // SPDX 3.0.1, Core/RelationshipType

// What a relationship of either generation means for the graph; reversed: its subject is what is depended on.
struct EdgeMeaning {
  std::string_view kind; // as ReadEdge::kind
  bool reversed = false;
};
EdgeMeaning meaningOf(std::string_view relationship);

} // namespace lintel::sbom
