// Licences: which hold for a component, whether the policy allows them, and what they ask for as it is linked.
#include "core/support/glob.h"
#include "core/support/hash.h"
#include "core/support/path.h"
#include "sbom/audit/copyleft.h"
#include "sbom/audit/findings.h"
#include "sbom/model/spdx.h"

#include <algorithm>
#include <set>

namespace lintel::sbom {
namespace {

using Licenses = DependencyPolicy::Licenses;
using Leaves = std::set<std::string>;

std::string canonical(const std::string &license) {
  const auto expression = parseLicenseExpression(license);
  return expression ? toString(*expression) : license;
}

void collectLeaves(const LicenseExpression &expression, Leaves &leaves) {
  if (expression.kind == LicenseExpression::Kind::Leaf) leaves.insert(expression.id);
  for (const LicenseExpression &operand : expression.operands) collectLeaves(operand, leaves); // at most 16 levels
}

Leaves leavesOf(const std::vector<std::string> &licenses) {
  Leaves leaves;
  for (const std::string &license : licenses) {
    if (const auto expression = parseLicenseExpression(license)) {
      collectLeaves(*expression, leaves);
    } else {
      leaves.insert(license);
    }
  }
  return leaves;
}

// "GPL-2.0" for "GPL-2.0-or-later WITH GCC-exception-2.0": what texts alone can prove.
std::string family(std::string leaf) {
  leaf = leaf.substr(0, leaf.find(" WITH "));
  for (const std::string_view ending : {"-only", "-or-later"}) {
    if (leaf.ends_with(ending)) leaf.erase(leaf.size() - ending.size());
  }
  return leaf;
}

// Whether the section asks something of a licence that one that is not known cannot answer.
bool needsLicenses(const Licenses &section) {
  return !section.allowed.empty() || !section.denied.empty() || section.copyleft || section.mismatch == Level::Deny;
}

// What holds for one component.
struct Stated {
  std::vector<std::string> licenses; // all hold
  std::string evidence;
  bool clarified = false;
};

class LicenseJudge {
public:
  LicenseJudge(const Context &context, Findings &findings, const Licenses &section)
      : context_(context), findings_(findings), section_(section) {
    for (const PolicyEntry &entry : section.allowed) allowed_[canonical(entry.text)].push_back(&entry);
    for (const PolicyEntry &entry : section.denied) {
      if (auto glob = Glob::compile(canonical(entry.text))) denied_.push_back(std::move(*glob));
    }
  }

  void run() {
    for (const Component &component : context_.bom().components) {
      if (isForeign(component)) judge(component);
    }
    reportOnlyDeclared();
    findings_.settleAll(section_.allowed, "the allowed licence");
    findings_.settleAll(section_.exceptions, "the licence exception of");
    findings_.settleAll(section_.clarify, "the clarification of");
  }

private:
  void judge(const Component &component) {
    const Stated stated = statedBy(component);
    for (const std::string &leaf : leavesOf(stated.licenses)) markAllowed(leaf);
    std::vector<const Licenses::Exception *> exceptions;
    bool isFree = false;
    for (const Licenses::Exception &entry : section_.exceptions) {
      if (!findings_.counts(entry, component)) continue;
      exceptions.push_back(&entry);
      isFree = isFree || entry.licenses.empty();
    }
    if (!stated.clarified) checkMismatch(component);
    if (isFree) return;
    if (!stated.clarified) reportInvalidTags(component);
    const auto isExcepted = [&](const std::string &leaf) {
      return std::ranges::any_of(exceptions, [&](const Licenses::Exception *exception) {
        return std::ranges::any_of(exception->licenses,
                                   [&](const std::string &license) { return includes(canonical(license), leaf); });
      });
    };
    if (stated.licenses.empty()) return reportUnknown(component);
    checkAllowed(component, stated, isExcepted);
    checkCopyleft(component, stated, isExcepted);
  }

  // What a person found out, else what is declared, else what was concluded from the texts.
  Stated statedBy(const Component &component) {
    for (const Licenses::Clarification &entry : section_.clarify) {
      if (!findings_.counts(entry, component)) continue;
      if (!entry.fileHash.empty() && !agrees(entry, component)) continue;
      return {{entry.expression}, entry.at.path, true};
    }
    if (component.licenses.empty() && !component.concludedLicense.empty()) {
      return {{component.concludedLicense}, component.concludedEvidence};
    }
    return {component.licenses, component.licenseEvidence};
  }

  bool agrees(const Licenses::Clarification &entry, const Component &component) {
    const std::string path = absolutePath(component.licenseEvidence, context_.input.root);
    const bool leaves = relativeTo(path, context_.input.root) && !staysInside(path, context_.input.root);
    const auto text = component.licenseEvidence.empty() || leaves ? Result<std::string>(fail("no file states it"))
                                                                  : context_.input.files.read(path);
    if (text && sha256Hex(*text) == entry.fileHash) return true;
    findings_.addAtEntry("dependencies/expired-entry", entry,
                         "the clarification of '" + entry.text + "' does not count: " +
                             (text ? "'" + component.licenseEvidence + "' has the SHA-256 " + sha256Hex(*text)
                                   : "the file that states the licence cannot be read"));
    return false;
  }

