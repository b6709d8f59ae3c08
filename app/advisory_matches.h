// The components of a bill of materials held against the databases of advisories.
#pragma once

#include "app/bom.h"
#include "sbom/advisories/match.h"
#include "sbom/audit/audit.h"

#include <string>
#include <vector>

namespace lintel::app {

struct AdvisoryMatches {
  std::vector<sbom::Match> matches;               // that affect a component, or may
  std::vector<sbom::AdvisoryDatabaseState> asked; // one for each database that the policy names
};

// Errors: a database that is there and is none. One that is not there is among those asked, without a date.
Result<AdvisoryMatches> matchAdvisories(const Workspace &workspace, const sbom::Bom &bom);

} // namespace lintel::app
