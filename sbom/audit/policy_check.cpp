#include "sbom/audit/policy_check.h"

#include "core/support/glob.h"
#include "core/support/text.h"
#include "sbom/audit/version_range.h"
#include "sbom/model/spdx.h"
#include "sbom/model/spdx_ids.h"

#include <algorithm>
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

bool isLicense(const std::string &text) {
  const auto expression = parseLicenseExpression(text);
  return expression && expression->kind == LicenseExpression::Kind::Leaf;
}

// For a glob with a mistyped beginning: "AGLP-*".
std::string suggestionForGlob(const std::string &glob) {
  const std::string stem = glob.substr(0, glob.find_first_of("*?[{"));
  if (stem.empty()) return "";
  std::vector<std::string> beginnings;
  for (const std::string_view id : spdxLicenseIds()) {
    const std::size_t end = stem.ends_with('-') ? id.find('-') : stem.size() - 1;
    if (end < id.size()) beginnings.emplace_back(id.substr(0, end + 1));
  }
  const auto near = didYouMean(stem, beginnings);
  return near ? "did you mean '" + *near + glob.substr(stem.size()) + "'?" : "";
}

Status checkLicense(const DependencyPolicy::Entry &entry, const std::string &license) {
  if (isLicense(license)) return {};
  const bool isExpression = parseLicenseExpression(license).has_value();
  return fail(problemAt(entry, "'" + license + "' is no licence", "an SPDX identifier or LicenseRef-...",
                        isExpression ? "list the licences one by one" : suggestionFor(license)));
}

// A pattern over identifiers: what it matches of the SPDX list shows whether it is mistyped.
Status checkDeniedLicense(const DependencyPolicy::Entry &entry) {
  if (entry.text.find_first_of("*?[{") == std::string::npos) return checkLicense(entry, entry.text);
  if (entry.text.starts_with("LicenseRef-") || entry.text.find(" WITH ") != std::string::npos) return {};
  const auto glob = Glob::compile(entry.text);
  const auto ids = spdxLicenseIds();
  if (glob && std::any_of(ids.begin(), ids.end(), [&](std::string_view id) { return glob->matches(id); })) return {};
  return fail(problemAt(entry, "'" + entry.text + "' matches no licence", "a pattern over SPDX identifiers",
                        suggestionForGlob(entry.text)));
}

Status checkLicenses(const DependencyPolicy::Licenses &section) {
  Status status;
  const auto also = [&status](const Status &next) {
    if (status) status = next;
  };
  for (const auto &entry : section.allowed) also(checkLicense(entry, entry.text));
  for (const auto &entry : section.denied) also(checkDeniedLicense(entry));
  for (const auto &entry : section.exceptions)
    for (const std::string &license : entry.licenses) also(checkLicense(entry, license));
  for (const auto &entry : section.clarify) also(checkExpression(entry));
  return status;
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
    also(checkLicenses(*policy.licenses));
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
