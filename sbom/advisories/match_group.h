// Several databases describe one flaw under ids that are aliases of one another: the reader wants to see it once.
#pragma once

#include "sbom/advisories/judge.h"

#include <vector>

namespace lintel::sbom {

// What one advisory says of one subject.
struct AdvisoryJudgement {
  AdvisoryPtr advisory;
  std::vector<const osv::Affected *> entries; // those that speak of the subject
  Judgement judgement;
  std::vector<std::string> fixedIn; // of the entries
  bool byName = false;              // nothing but the name of a repository links them
};

// One match, without ref, for each group of advisories that share an id or alias. Affected wins in a group, then
// unknown. What only a name links counts in a group where nothing else does.
std::vector<Match> mergeAliases(const std::vector<AdvisoryJudgement> &judgements);

} // namespace lintel::sbom
