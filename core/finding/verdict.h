// What the gate decided: each finding with its disposition, every outcome, one verdict.
#pragma once

#include "core/finding/finding.h"
#include "core/finding/outcome.h"

#include <string>
#include <vector>

namespace lintel {

// Exactly one per finding. Only Enforced fails the gate.
enum class Disposition {
  Enforced,   // mode enforce and severity at or above fail-on
  Reported,   // shown, does not fail (mode warn, or severity below fail-on)
  Waived,     // a valid waiver of the policy covers it
  Suppressed, // a NOLINT comment with rule and reason covers it
  Known       // already present at the merge base
};
const char *toString(Disposition disposition);

struct JudgedFinding {
  Finding finding;
  Disposition disposition = Disposition::Reported;
  std::string reason; // waiver: "reason (owner, until date)"; suppression: its reason; else empty
};

enum class Verdict { Pass, Fail, Incomplete };
const char *toString(Verdict verdict);

struct Judgement {
  std::vector<JudgedFinding> findings; // in report order
  std::vector<Outcome> outcomes;       // by engine, then unit
  Verdict verdict = Verdict::Pass;
  bool incompleteAllowed = false; // some unit was not analysed and the policy allows it
};

// 0 pass, 1 fail, 3 incomplete. 2 (invalid input) never reaches a judgement.
int exitCode(Verdict verdict);

} // namespace lintel
