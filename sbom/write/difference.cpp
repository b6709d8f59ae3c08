#include "sbom/write/difference.h"

#include "sbom/model/purl.h"
#include "sbom/write/json_text.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

namespace lintel::sbom {
namespace {

using Group = std::vector<const ReadComponent *>; // components of one key, by version

std::map<std::string, Group> grouped(const ReadDocument &document) {
  std::map<std::string, Group> groups;
  for (const ReadComponent &component : document.components) groups[componentKey(component)].push_back(&component);
  for (auto &[key, group] : groups) {
    std::ranges::sort(group, {}, [](const ReadComponent *each) { return std::tie(each->version, each->id); });
  }
  return groups;
}

std::string listed(const std::vector<std::string> &licenses) {
  std::string text;
  for (const std::string &license : licenses) text += (text.empty() ? "" : ", ") + license;
  return text;
}

void comparePair(const std::string &key, const ReadComponent &before, const ReadComponent &after, Difference &result) {
  if (before.version != after.version) result.versions.push_back({key, before.version, after.version});
  if (before.licenses != after.licenses) {
    result.licenses.push_back({key, listed(before.licenses), listed(after.licenses)});
  }
  for (const auto &[algorithm, value] : before.hashes) {
    const auto other = after.hashes.find(algorithm);
    if (other == after.hashes.end() || other->second == value) continue;
    result.hashes.push_back({key, algorithm + ':' + value, algorithm + ':' + other->second});
  }
}

// Pairs of equal versions first, so that one of several versions that goes away is not taken for a change.
void compareGroups(const std::string &key, Group before, Group after, Difference &result) {
  for (auto left = before.begin(); left != before.end();) {
    const auto right =
        std::ranges::find(after, (*left)->version, [](const ReadComponent *each) { return each->version; });
    if (right == after.end()) {
      ++left;
      continue;
    }
    comparePair(key, **left, **right, result);
    after.erase(right);
    left = before.erase(left);
  }
  const std::size_t pairs = std::min(before.size(), after.size());
  for (std::size_t i = 0; i < pairs; ++i) comparePair(key, *before[i], *after[i], result);
  for (std::size_t i = pairs; i < before.size(); ++i) result.removed.push_back(*before[i]);
  for (std::size_t i = pairs; i < after.size(); ++i) result.added.push_back(*after[i]);
}

std::set<ReadEdge> keyedEdges(const ReadDocument &document) {
  std::map<std::string, std::string> keys;
  for (const ReadComponent &component : document.components) keys[component.id] = componentKey(component);
  std::set<ReadEdge> edges;
  for (const ReadEdge &edge : document.edges) {
    const auto from = keys.find(edge.from);
    const auto to = keys.find(edge.to);
    if (from != keys.end() && to != keys.end()) edges.insert({from->second, to->second, edge.kind});
  }
  return edges;
}

std::string shown(const ReadComponent &component) {
  const std::string key = componentKey(component);
  return component.version.empty() ? key : key + ' ' + component.version;
}

std::string orNothing(const std::string &text) { return text.empty() ? "nothing" : text; }

Json jsonOf(const std::vector<ReadComponent> &components) {
  Json list = Json::array();
  for (const ReadComponent &component : components) {
    list.push_back({{"name", component.name}, {"version", component.version}, {"purl", component.purl}});
  }
  return list;
}

Json jsonOf(const std::vector<FieldChange> &changes) {
  Json list = Json::array();
  for (const FieldChange &change : changes) {
    list.push_back({{"component", change.component}, {"before", change.before}, {"after", change.after}});
  }
  return list;
}

Json jsonOf(const std::vector<ReadEdge> &edges) {
  Json list = Json::array();
  for (const ReadEdge &edge : edges) list.push_back({{"from", edge.from}, {"to", edge.to}, {"kind", edge.kind}});
  return list;
}

} // namespace

bool Difference::isEmpty() const {
  return added.empty() && removed.empty() && versions.empty() && licenses.empty() && hashes.empty() &&
         addedEdges.empty() && removedEdges.empty();
}

std::string componentKey(const ReadComponent &component) {
  auto purl = parsePurl(component.purl, PurlSpelling::Lenient);
  if (!purl) return component.name;
  purl->version.clear();
  purl->qualifiers.clear();
  purl->subpath.clear();
  return toString(*purl);
}

Difference difference(const ReadDocument &before, const ReadDocument &after) {
  Difference result;
  auto left = grouped(before);
  auto right = grouped(after);
  for (auto &[key, group] : left) compareGroups(key, std::move(group), std::move(right[key]), result);
  for (auto &[key, group] : right) {
    if (!left.contains(key)) compareGroups(key, {}, std::move(group), result);
  }
  const auto byName = [](const ReadComponent &a, const ReadComponent &b) {
    return std::tuple(componentKey(a), a.version, a.id) < std::tuple(componentKey(b), b.version, b.id);
  };
  std::ranges::sort(result.added, byName);
  std::ranges::sort(result.removed, byName);
  for (auto *changes : {&result.versions, &result.licenses, &result.hashes}) std::ranges::sort(*changes);
  const auto edgesBefore = keyedEdges(before);
  const auto edgesAfter = keyedEdges(after);
  std::ranges::set_difference(edgesAfter, edgesBefore, std::back_inserter(result.addedEdges));
  std::ranges::set_difference(edgesBefore, edgesAfter, std::back_inserter(result.removedEdges));
  return result;
}

std::string toText(const Difference &difference) {
  if (difference.isEmpty()) return "no difference\n";
  std::string text;
  for (const ReadComponent &component : difference.added) text += "+ " + shown(component) + '\n';
  for (const ReadComponent &component : difference.removed) text += "- " + shown(component) + '\n';
  const auto changes = [&text](const char *what, const std::vector<FieldChange> &list) {
    for (const FieldChange &change : list) {
      text += "~ " + change.component + ": " + what + ' ' + orNothing(change.before) + " -> " +
              orNothing(change.after) + '\n';
    }
  };
  changes("version", difference.versions);
  changes("licence", difference.licenses);
  changes("hash", difference.hashes);
  const auto edges = [&text](const char *sign, const std::vector<ReadEdge> &list) {
    for (const ReadEdge &edge : list) text += sign + edge.from + ' ' + edge.kind + ' ' + edge.to + '\n';
  };
  edges("+ ", difference.addedEdges);
  edges("- ", difference.removedEdges);
  return text + std::to_string(difference.added.size()) + " added, " + std::to_string(difference.removed.size()) +
         " removed, " + std::to_string(difference.versions.size()) + " with another version, " +
         std::to_string(difference.licenses.size()) + " with another licence, " +
         std::to_string(difference.hashes.size()) + " with another hash\n";
}

std::string toJson(const Difference &difference) {
  return textOf({{"added", jsonOf(difference.added)},
                 {"removed", jsonOf(difference.removed)},
                 {"versionChanged", jsonOf(difference.versions)},
                 {"licenseChanged", jsonOf(difference.licenses)},
                 {"hashChanged", jsonOf(difference.hashes)},
                 {"edgesAdded", jsonOf(difference.addedEdges)},
                 {"edgesRemoved", jsonOf(difference.removedEdges)}});
}

} // namespace lintel::sbom
