#include "sbom/declared/cargo_toml.h"

#include "core/support/text.h"
#include "sbom/declared/cargo_lock.h"
#include "sbom/declared/cargo_source.h"
#include "sbom/declared/lock_file.h"
#include "sbom/declared/manifest_place.h"
#include "sbom/declared/toml_tree.h"
#include "sbom/model/data_tree.h"

#include <algorithm>
#include <utility>

namespace lintel::sbom {
namespace {

constexpr std::pair<const char *, Scope> kTables[] = {
    {"dependencies", Scope::Runtime}, {"dev-dependencies", Scope::Test}, {"build-dependencies", Scope::Build}};

// "=1.2.3" is one version; a plain "1.2.3" means "^1.2.3".
std::string exactVersion(std::string_view requirement) {
  if (!requirement.starts_with('=')) return {};
  const std::string_view version = trim(requirement.substr(1));
  const bool isWhole = std::ranges::count(version, '.') >= 2 && version.find_first_of("*, ") == std::string_view::npos;
  return isWhole ? std::string(version) : "";
}

bool isSet(const DataNode &table, const char *key) {
  const DataNode *const value = table.find(key);
  return value != nullptr && value->isTrue();
}

void describeGit(const DataNode &entry, Declaration &declaration) {
  std::string source = "git+" + std::string(entry.string("git"));
  std::string_view revision = entry.string("rev");
  if (revision.empty()) revision = entry.string("tag");
  if (!revision.empty()) source += '#' + std::string(revision);
  describeCargoSource(source, declaration);
  declaration.branch = std::string(entry.string("branch"));
  if (revision.empty()) declaration.revision = declaration.branch;
}

void addEntry(const DataNode &entry, Scope scope, const std::string &condition, DeclarationList &found) {
  if (!entry.string("path").empty() || isSet(entry, "workspace")) return;
  const std::string_view renamed = entry.string("package");
  Declaration &declaration = found.add(renamed.empty() ? std::string_view(entry.key) : renamed, entry.keyPlace);
  declaration.constraint = entry.isString() ? entry.text : std::string(entry.string("version"));
  declaration.version = exactVersion(declaration.constraint);
  declaration.condition = condition;
  declaration.scope = scope;
  for (const DataNode &feature : entry.branch("features").children) declaration.parts.push_back(feature.text);
  if (isSet(entry, "optional")) {
    declaration.scope = Scope::Optional;
    declaration.required = false;
  }
  if (entry.string("git").empty()) {
    describeCargoSource("", declaration);
  } else {
    describeGit(entry, declaration);
  }
}

void addTables(const DataNode &owner, const std::string &condition, DeclarationList &found) {
  for (const auto &[table, scope] : kTables) {
    for (const DataNode &entry : owner.branch(table).children) addEntry(entry, scope, condition, found);
  }
}

} // namespace

bool isCargoToml(std::string_view path) { return fileNameOf(path) == "Cargo.toml"; }

Result<std::vector<Declaration>> declaredInCargoToml(const Manifest &manifest) {
  const auto cargo = parseToml(manifest.text, manifest.path);
  if (!cargo) return fail(cargo.error());
  DeclarationList found(manifest, "Cargo.toml");
  addTables(*cargo, "", found);
  addTables(cargo->branch("workspace"), "", found);
  for (const DataNode &target : cargo->branch("target").children) addTables(target, target.key, found);
  return found.finish();
}

Result<std::vector<Declaration>> readCargoToml(const Manifest &manifest) {
  auto named = declaredInCargoToml(manifest);
  if (!named) return named;
  constexpr int kMaxLevels = 4; // of crates below the root of their workspace
  std::string lock = "Cargo.lock";
  for (int level = 0; level <= kMaxLevels; ++level, lock.insert(0, "../")) {
    if (!manifest.beside(lock)) continue;
    removeLocked(*named, readBeside(manifest, lock, declaredInCargoLock));
    break;
  }
  return named;
}

} // namespace lintel::sbom
