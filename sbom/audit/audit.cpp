#include "sbom/audit/audit.h"

#include "sbom/audit/findings.h"
#include "sbom/audit/policy_check.h"

namespace lintel::sbom {
namespace {

// Any of them may be what the policy forbids.
void reportUnnamed(const Context &context, Findings &findings) {
  const std::vector<Declaration> &unnamed = context.bom().unnamed;
  if (unnamed.empty()) return;
  const Declaration &first = unnamed.front();
  const std::string others = unnamed.size() == 1 ? "" : " and " + std::to_string(unnamed.size() - 1) + " more";
  findings.undecided("which dependencies are meant at " + first.location.path + ":" +
                     std::to_string(first.location.begin.line) + " (" + first.channel + ")" + others +
                     ": the build computes their names");
}

} // namespace

Result<AuditResult> audit(const AuditInput &input) {
  if (const Status valid = checkPolicy(input.policy); !valid) return fail(valid.error());
  IncludeSites sites(input.files, input.root, input.bom);
  const Context context{input, sites};
  Findings findings(context);
  judgeAdvisories(context, findings);
  judgeLicenses(context, findings);
  judgeBans(context, findings);
  judgeSources(context, findings);
  judgePinning(context, findings);
  judgeChecksums(context, findings);
  judgeDrift(context, findings);
  judgeFreshness(context, findings);
  reportUnnamed(context, findings);
  return findings.take();
}

} // namespace lintel::sbom