  // Whether permission for `allowed` is permission for the leaf. An exception only adds permissions, and "or later"
  // leaves the choice of the version.
  static bool includes(const std::string &allowed, const std::string &leaf) {
    const std::string base = leaf.substr(0, leaf.find(" WITH "));
    constexpr std::string_view kOrLater = "-or-later";
    if (allowed == leaf || allowed == base) return true;
    return base.ends_with(kOrLater) && allowed == base.substr(0, base.size() - kOrLater.size()) + "-only";
  }

  void markAllowed(const std::string &leaf) {
    for (const auto &[license, entries] : allowed_) {
      if (!includes(license, leaf)) continue;
      for (const PolicyEntry *entry : entries) findings_.counts(*entry);
    }
  }

  bool isDenied(const std::string &leaf) const {
    return std::ranges::any_of(denied_, [&](const Glob &glob) {
      return glob.matches(leaf) || glob.matches(leaf.substr(0, leaf.find(" WITH ")));
    });
  }

  bool isAllowed(const std::string &leaf) const {
    if (isDenied(leaf)) return false;
    return allowed_.empty() ||
           std::ranges::any_of(allowed_, [&](const auto &entry) { return includes(entry.first, leaf); });
  }

  void reportUnknown(const Component &component) {
    if (!needsLicenses(section_) || !mayBeShipped(component)) return;
    if (isOnlyDeclared(component)) return onlyDeclared_.push_back(&component);
    findings_.add("dependencies/unknown-license", component, "the licence of " + describe(component) + " is not known");
  }

  // No file of it was seen, so that there is nothing in which a licence could have been found.
  static bool isOnlyDeclared(const Component &component) {
    return component.isDeclared() && !component.isCompiled() && !component.isLinked() && component.path.empty();
  }

  // One finding for all of them: one thing is missing, the build or the packages that the manifests name.
  void reportOnlyDeclared() {
    if (onlyDeclared_.empty()) return;
    constexpr std::size_t kNamed = 5;
    const Component &first = *onlyDeclared_.front();
    if (onlyDeclared_.size() == 1)
      return findings_.add("dependencies/unknown-license", first,
                           "the licence of " + describe(first) + " is not known");
    std::vector<std::string> names;
    for (const Component *component : onlyDeclared_)
      if (names.size() < kNamed) names.push_back(component->name);
    const std::size_t others = onlyDeclared_.size() - names.size();
    findings_.add("dependencies/unknown-license", first,
                  "the licences of " + std::to_string(onlyDeclared_.size()) +
                      " components are not known, of which only manifests speak: " + quotedList(names) +
                      (others > 0 ? " and " + std::to_string(others) + " more" : ""));
  }

  template <class IsExcepted>
  void checkAllowed(const Component &component, const Stated &stated, const IsExcepted &isExcepted) {
    if (allowed_.empty() && denied_.empty()) return;
    std::vector<std::string> refused;
    bool denies = false;
    for (const std::string &license : stated.licenses) {
      if (isSatisfiedBy(license, [&](const std::string &leaf) { return isExcepted(leaf) || isAllowed(leaf); }))
        continue;
      refused.push_back(license);
      denies = denies || std::ranges::any_of(leavesOf({license}), [&](const auto &leaf) { return isDenied(leaf); });
    }
    if (refused.empty()) return;
    findings_.add("dependencies/license", component,
                  describe(component) + " is under " + quotedList(refused) + ", which the policy " +
                      (denies ? "denies" : "does not allow") + " (stated in '" + stated.evidence + "')");
  }

  // A tool or a test of which no file was seen gets into no program.
  static bool mayBeShipped(const Component &component) {
    const auto isRuntime = [](const Declaration &declaration) { return declaration.scope == Scope::Runtime; };
    return !component.isDeclared() || component.isCompiled() || component.isLinked() ||
           std::ranges::any_of(component.declarations, isRuntime);
  }

  template <class Passes> static bool isSatisfiedBy(const std::string &license, const Passes &passes) {
    const auto expression = parseLicenseExpression(license);
    return expression ? isSatisfied(*expression, passes) : passes(license);
  }

  // One finding for each text: a copy says the same thing in many files.
  void reportInvalidTags(const Component &component) {
    const std::vector<InvalidLicenseTag> &tags = component.invalidLicenseTags;
    for (auto tag = tags.begin(); tag != tags.end();) {
      const auto next = std::find_if(tag, tags.end(), [&](const auto &other) { return other.text != tag->text; });
      const std::string more = next - tag > 1 ? ", as " + std::to_string(next - tag - 1) + " more do" : "";
      findings_.addAt("dependencies/invalid-license", component, tag->location,
                      "the licence tag of this file of " + describe(component) + " says '" + tag->text + "'" + more +
                          ", which is no expression of SPDX licences");
      tag = next;
    }
  }

