#include "sbom/write/why.h"

#include "core/support/text.h"
#include "sbom/model/purl.h"
#include "sbom/write/facts.h"
#include "sbom/write/json_text.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

// Whether the asked purl names the component's: a part that is not asked for may be anything.
bool isNamedBy(const Purl &asked, const std::string &text) {
  const auto purl = parsePurl(text);
  if (!purl || purl->type != asked.type || purl->nameSpace != asked.nameSpace || purl->name != asked.name) return false;
  if (!asked.version.empty() && asked.version != purl->version) return false;
  return std::ranges::all_of(asked.qualifiers, [&](const auto &qualifier) {
    const auto found = purl->qualifiers.find(qualifier.first);
    return found != purl->qualifiers.end() && found->second == qualifier.second;
  });
}

bool isCalled(const Component &component, const std::string &text, const Result<Purl> &purl) {
  if (component.ref == text || component.name == text || component.path == text) return true;
  if (component.source == text) return true;
  if (std::ranges::find(component.wellKnownAs, text) != component.wellKnownAs.end()) return true;
  if (purl && isNamedBy(*purl, component.purl)) return true;
  return std::ranges::any_of(component.occurrences, [&](const Occurrence &each) { return each.header == text; });
}

std::vector<std::string> pathTo(const Bom &bom, const std::string &ref) {
  std::map<std::string, std::string> cameFrom = {{kProjectRef, ""}};
  std::vector<std::string> open = {kProjectRef}; // in the order of their distance
  for (std::size_t i = 0; i < open.size() && !cameFrom.contains(ref); ++i) {
    const std::string from = open[i];
    for (const std::string &to : dependenciesOf(bom, from)) {
      if (cameFrom.emplace(to, from).second) open.push_back(to);
    }
  }
  std::vector<std::string> path;
  if (!cameFrom.contains(ref)) return path;
  for (std::string at = ref; !at.empty(); at = cameFrom.at(at)) path.push_back(at);
  std::ranges::reverse(path);
  return path;
}

std::vector<std::string> dependentsOf(const Bom &bom, const std::string &ref) {
  std::vector<std::string> dependents;
  for (const auto &[from, to] : bom.dependsOn) {
    if (to.contains(ref)) dependents.push_back(from);
  }
  return dependents;
}

tl::unexpected<Problem> unknown(const Bom &bom, const std::string &text) {
  std::vector<std::string> names;
  for (const Component &component : bom.components) {
    names.push_back(component.name);
    names.push_back(component.ref);
    names.insert(names.end(), component.wellKnownAs.begin(), component.wellKnownAs.end());
  }
  Problem problem;
  problem.what = "no component is called '" + text + "'";
  problem.expected = "a name, a reference, a package URL or a header";
  if (const auto near = didYouMean(text, names)) problem.hint = "did you mean '" + *near + "'?";
  return fail(std::move(problem));
}

std::string nameOf(const Bom &bom, const std::string &ref) {
  if (ref == kProjectRef) return bom.projectName;
  const Component *component = findComponent(bom, ref);
  return component == nullptr ? ref : component->name;
}

std::string joinedNames(const Bom &bom, const std::vector<std::string> &refs, const char *between) {
  std::string text;
  for (const std::string &ref : refs) text += (text.empty() ? "" : between) + nameOf(bom, ref);
  return text;
}

std::string textOfOne(const Bom &bom, const Reasons &reasons) {
  const Component &component = *reasons.component;
  std::string text = component.name;
  text += component.version.empty() ? " (version unknown)" : ' ' + component.version;
  text += component.purl.empty() ? "\n" : "  " + component.purl + '\n';
  if (!reasons.path.empty()) text += "  path: " + joinedNames(bom, reasons.path, " -> ") + '\n';
  if (!reasons.dependents.empty()) text += "  needed by: " + joinedNames(bom, reasons.dependents, ", ") + '\n';
  for (const HeaderUse &use : headersOf(component)) text += "  compiled: " + use.header + ' ' + toString(use) + '\n';
  for (const LinkOccurrence &link : component.links) text += "  linked: " + link.file + ' ' + toString(link) + '\n';
  for (const Declaration &each : component.declarations) text += "  declared: " + toString(each) + '\n';
  return text;
}

Json locationJson(const Location &location) {
  return {{"path", location.path}, {"line", location.begin.line}, {"column", location.begin.column}};
}

Json compiledJson(const Component &component) {
  std::map<std::string, Json> units;
  for (const Occurrence &occurrence : component.occurrences) units[occurrence.header].push_back(occurrence.unit);
  Json list = Json::array();
  for (const HeaderUse &use : headersOf(component)) {
    Json entry = {{"header", use.header}, {"units", units[use.header]}};
    if (!use.site.path.empty()) entry["site"] = locationJson(use.site);
    list.push_back(std::move(entry));
  }
  return list;
}

Json linkedJson(const Component &component) {
  Json list = Json::array();
  for (const LinkOccurrence &link : component.links) {
    list.push_back({{"artefact", link.artefact},
                    {"file", link.file},
                    {"kind", link.kind == LinkKind::Shared ? "dynamic" : "static"},
                    {"members", link.members},
                    {"evidence", link.evidence}});
  }
  return list;
}

Json declaredJson(const Component &component) {
  Json list = Json::array();
  for (const Declaration &declaration : component.declarations) {
    list.push_back({{"channel", declaration.channel},
                    {"name", declaration.name},
                    {"version", declaration.version},
                    {"constraint", declaration.constraint},
                    {"location", locationJson(declaration.location)}});
  }
  return list;
}

} // namespace

Result<std::vector<Reasons>> why(const Bom &bom, const std::string &text) {
  const Result<Purl> purl = parsePurl(text, PurlSpelling::Lenient);
  std::vector<Reasons> found;
  for (const Component &component : bom.components) {
    if (text.empty() || !isCalled(component, text, purl)) continue;
    found.push_back({&component, pathTo(bom, component.ref), dependentsOf(bom, component.ref)});
  }
  if (found.empty()) return unknown(bom, text);
  return found;
}

std::string toText(const Bom &bom, const std::vector<Reasons> &reasons) {
  std::string text;
  for (const Reasons &each : reasons) text += textOfOne(bom, each);
  return toValidUtf8(text);
}

std::string toJson(const std::vector<Reasons> &reasons) {
  Json list = Json::array();
  for (const Reasons &each : reasons) {
    const Component &component = *each.component;
    list.push_back({{"ref", component.ref},
                    {"name", component.name},
                    {"version", component.version},
                    {"purl", component.purl},
                    {"views", viewsOf(component)},
                    {"path", each.path},
                    {"dependents", each.dependents},
                    {"compiled", compiledJson(component)},
                    {"linked", linkedJson(component)},
                    {"declared", declaredJson(component)}});
  }
  return textOf(list);
}

} // namespace lintel::sbom
