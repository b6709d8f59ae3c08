#include "sbom/audit/policy_check.h"

#include "core/support/text.h"
#include "sbom/audit/version_range.h"
#include "sbom/model/spdx.h"
#include "sbom/model/spdx_ids.h"

#include <string>
#include <vector>

namespace lintel::sbom {
namespace {

Problem problemAt(const DependencyPolicy::Entry &entry, std::string what, std::string expected, std::string hint) {
  return {std::move(what),       entry.at.path,       entry.at.begin.line,
          entry.at.begin.column, std::move(expected), std::move(hint)};
}

// For an expression that is a single word.
std::string suggestionFor(const std::string &expression) {
  const auto ids = spdxLicenseIds();
  const auto near = didYouMean(expression, {ids.begin(), ids.end()});
  return near ? "did you mean '" + *near + "'?" : "";
}

Status checkExpression(const DependencyPolicy::Licenses::Clarification &entry) {
  if (parseLicenseExpression(entry.expression)) return {};
  return fail(problemAt(entry, "'" + entry.expression + "' is no licence expression",
                        "SPDX identifiers or LicenseRef-..., joined by AND, OR and WITH",
                        suggestionFor(entry.expression)));
}

template <class Entries> Status checkRanges(const Entries &entries) {
  for (const DependencyPolicy::Named &entry : entries) {
    if (VersionRange::parse(entry.versions)) continue;
    return fail(
        problemAt(entry, "'" + entry.versions + "' is no version range", "'>=1.0 <1.2', '1.1.*' or '1.1.3'", ""));
  }
  return {};
}

} // namespace

Status checkPolicy(const DependencyPolicy &policy) {
  Status status;
  const auto also = [&status](const Status &next) {
    if (status) status = next;
  };
  if (policy.licenses) {
    also(checkRanges(policy.licenses->exceptions));
    also(checkRanges(policy.licenses->clarify));
    for (const auto &entry : policy.licenses->clarify) also(checkExpression(entry));
  }
  if (policy.bans) {
    also(checkRanges(policy.bans->denied));
    also(checkRanges(policy.bans->skip));
    if (policy.bans->allowed) also(checkRanges(*policy.bans->allowed));
  }
  if (policy.sources) also(checkRanges(policy.sources->ignore));
  if (policy.pinning) also(checkRanges(policy.pinning->ignore));
  if (policy.drift) {
    also(checkRanges(policy.drift->ignore));
    if (policy.drift->indirect) also(checkRanges(*policy.drift->indirect));
  }
  if (policy.freshness) also(checkRanges(policy.freshness->ignore));
  return status;
}

} // namespace lintel::sbom
