#include "sbom/collect/versions.h"

#include "core/support/path.h"
#include "sbom/identity/macro_name.h"
#include "sbom/model/purl.h"

#include <algorithm>
#include <map>
#include <re2/re2.h>
#include <set>
#include <tuple>

namespace lintel::sbom {
namespace {

constexpr double kStated = 0.8;
constexpr double kNamed = 0.3;
constexpr std::size_t kMaxHeadersAsked = 400; // of one unit
constexpr std::size_t kMaxUnitsAsked = 8;     // for one component
constexpr std::uint64_t kMaxHeaderSize = 16u << 20;

bool isCopy(const Component &component) {
  return component.origin == Origin::Vendored || component.origin == Origin::Submodule;
}

// Whether some macro that the text defines may name a version. What is inside a comment counts as well.
bool mayDefineVersion(const std::string &text) {
  static const RE2 definition(R"(#[ \t]*define[ \t]+([A-Za-z_]\w*))");
  re2::StringPiece rest(text);
  for (std::string name; RE2::FindAndConsume(&rest, definition, &name);)
    if (parseMacroName(name)) return true;
  return false;
}

using UnitsByHeader = std::map<std::string, std::set<std::string>>;

// The files that may define the component's version, among the headers that the build includes and its own units. Most
// name none, and to look costs less than to preprocess. One that cannot be read stays: the preprocessor says why.
UnitsByHeader candidatesOf(const FileSystem &files, const std::string &root, const Component &component) {
  UnitsByHeader units;
  for (const Occurrence &occurrence : component.occurrences)
    units[absolutePath(occurrence.header, root)].insert(occurrence.unit);
  std::erase_if(units, [&](const auto &header) {
    const auto text = files.read(header.first, kMaxHeaderSize);
    return text && !mayDefineVersion(*text);
  });
  return units;
}

// The unit that includes most of the headers.
std::string mostTelling(const UnitsByHeader &candidates) {
  std::map<std::string, std::size_t> covered;
  for (const auto &[header, units] : candidates)
    for (const std::string &unit : units) ++covered[unit];
  return std::ranges::max_element(covered, {}, [](const auto &unit) { return unit.second; })->first;
}

// Macros may depend on the arguments of the compiler and on what a unit can find, so each header is asked with a unit
// that includes it; few units are asked, as each costs a run of the preprocessor.
void addQuestions(UnitsByHeader candidates, const Component &component, std::vector<MacroQuestion> &questions) {
  for (std::size_t asked = 0; !candidates.empty() && asked < kMaxUnitsAsked; ++asked) {
    MacroQuestion question{component.ref, component.name, mostTelling(candidates), {}};
    for (const auto &[header, units] : candidates)
      if (units.contains(question.unit) && question.headers.size() < kMaxHeadersAsked)
        question.headers.push_back(header);
    std::erase_if(candidates, [&](const auto &header) { return header.second.contains(question.unit); });
    questions.push_back(std::move(question));
  }
}

std::vector<MacroQuestion> macroQuestions(const FileSystem &files, const CollectOptions &options,
                                          ComponentTable &table) {
  std::vector<MacroQuestion> questions;
  for (const auto &[ref, component] : table.all())
    if (isCopy(component) || component.origin == Origin::Fetched)
      addQuestions(candidatesOf(files, options.root, component), component, questions);
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
  for (auto &[ref, claims] : options.evaluateMacros(macroQuestions(files, options, table))) {
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
