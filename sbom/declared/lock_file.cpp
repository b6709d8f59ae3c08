#include "sbom/declared/lock_file.h"

#include "sbom/declared/manifest_place.h"
#include "sbom/declared/package_purls.h"

#include <algorithm>
#include <map>

namespace lintel::sbom {
namespace {

// Names are compared as Python compares them; no other ecosystem has names that differ only so.
std::multimap<std::string, const Declaration *> byName(const std::vector<Declaration> &declarations) {
  std::multimap<std::string, const Declaration *> index;
  for (const Declaration &declaration : declarations) {
    index.emplace(normalisedPythonName(declaration.name), &declaration);
  }
  return index;
}

bool agree(const Declaration &named, const Declaration &locked) {
  return named.version.empty() || named.version == locked.version;
}

} // namespace

std::vector<Declaration> readBeside(const Manifest &manifest, std::string_view name, ReadManifest read) {
  const auto text = manifest.beside(name);
  if (!text) return {};
  const std::string path = joinPath(directoryOf(manifest.path), name);
  auto declarations = read({path, *text, manifest.files, manifest.root, manifest.options});
  return declarations ? std::move(*declarations) : std::vector<Declaration>();
}

void adoptManifest(std::vector<Declaration> &locked, const std::vector<Declaration> &named) {
  const auto index = byName(named);
  for (Declaration &entry : locked) {
    const auto [begin, end] = index.equal_range(normalisedPythonName(entry.name));
    const auto match = std::find_if(begin, end, [&](const auto &item) { return agree(*item.second, entry); });
    if (match == end) continue;
    const Declaration &manifest = *match->second;
    entry.direct = true;
    entry.constraint = manifest.constraint;
    entry.scope = manifest.scope;
    entry.required = manifest.required;
    entry.parts = manifest.parts;
    if (entry.condition.empty()) entry.condition = manifest.condition;
    if (entry.branch.empty()) entry.branch = manifest.branch;
  }
}

void removeLocked(std::vector<Declaration> &named, const std::vector<Declaration> &locked) {
  const auto index = byName(locked);
  std::erase_if(named, [&](const Declaration &declaration) {
    const auto [begin, end] = index.equal_range(normalisedPythonName(declaration.name));
    return declaration.resolved &&
           std::any_of(begin, end, [&](const auto &item) { return agree(declaration, *item.second); });
  });
}

} // namespace lintel::sbom
