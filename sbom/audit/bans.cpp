// Components that may not be used, that alone may be used, and that are there more than once.
#include "core/support/text.h"
#include "sbom/audit/findings.h"
#include "sbom/audit/version_order.h"

#include <algorithm>
#include <map>

namespace lintel::sbom {
namespace {

using Denied = DependencyPolicy::Bans::Denied;

class BanJudge {
public:
  BanJudge(const Context &context, Findings &findings, const DependencyPolicy::Bans &bans)
      : context_(context), findings_(findings), bans_(bans) {}

  void run() {
    for (const Component &component : context_.bom().components) {
      if (!isForeign(component)) continue;
      checkDenied(component);
      checkAllowed(component);
    }
    for (const Denied &entry : bans_.denied) findings_.counts(entry); // one that meets nothing is what is wanted
    findings_.settleAll(bans_.denied, "the ban of");
    if (bans_.allowed) findings_.settleAll(*bans_.allowed, "the allowed component");
    checkDuplicates();
    if (bans_.multipleVersions != Level::Allow) findings_.settleAll(bans_.skip, "the skipped component");
  }

private:
  void checkDenied(const Component &component) {
    for (const Denied &entry : bans_.denied) {
      if (!namesComponent(entry.name, component) || !findings_.counts(entry)) continue;
      const auto range = VersionRange::parse(entry.versions);
      const auto inside = range ? range->contains(component.origin, component.version) : std::nullopt;
      if (inside == false) continue;
      reportDenied(component, entry, inside.has_value());
      return;
    }
  }

  void reportDenied(const Component &component, const Denied &entry, bool versionKnown) {
    std::string message = describe(component) + " is banned";
    if (!entry.versions.empty()) message += " in the versions '" + entry.versions + "'";
    if (!entry.reason.empty()) message += ": " + entry.reason;
    if (!versionKnown) message += "; its version is not known, so that it may be another one";
    const auto severity = versionKnown ? std::nullopt : std::optional(Severity::Warning);
    if (entry.wrappers.empty()) return findings_.add("dependencies/banned", component, std::move(message), severity);
    if (auto use = useOutside(component, entry.wrappers)) {
      findings_.addAt("dependencies/banned", component, std::move(use->location), message + "; " + use->what, severity);
    }
  }

  struct Use {
    Location location;
    std::string what;
  };

  // Something else than the wrappers that uses the component.
  std::optional<Use> useOutside(const Component &component, const std::vector<Glob> &wrappers) const {
    const auto isWrapper = [&](const std::string &path) {
      return std::ranges::any_of(wrappers, [&](const Glob &glob) { return glob.matches(path); });
    };
    if (const auto site = context_.sites.findOutside(component, isWrapper)) {
      return Use{site->location, "it may be used through its wrappers only"};
    }
    bool isWrapped = component.isCompiled();
    for (const auto &[ref, dependencies] : context_.bom().dependsOn) {
      const Component *user = findComponent(context_.bom(), ref);
      if (user == nullptr || user == &component || !dependencies.contains(component.ref)) continue;
      isWrapped = true;
      const auto namesUser = [&](const Glob &glob) { return namesComponent(glob, *user); };
      if (std::ranges::any_of(wrappers, namesUser)) continue;
      return Use{context_.placeOf(*user).location, describe(*user) + ", which is no wrapper of it, uses it"};
    }
    for (const LinkOccurrence &link : component.links) { // all that is known of its use
      if (isWrapped || isWrapper(link.artefact)) continue;
      return Use{context_.placeOf(component).location,
                 "'" + link.artefact + "', which is no wrapper of it, is linked with it"};
    }
    return std::nullopt;
  }

  void checkAllowed(const Component &component) {
    if (!bans_.allowed || isToolchain(component) || findings_.anyCounts(*bans_.allowed, component)) return;
    findings_.add("dependencies/not-allowed", component,
                  describe(component) + " is not among the components that the policy allows");
  }

  // The upstream version: without a registry's own revision, Debian's without epoch, revision and the mark of a
  // repacked source.
  static std::string upstreamVersion(const Component &component) {
    std::string version = component.version;
    if (component.origin != Origin::DebianPackage)
      return version.substr(0, version.find(".bcr.")); // of Bazel's registry
    if (!component.sourceVersion.empty()) version = component.sourceVersion;
    version.erase(0, version.find(':') + 1);
    version = version.substr(0, version.rfind('-'));
    for (const char *mark : {"+dfsg", ".dfsg", "+ds", "~dfsg", "~ds", "+repack"}) {
      version = version.substr(0, version.find(mark));
    }
    return version;
  }

  void checkDuplicates() {
    if (bans_.multipleVersions == Level::Allow) return;
    std::map<std::string, std::vector<const Component *>> byName;
    std::set<std::string> ownNames;
    for (const Component &component : context_.bom().components) {
      if (!isForeign(component) || isToolchain(component)) continue;
      std::set<std::string> names{lowerCase(component.name)};
      ownNames.insert(*names.begin());
      for (const std::string &name : component.wellKnownAs) names.insert(lowerCase(name));
      for (const std::string &name : names) byName[name].push_back(&component);
    }
    std::set<std::vector<const Component *>> reported; // asked for membership only
    // Of several names that a group has in common, one that some component bears is understood best.
    for (const bool isOwn : {true, false}) {
      for (const auto &[name, components] : byName) {
        if (components.size() < 2 || ownNames.contains(name) != isOwn) continue;
        if (reported.insert(components).second) checkGroup(name, components);
      }
    }
  }

  void checkGroup(const std::string &name, const std::vector<const Component *> &components) {
    const Component *first = nullptr;
    const Component *other = nullptr;
    std::vector<std::string> all;
    std::vector<Step> steps;
    for (const Component *component : components) {
      if (findings_.anyCounts(bans_.skip, *component)) continue;
      const std::string version = upstreamVersion(*component);
      if (version.empty()) {
        findings_.undecided("whether '" + name + "' is used in several versions: the version of " +
                            describe(*component) + " is not known");
        continue;
      }
      all.push_back(describe(*component));
      if (first == nullptr) {
        first = component;
        continue;
      }
      steps.push_back({context_.placeOf(*component).location, describe(*component) + " comes in here"});
      const auto order = versionOrder(Origin::Fetched, version, upstreamVersion(*first));
      if (!order || *order != std::strong_ordering::equal) other = component;
    }
    if (other == nullptr) return;
    std::string message = "'" + name + "' is used in several versions: ";
    for (std::size_t i = 0; i < all.size(); ++i) message += (i == 0 ? "" : ", ") + all[i];
    findings_.addWeighed(bans_.multipleVersions, "dependencies/duplicate", *first, context_.placeOf(*first).location,
                         std::move(message), std::move(steps));
  }

  const Context &context_;
  Findings &findings_;
  const DependencyPolicy::Bans &bans_;
};

} // namespace

void judgeBans(const Context &context, Findings &findings) {
  if (context.input.policy.bans) BanJudge(context, findings, *context.input.policy.bans).run();
}

} // namespace lintel::sbom
