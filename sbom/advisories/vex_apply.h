// Which statement decides about which match of an advisory.
#pragma once

#include "sbom/advisories/vex.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lintel::sbom {

// One vulnerability in one component, as an advisory was matched.
struct VexSubject {
  std::string id;                            // of the advisory
  std::vector<std::string> aliases;          // of it
  std::string purl;                          // of the component; empty when it has none
  std::set<std::string> otherIds;            // IRIs and CPEs that it goes by as well
  std::map<std::string, std::string> hashes; // algorithm as OpenVEX spells it -> lower-case hexadecimal
};

// What the component is built into; a statement about it speaks of every component inside.
struct VexProject {
  std::string purl;
  std::set<std::string> otherIds;
};

struct VexDecisions {
  std::vector<std::optional<std::size_t>> statementOf; // for each subject the index of the statement that decides
  std::vector<std::size_t> unused;                     // statements that speak of no subject at all; sorted
};

// A statement speaks of a subject when it names the vulnerability by id or alias, and
//   - as a product without subcomponents, the component or the project, or
//   - as a product the project, and the component as a subcomponent.
// A purl is compared as purlCovers() does, another id as it is written; a hash that differs excludes. Of several
// statements the latest decides; of two of the same second, the one that comes later in the list.
VexDecisions applyVex(const std::vector<VexSubject> &subjects, const std::vector<VexStatement> &statements,
                      const VexProject &project);

} // namespace lintel::sbom
