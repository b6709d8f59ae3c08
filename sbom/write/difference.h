// What changed between two documents, whatever their formats: `lintel sbom diff A B`.
#pragma once

#include "sbom/write/read.h"

#include <string>
#include <vector>

namespace lintel::sbom {

struct FieldChange {
  std::string component; // as componentKey
  std::string before;    // empty when it was not stated
  std::string after;
  friend auto operator<=>(const FieldChange &, const FieldChange &) = default;
};

// All lists are sorted. Components are paired by componentKey; the root is compared like any other, by its name.
struct Difference {
  std::vector<ReadComponent> added;
  std::vector<ReadComponent> removed;
  std::vector<FieldChange> versions;
  std::vector<FieldChange> licenses;
  std::vector<FieldChange> hashes; // of the same algorithm; stated by both
  std::vector<ReadEdge> addedEdges;
  std::vector<ReadEdge> removedEdges; // both with component keys for ids
  bool isEmpty() const;
};

// What a component is called whatever its version: its purl without version, qualifiers and subpath, else its name.
std::string componentKey(const ReadComponent &component);

Difference difference(const ReadDocument &before, const ReadDocument &after);

// A line for each change, "+ zlib 1.3.1", with a summary at the end; "no difference" when there is none.
std::string toText(const Difference &difference);
// {"added": [{"name", "version", "purl"}], "removed", "versionChanged": [{"component", "before", "after"}], ...}
std::string toJson(const Difference &difference);

} // namespace lintel::sbom
