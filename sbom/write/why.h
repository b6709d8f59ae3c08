// Why a component is in: the units and lines, the artefacts and the manifests that pull it in: `lintel sbom why`.
#pragma once

#include "core/support/result.h"
#include "sbom/model/bom.h"

#include <string>
#include <vector>

namespace lintel::sbom {

struct Reasons {
  const Component *component = nullptr; // of the Bom that was asked
  std::vector<std::string> path;        // references from the project to the component; empty when nothing leads there
  std::vector<std::string> dependents;  // references of all that depend on it directly; sorted
};

// text: a reference, a package URL (with or without version), a name, another name that the component goes by, or the
// path of a header. Several components may have it. Error: none has; the hint names what is spelt like it.
Result<std::vector<Reasons>> why(const Bom &bom, const std::string &text);

std::string toText(const Bom &bom, const std::vector<Reasons> &reasons);
// [{"ref", "name", "version", "purl", "views", "path", "dependents", "compiled", "linked", "declared"}]
std::string toJson(const std::vector<Reasons> &reasons);

} // namespace lintel::sbom