  void checkMismatch(const Component &component) {
    if (section_.mismatch == Level::Allow || component.licenses.empty() || component.concludedLicense.empty()) return;
    Leaves declared;
    for (const std::string &leaf : leavesOf(component.licenses)) declared.insert(family(leaf));
    std::vector<std::string> others;
    for (const std::string &leaf : leavesOf({component.concludedLicense})) {
      if (!declared.contains(family(leaf))) others.push_back(leaf);
    }
    if (others.empty()) return;
    Place place = context_.placeOf(component);
    findings_.addWeighed(section_.mismatch, "dependencies/license-mismatch", component, std::move(place.location),
                         describe(component) + " declares " + quotedList(component.licenses) + " ('" +
                             component.licenseEvidence + "'), but its files say " + quotedList(others) + " (" +
                             component.concludedEvidence + ")",
                         std::move(place.steps));
  }

  // The way in which the component gets into the program; nullopt: it does not, or nobody knows.
  static std::optional<LinkKind> linkingOf(const Component &component) {
    const auto isOwnUnit = [](const Occurrence &occurrence) {
      return occurrence.header == fileOfUnit(occurrence.unit);
    };
    const auto isStatic = [](const LinkOccurrence &link) { return link.kind != LinkKind::Shared; };
    if (std::ranges::any_of(component.links, isStatic)) return LinkKind::Archive;
    if (!component.links.empty()) return LinkKind::Shared;
    if (std::ranges::any_of(component.occurrences, isOwnUnit)) return LinkKind::Object;
    return std::nullopt;
  }

  template <class IsExcepted>
  void checkCopyleft(const Component &component, const Stated &stated, const IsExcepted &isExcepted) {
    if (!section_.copyleft) return;
    const auto reaches = [&](Copyleft least) {
      return !std::ranges::all_of(stated.licenses, [&](const std::string &license) {
        return isSatisfiedBy(license,
                             [&](const std::string &leaf) { return isExcepted(leaf) || copyleftOf(leaf) < least; });
      });
    };
    if (!reaches(Copyleft::Library)) return;
    const auto linking = linkingOf(component);
    if (!linking) {
      if (!context_.bom().linkedKnown && component.isCompiled()) {
        findings_.undecided("whether the copyleft of " + describe(component) +
                            " reaches the program: how it is linked is not known");
      }
      return;
    }
    const bool isShared = *linking == LinkKind::Shared;
    if (isShared && !reaches(Copyleft::Program)) return;
    Place place = context_.placeOf(component);
    findings_.addWeighed(isShared ? section_.copyleft->linkedDynamically : section_.copyleft->linkedStatically,
                         "dependencies/copyleft", component, std::move(place.location),
                         describe(component) + " is under " + quotedList(stated.licenses) + " and " + how(*linking),
                         std::move(place.steps));
  }

  static const char *how(LinkKind linking) {
    switch (linking) {
    case LinkKind::Archive: return "linked statically";
    case LinkKind::Object: return "compiled into the program";
    case LinkKind::Shared: break;
    }
    return "linked dynamically";
  }

  const Context &context_;
  Findings &findings_;
  const Licenses &section_;
  std::map<std::string, std::vector<const PolicyEntry *>> allowed_; // by canonical spelling
  std::vector<Glob> denied_;
  std::vector<const Component *> onlyDeclared_; // without a known licence
};

// One finding for all of them: a directory without owner would flood the report.
void reportUnknownHeaders(const Context &context, Findings &findings) {
  const auto isUnknown = [](const Component &component) { return component.origin == Origin::Unknown; };
  const auto first = std::ranges::find_if(context.bom().components, isUnknown);
  if (first == context.bom().components.end()) return;
  const std::size_t count = context.bom().unknownHeaders.size();
  const std::string others = count > 1 ? " and " + std::to_string(count - 1) + " more of no known owner" : "";
  findings.add("dependencies/unknown-license", *first,
               "the header '" + first->name + "' belongs to no package, vendored directory or part of the project" +
                   others + ": its licence is not known");
}

} // namespace

void judgeLicenses(const Context &context, Findings &findings) {
  const DependencyPolicy &policy = context.input.policy;
  const bool asksForNames = policy.bans && (!policy.bans->denied.empty() || policy.bans->allowed);
  const bool asksForLicenses = policy.licenses && needsLicenses(*policy.licenses);
  if (asksForNames || asksForLicenses) reportUnknownHeaders(context, findings);
  if (policy.licenses) LicenseJudge(context, findings, *policy.licenses).run();
}

} // namespace lintel::sbom
