#include "sbom/audit/audit.h"

#include "sbom/audit/findings.h"
#include "sbom/audit/policy_check.h"

namespace lintel::sbom {

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
  return findings.take();
}

} // namespace lintel::sbom
