#include "sbom/audit/audit.h"

#include "core/support/glob.h"
#include "sbom/audit/include_site.h"
#include "sbom/model/spdx.h"

#include <algorithm>
#include <set>

namespace lintel::sbom {
namespace {

struct CompiledBan {
  Glob glob;
  std::string reason;
};

struct CompiledPolicy {
  std::vector<CompiledBan> bans;
  std::set<std::string> allowedLicenses; // canonical
  std::vector<Glob> exceptions;
};

Result<CompiledPolicy> compile(const DependencyPolicy &policy) {
  CompiledPolicy compiled;
  for (const auto &ban : policy.banned) {
    auto glob = Glob::compile(ban.name);
    if (!glob) return fail(glob.error());
    compiled.bans.push_back({std::move(*glob), ban.reason});
  }
  for (const std::string &license : policy.allowedLicenses) {
    const auto expression = parseLicenseExpression(license);
    compiled.allowedLicenses.insert(expression ? toString(*expression) : license);
  }
  for (const std::string &name : policy.licenseExceptions) {
    auto glob = Glob::compile(name);
    if (!glob) return fail(glob.error());
    compiled.exceptions.push_back(std::move(*glob));
  }
  return compiled;
}

bool namesComponent(const Glob &glob, const Component &component) {
  return glob.matches(component.name) || (!component.source.empty() && glob.matches(component.source));
}

// "libfoo-dev 1.2-3 (Debian package, source foo)"
std::string describe(const Component &component) {
  std::string text = '\'' + component.name + '\'';
  if (!component.version.empty()) text += ' ' + component.version;
  switch (component.origin) {
  case Origin::DebianPackage:
    return text + (component.source == component.name ? " (Debian package)"
                                                      : " (Debian package, source '" + component.source + "')");
  case Origin::Vendored: return text + " (vendored in '" + component.path + "')";
  case Origin::Toolchain: return text + " (toolchain)";
  case Origin::Project:
  case Origin::Unknown: break;
  }
  return text;
}

std::string joined(const std::vector<std::string> &words) {
  std::string text;
  for (const std::string &word : words) text += (text.empty() ? "'" : ", '") + word + '\'';
  return text;
}

class Auditor {
public:
  Auditor(IncludeSites sites, const Bom &bom, CompiledPolicy policy)
      : sites_(std::move(sites)), bom_(bom), policy_(std::move(policy)) {}

  std::vector<Finding> run() {
    const Component *firstUnknown = nullptr;
    for (const Component &component : bom_.components) {
      if (component.origin == Origin::Unknown) {
        if (firstUnknown == nullptr) firstUnknown = &component;
        continue;
      }
      checkBans(component);
      checkLicense(component);
    }
    if (firstUnknown != nullptr) reportUnknownHeaders(*firstUnknown);
    std::ranges::sort(findings_, reportOrder);
    return std::move(findings_);
  }

private:
  void checkBans(const Component &component) {
    for (const CompiledBan &ban : policy_.bans) {
      if (!namesComponent(ban.glob, component)) continue;
      report(component, "dependencies/banned", Severity::Error,
             describe(component) + " is banned" + (ban.reason.empty() ? "" : ": " + ban.reason));
      return;
    }
  }

  void checkLicense(const Component &component) {
    if (policy_.allowedLicenses.empty()) return;
    const auto excepted = [&](const Glob &glob) { return namesComponent(glob, component); };
    if (std::ranges::any_of(policy_.exceptions, excepted)) return;
    if (component.licenses.empty()) {
      report(component, "dependencies/unknown-license", Severity::Warning,
             "the licence of " + describe(component) + " is not known");
      return;
    }
    std::vector<std::string> refused;
    for (const std::string &license : component.licenses) {
      if (!isAllowed(license)) refused.push_back(license);
    }
    if (refused.empty()) return;
    report(component, "dependencies/license", Severity::Error,
           describe(component) + " is under " + joined(refused) + ", which the policy does not allow (stated in '" +
               component.licenseEvidence + "')");
  }

  // An exception only adds permissions, and "or later" leaves the choice of the version: both are
  // allowed where the licence itself is.
  bool isAllowed(const std::string &license) const {
    const auto &allowed = policy_.allowedLicenses;
    const auto expression = parseLicenseExpression(license);
    if (!expression) return allowed.contains(license);
    return isSatisfied(*expression, [&](const std::string &leaf) {
      const std::string base = leaf.substr(0, leaf.find(" WITH "));
      constexpr std::string_view kOrLater = "-or-later";
      const bool orLater = base.ends_with(kOrLater);
      return allowed.contains(leaf) || allowed.contains(base) ||
             (orLater && allowed.contains(base.substr(0, base.size() - kOrLater.size()) + "-only"));
    });
  }

  // One finding for all of them: a directory without owner would flood the report.
  void reportUnknownHeaders(const Component &first) {
    if (policy_.allowedLicenses.empty() && policy_.bans.empty()) return;
    const std::size_t count = bom_.unknownHeaders.size();
    const std::string others = count > 1 ? " and " + std::to_string(count - 1) + " more of no known owner" : "";
    report(first, "dependencies/unknown-license", Severity::Warning,
           "the header '" + first.name + "' belongs to no package, vendored directory or part of the project" + others +
               ": its licence is not known");
  }

  void report(const Component &component, const char *rule, Severity severity, std::string message) {
    IncludeSite site = sites_.find(component);
    Finding finding;
    finding.rule = rule;
    finding.severity = severity;
    finding.message = std::move(message);
    if (!site.direct) finding.message += "; it is included indirectly, through other components";
    finding.location = std::move(site.location);
    finding.steps = std::move(site.steps);
    finding.symbol = component.origin == Origin::Unknown ? "" : component.name;
    findings_.push_back(std::move(finding));
  }

  IncludeSites sites_;
  const Bom &bom_;
  CompiledPolicy policy_;
  std::vector<Finding> findings_;
};

} // namespace

Result<std::vector<Finding>> audit(const FileSystem &files, const std::string &root, const Bom &bom,
                                   const DependencyPolicy &policy) {
  auto compiled = compile(policy);
  if (!compiled) return fail(compiled.error());
  return Auditor(IncludeSites(files, root, bom), bom, std::move(*compiled)).run();
}

} // namespace lintel::sbom
