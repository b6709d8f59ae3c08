// What is declared against what is compiled and linked.
#include "sbom/audit/fetched.h"
#include "sbom/audit/findings.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace lintel::sbom {
namespace {

// Packages of other languages, which no C or C++ compiler comes by.
bool isForOtherLanguage(const Declaration &declaration) {
  static constexpr std::array<std::string_view, 4> kOthers{"cargo", "golang", "npm", "pypi"};
  return std::ranges::find(kOthers, registryOf(declaration)) != kOthers.end();
}

// What a declaration promises to be part of the program, without conditions.
bool promisesUse(const Declaration &declaration) {
  return declaration.direct && declaration.required && declaration.resolved && declaration.condition.empty() &&
         declaration.scope == Scope::Runtime && !isForOtherLanguage(declaration);
}

class DriftJudge {
public:
  DriftJudge(const Context &context, Findings &findings, const DependencyPolicy::Drift &section)
      : context_(context), findings_(findings), section_(section) {}

  void run() {
    if (!context_.bom().complete) {
      return findings_.undecided("drift: not every unit and manifest was read");
    }
    for (const Component &component : context_.bom().components) {
      if (!isForeign(component) || isToolchain(component)) continue;
      const bool isIgnored = findings_.anyCounts(section_.ignore, component);
      if (component.isCompiled() || component.isLinked()) {
        checkUsed(component, isIgnored);
      } else if (!isIgnored) {
        checkUnused(component);
      }
    }
    if (section_.indirect) findings_.settleAll(*section_.indirect, "the allowed indirect component");
    findings_.settleAll(section_.ignore, "the ignored component");
  }

private:
  void checkUnused(const Component &component) {
    const auto promise = std::ranges::find_if(component.declarations, promisesUse);
    if (promise == component.declarations.end() || section_.unused == Level::Allow) return;
    if (!context_.bom().linkedKnown) {
      return findings_.undecided("whether " + describe(component) +
                                 " is used: no unit includes it, and what is linked is not known");
    }
    findings_.addWeighed(section_.unused, "dependencies/unused-declaration", component, promise->location,
                         describe(component) + " is declared, but neither compiled nor linked");
  }

  // The place in the repository, and the entry of the policy that names it, are the declaration of what lies there.
  bool isDeclared(const Component &component) const {
    if (component.isDeclared() || component.origin == Origin::Submodule) return true;
    if (component.origin != Origin::Vendored) return false;
    return std::ranges::any_of(context_.input.policy.vendored,
                               [&](const Glob &glob) { return glob.matches(component.path); });
  }

  bool isDeclaredByProject(const Component &component) const {
    const bool anyDirect = std::ranges::any_of(component.declarations, &Declaration::direct);
    return anyDirect || (!component.isDeclared() && isDeclared(component));
  }

  // Other components that use it.
  std::vector<std::string> usersOf(const Component &component) const {
    std::vector<std::string> users;
    for (const auto &[ref, dependencies] : context_.bom().dependsOn) {
      const Component *user = findComponent(context_.bom(), ref);
      if (user != nullptr && user != &component && dependencies.contains(component.ref)) users.push_back(user->name);
    }
    return users;
  }

  void checkUsed(const Component &component, bool isIgnored) {
    if (isDeclaredByProject(component)) return;
    const bool includes = component.isCompiled() && context_.sites.find(component).direct;
    const std::vector<std::string> users = usersOf(component);
    const bool isIndirect = !includes && (component.isCompiled() || !users.empty());
    if (isIndirect) return checkIndirect(component, users, isIgnored);
    if (isIgnored || isDeclared(component) || section_.undeclared == Level::Allow) return;
    Place place = context_.placeOf(component);
    findings_.addWeighed(section_.undeclared, "dependencies/undeclared", component, std::move(place.location),
                         describe(component) + (includes ? " is included" : " is linked") +
                             ", and no manifest of the repository declares it",
                         std::move(place.steps));
  }

  void checkIndirect(const Component &component, const std::vector<std::string> &users, bool isIgnored) {
    if (!section_.indirect || findings_.anyCounts(*section_.indirect, component) || isIgnored) return;
    findings_.add("dependencies/indirect", component,
                  describe(component) + " comes in through other components only" +
                      (users.empty() ? "" : " (" + quotedList(users) + ")") +
                      ", and is not among those that the policy allows to");
  }

  const Context &context_;
  Findings &findings_;
  const DependencyPolicy::Drift &section_;
};

} // namespace

void judgeDrift(const Context &context, Findings &findings) {
  if (context.input.policy.drift) DriftJudge(context, findings, *context.input.policy.drift).run();
}

} // namespace lintel::sbom
