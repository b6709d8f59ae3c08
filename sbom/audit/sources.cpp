// Where dependencies are fetched from.
#include "sbom/audit/fetched.h"
#include "sbom/audit/findings.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace lintel::sbom {
namespace {

using Sources = DependencyPolicy::Sources;

// Whoever sits on the way can answer in place of the server.
bool isInsecure(const std::string &scheme) {
  static constexpr std::array<std::string_view, 5> kInsecure{"ftp", "git", "http", "rsync", "svn"};
  return std::ranges::find(kInsecure, scheme) != kInsecure.end();
}

// "github.com" is everything there, "github.com/google/*" everything of one organisation.
bool covers(const Sources::Host &host, const std::string &place) {
  if (host.glob.matches(place)) return true;
  return place.size() > host.text.size() && place.starts_with(host.text) && place[host.text.size()] == '/';
}

class SourceJudge {
public:
  SourceJudge(const Context &context, Findings &findings, const Sources &section)
      : context_(context), findings_(findings), section_(section) {}

  void run() {
    for (const Component &component : context_.bom().components) {
      if (component.declarations.empty() || findings_.anyCounts(section_.ignore, component)) continue;
      for (const Declaration &declaration : component.declarations) judge(component, declaration);
    }
    if (section_.allowed) findings_.settleAll(*section_.allowed, "the allowed source");
    if (section_.registries) findings_.settleAll(*section_.registries, "the allowed registry");
    findings_.settleAll(section_.ignore, "the ignored component");
  }

private:
  void judge(const Component &component, const Declaration &declaration) {
    if (declaration.source.empty()) return judgeRegistry(component, declaration);
    const std::string from = describe(component) + " is fetched from '" + declaration.source + "'";
    if (const std::string scheme = schemeOf(declaration.source); isInsecure(scheme)) {
      findings_.addWeighed(section_.insecure, "dependencies/insecure-source", component, declaration.location,
                           from + ": " + scheme + ":// does not prove who answers; use https:// or ssh://");
    }
    const auto url = parseSource(declaration.source);
    if (!url) {
      if (isComputed(declaration.source)) {
        findings_.undecided("where " + describe(component) + " is fetched from: '" + declaration.source +
                            "' is computed by the build");
      }
      return;
    }
    if (!section_.allowed) return;
    bool allowed = false;
    for (const Sources::Host &host : *section_.allowed) {
      if (covers(host, url->place)) allowed |= findings_.counts(host);
    }
    if (allowed) return;
    findings_.addAt("dependencies/source", component, declaration.location,
                    from + ", and '" + url->place + "' is not among the allowed sources");
  }

  void judgeRegistry(const Component &component, const Declaration &declaration) {
    const std::string registry = registryOf(declaration);
    if (!section_.registries || registry.empty()) return;
    bool allowed = false;
    for (const PolicyEntry &entry : *section_.registries) {
      if (entry.text == registry) allowed |= findings_.counts(entry);
    }
    if (allowed) return;
    findings_.addAt("dependencies/source", component, declaration.location,
                    describe(component) + " is fetched from the registry '" + registry +
                        "', which is not among the allowed ones");
  }

  const Context &context_;
  Findings &findings_;
  const Sources &section_;
};

} // namespace

void judgeSources(const Context &context, Findings &findings) {
  if (context.input.policy.sources) SourceJudge(context, findings, *context.input.policy.sources).run();
}

} // namespace lintel::sbom
