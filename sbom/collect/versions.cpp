#include "sbom/collect/versions.h"

#include "sbom/model/purl.h"

#include <algorithm>
#include <tuple>

namespace lintel::sbom {
namespace {

constexpr double kStated = 0.8;
constexpr double kNamed = 0.3;
constexpr std::size_t kMaxHeadersAsked = 400;

bool isCopy(const Component &component) {
  return component.origin == Origin::Vendored || component.origin == Origin::Submodule;
}

// Headers that the build includes, and the component's own units: both may define its version.
std::vector<MacroQuestion> macroQuestions(const CollectOptions &options, ComponentTable &table) {
  std::vector<MacroQuestion> questions;
  for (const auto &[ref, component] : table.all()) {
    if (!isCopy(component) && component.origin != Origin::Fetched) continue;
    MacroQuestion question{ref, component.name, "", {}};
    for (const Occurrence &occurrence : component.occurrences) {
      // Another compiler invocation may see other macros; one unit is asked for all its headers.
      if (question.unit.empty()) question.unit = occurrence.unit;
      if (question.headers.size() < kMaxHeadersAsked)
        question.headers.push_back(occurrence.header.starts_with('/') ? occurrence.header
                                                                      : options.root + '/' + occurrence.header);
    }
    if (question.headers.empty()) continue;
    std::ranges::sort(question.headers);
    const auto repeated = std::ranges::unique(question.headers);
    question.headers.erase(repeated.begin(), repeated.end());
    questions.push_back(std::move(question));
  }
  return questions;
}

// How much a technique proves, whatever confidence it claims.
int strength(const std::string &technique) {
  if (technique == "hash-comparison") return 4;
  if (technique == "source-code-analysis") return 3;
  if (technique == "manifest-analysis") return 2;
  return technique == "filename" ? 1 : 0;
}

bool isStronger(const Identity &a, const Identity &b) {
  return std::make_tuple(a.field, -strength(a.technique), -a.confidence, a.value, a.evidence) <
         std::make_tuple(b.field, -strength(b.technique), -b.confidence, b.value, b.evidence);
}

void decideVersion(Component &component) {
  std::ranges::sort(component.identity, isStronger);
  const auto repeated = std::ranges::unique(component.identity);
  component.identity.erase(repeated.begin(), repeated.end());
  if (component.origin == Origin::DebianPackage) return; // dpkg has said it
  const auto version = std::ranges::find(component.identity, "version", &Identity::field);
  if (version != component.identity.end()) component.version = version->value;
  if (component.version.empty() && isCommitId(component.revision)) component.version = component.revision;
}

void decidePurl(Component &component) {
  if (component.origin == Origin::Vendored) {
    component.purl = makePurl("generic", "", component.name, component.version, {});
  } else if (component.origin == Origin::Submodule || component.origin == Origin::Fetched) {
    const std::string &revision = component.revision.empty() ? component.version : component.revision;
    component.purl = purlOfRepository(component.downloadUrl, component.name, revision);
  }
}

} // namespace

void addStatedVersions(const FileSystem &files, const CollectOptions &options, ComponentTable &table) {
  for (auto &[ref, component] : table.all()) {
    if (!isCopy(component)) continue;
    const Proven stated = provenVersion(files, options.root, component.path);
    if (!stated.value.empty())
      component.identity.push_back({"version", "manifest-analysis", kStated, stated.value, stated.file});
    const DirectoryName named = splitDirectoryName(component.path);
    if (!named.version.empty())
      component.identity.push_back({"version", "filename", kNamed, named.version, component.path});
  }
  if (!options.evaluateMacros) return;
  for (auto &[ref, claims] : options.evaluateMacros(macroQuestions(options, table))) {
    auto &identity = table.all().at(ref).identity;
    identity.insert(identity.end(), claims.begin(), claims.end());
  }
}

void decideVersions(ComponentTable &table) {
  for (auto &[ref, component] : table.all()) {
    decideVersion(component);
    decidePurl(component);
  }
}

} // namespace lintel::sbom
