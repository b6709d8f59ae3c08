#include "sbom/advisories/vex_apply.h"

#include "sbom/advisories/purl_match.h"

#include <algorithm>
#include <map>

namespace lintel::sbom {
namespace {

bool isNamed(const std::string &id, const std::string &purl, const std::set<std::string> &otherIds) {
  return !id.empty() && (otherIds.contains(id) || id == purl || purlCovers(id, purl));
}

bool isNamed(const VexComponent &component, const std::string &purl, const std::set<std::string> &otherIds) {
  return isNamed(component.id, purl, otherIds) ||
         std::any_of(component.identifiers.begin(), component.identifiers.end(),
                     [&](const auto &identifier) { return isNamed(identifier.second, purl, otherIds); });
}

bool names(const VexComponent &component, const VexSubject &subject) {
  bool sameBytes = false;
  for (const auto &[algorithm, value] : component.hashes) {
    const auto known = subject.hashes.find(algorithm);
    if (known == subject.hashes.end()) continue;
    if (known->second != value) return false;
    sameBytes = true;
  }
  return isNamed(component, subject.purl, subject.otherIds) ||
         (sameBytes && component.id.empty() && component.identifiers.empty());
}

bool covers(const VexProduct &product, const VexSubject &subject, const VexProject &project) {
  const bool isProject = isNamed(product.component, project.purl, project.otherIds);
  if (product.subcomponents.empty()) return isProject || names(product.component, subject);
  return isProject && std::any_of(product.subcomponents.begin(), product.subcomponents.end(),
                                  [&](const VexComponent &part) { return names(part, subject); });
}

bool covers(const VexStatement &statement, const VexSubject &subject, const VexProject &project) {
  return std::any_of(statement.products.begin(), statement.products.end(),
                     [&](const VexProduct &product) { return covers(product, subject, project); });
}

// Name of a vulnerability -> indices of the statements about it, in their order.
using ByVulnerability = std::map<std::string, std::vector<std::size_t>>;

ByVulnerability index(const std::vector<VexStatement> &statements) {
  ByVulnerability byName;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    std::set<std::string> names(statements[i].aliases.begin(), statements[i].aliases.end());
    names.insert(statements[i].vulnerability);
    names.insert(statements[i].vulnerabilityIri);
    names.erase("");
    for (const std::string &name : names) byName[name].push_back(i);
  }
  return byName;
}

std::set<std::size_t> about(const VexSubject &subject, const ByVulnerability &byName) {
  std::vector<std::string> names = subject.aliases;
  names.push_back(subject.id);
  std::set<std::size_t> found;
  for (const std::string &name : names)
    if (const auto entry = byName.find(name); entry != byName.end())
      found.insert(entry->second.begin(), entry->second.end());
  return found;
}

} // namespace

VexDecisions applyVex(const std::vector<VexSubject> &subjects, const std::vector<VexStatement> &statements,
                      const VexProject &project) {
  VexDecisions decisions;
  const ByVulnerability byName = index(statements);
  std::vector<bool> used(statements.size(), false);
  for (const VexSubject &subject : subjects) {
    std::optional<std::size_t> latest;
    for (const std::size_t i : about(subject, byName)) {
      if (!covers(statements[i], subject, project)) continue;
      used[i] = true;
      if (!latest || secondsOf(statements[i]) >= secondsOf(statements[*latest])) latest = i;
    }
    decisions.statementOf.push_back(latest);
  }
  for (std::size_t i = 0; i < statements.size(); ++i)
    if (!used[i]) decisions.unused.push_back(i);
  return decisions;
}

} // namespace lintel::sbom
