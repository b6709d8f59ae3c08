#include "sbom/declared/package_json.h"

#include "sbom/declared/lock_file.h"
#include "sbom/declared/manifest_place.h"
#include "sbom/declared/npm_package.h"
#include "sbom/declared/package_lock.h"
#include "sbom/model/data_tree.h"

#include <utility>

namespace lintel::sbom {

bool isPackageJson(std::string_view path) {
  return fileNameOf(path) == "package.json" && path.find("node_modules/") == std::string_view::npos;
}

Result<std::vector<Declaration>> declaredInPackageJson(const Manifest &manifest) {
  const auto package = parseJson(manifest.text, manifest.path);
  if (!package) return fail(package.error());
  if (!package->isObject()) return failAt(manifest, package->place, "not a package.json", "an object");
  constexpr std::pair<const char *, Scope> kLists[] = {{"dependencies", Scope::Runtime},
                                                       {"devDependencies", Scope::Build},
                                                       {"optionalDependencies", Scope::Optional},
                                                       {"peerDependencies", Scope::Runtime}};
  DeclarationList found(manifest, "package.json");
  for (const auto &[list, scope] : kLists) {
    for (const DataNode &entry : package->branch(list).children) {
      if (!entry.isString()) return failAt(manifest, entry.place, "not a version or range", "a string");
      if (isLocalNpmSpec(entry.text)) continue;
      Declaration &declaration = found.add(entry.key, entry.keyPlace);
      describeNpmSpec(entry.text, declaration);
      declaration.scope = scope;
      declaration.required = scope != Scope::Optional;
    }
  }
  return found.finish();
}

Result<std::vector<Declaration>> readPackageJson(const Manifest &manifest) {
  auto named = declaredInPackageJson(manifest);
  if (!named) return named;
  constexpr int kMaxLevels = 4; // of workspaces below the lock
  std::string up;
  for (int level = 0; level <= kMaxLevels; ++level, up += "../") {
    for (const char *const name : {"package-lock.json", "npm-shrinkwrap.json"}) {
      if (!manifest.beside(up + name)) continue;
      removeLocked(*named, readBeside(manifest, up + name, readPackageLock));
      return named;
    }
  }
  return named;
}

} // namespace lintel::sbom
