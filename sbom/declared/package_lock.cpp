#include "sbom/declared/package_lock.h"

#include "sbom/declared/lock_file.h"
#include "sbom/declared/manifest_place.h"
#include "sbom/declared/npm_package.h"
#include "sbom/declared/package_json.h"
#include "sbom/model/data_tree.h"

#include <map>
#include <set>
#include <utility>

namespace lintel::sbom {
namespace {

constexpr std::string_view kModules = "node_modules/";
constexpr std::size_t kMaxKey = 600; // a directory of installed packages, in installed packages, ...

// Lists of names, and what a package that is on one of them is wanted for.
constexpr std::pair<const char *, Scope> kLists[] = {{"dependencies", Scope::Runtime},
                                                     {"optionalDependencies", Scope::Optional},
                                                     {"devDependencies", Scope::Build},
                                                     {"peerDependencies", Scope::Runtime}};

void describePackage(const DataNode &package, Declaration &declaration) {
  declaration.direct = false;
  const std::string_view version = package.string("version");
  const std::string_view resolved = package.string("resolved");
  if (isExactNpmVersion(version)) {
    declaration.version = std::string(version);
    describeNpmSource(resolved, declaration);
  } else {
    describeNpmSpec(version, declaration); // version 1 writes URLs and aliases here
    declaration.constraint.clear();
  }
  declaration.checksums = checksumsOfIntegrity(package.string("integrity"));
  const auto isSet = [&](const char *flag) {
    const DataNode *const value = package.find(flag);
    return value != nullptr && value->isTrue();
  };
  if (isSet("dev") || isSet("devOptional")) declaration.scope = Scope::Build;
  if (isSet("optional")) {
    declaration.scope = Scope::Optional;
    declaration.required = false;
  }
}

// Versions 2 and 3.
class PackageTable {
public:
  PackageTable(const Manifest &manifest, const DataNode &packages) : manifest_(manifest), packages_(packages) {}

  Status addTo(DeclarationList &found) {
    for (const DataNode &package : packages_.children) {
      if (package.key.size() > kMaxKey) {
        return failAt(manifest_, package.keyPlace, "a path of more than " + std::to_string(kMaxKey) + " bytes",
                      "a directory of installed packages");
      }
      byKey_[package.key] = &package;
    }
    findDirect();
    for (const DataNode &package : packages_.children) {
      if (!isOwn(package)) add(package, found);
    }
    return {};
  }

private:
  static bool isOwn(const DataNode &package) {
    const DataNode *const link = package.find("link");
    return package.key.find(kModules) == std::string::npos || (link != nullptr && link->isTrue());
  }

  static std::string_view installedName(std::string_view key) {
    return key.substr(key.rfind(kModules) + kModules.size());
  }
  static std::string_view nameOf(const DataNode &package) {
    const std::string_view alias = package.string("name");
    return alias.empty() ? installedName(package.key) : alias;
  }

  // As Node.js looks for it: in the package's own node_modules, then in those of the directories above.
  const DataNode *resolve(std::string_view from, std::string_view name) const {
    while (true) {
      std::string key = from.empty() ? "" : std::string(from) + '/';
      key.append(kModules).append(name);
      if (const auto found = byKey_.find(key); found != byKey_.end()) return found->second;
      if (from.empty()) return nullptr;
      const std::size_t up = from.rfind('/');
      from = up == std::string_view::npos ? std::string_view() : from.substr(0, up);
    }
  }

  void findDirect() {
    for (const DataNode &package : packages_.children) {
      if (!isOwn(package)) continue;
      for (const auto &[list, scope] : kLists) {
        for (const DataNode &entry : package.branch(list).children) {
          const DataNode *const target = resolve(package.key, entry.key);
          if (target != nullptr) direct_.emplace(target, entry.text);
        }
      }
    }
  }

  void add(const DataNode &package, DeclarationList &found) const {
    Position place = package.keyPlace;
    place.column += static_cast<int>(package.key.size() - installedName(package.key).size());
    Declaration &declaration = found.add(nameOf(package), place);
    describePackage(package, declaration);
    if (const auto asked = direct_.find(&package); asked != direct_.end()) {
      declaration.direct = true;
      declaration.constraint = asked->second;
    }
    for (const auto &[list, scope] : kLists) {
      if (scope == Scope::Build) continue; // a dependency's own tools are not installed
      for (const DataNode &entry : package.branch(list).children) {
        const DataNode *const target = resolve(package.key, entry.key);
        if (target != nullptr && !isOwn(*target)) declaration.dependsOn.emplace_back(nameOf(*target));
      }
    }
  }

  const Manifest &manifest_;
  const DataNode &packages_;
  std::map<std::string_view, const DataNode *> byKey_;
  std::map<const DataNode *, std::string> direct_; // only looked up in, never listed: the order is of no account
};

// Version 1: dependencies in dependencies, as deep as the tree of directories.
void addNested(const DataNode &dependencies, const std::set<std::string> &names, bool isTop,
               const std::map<std::string, std::string> &asked, DeclarationList &found) {
  for (const DataNode &package : dependencies.children) {
    const std::string_view version = package.string("version");
    if (!version.empty() && !isLocalNpmSpec(version)) {
      Declaration &declaration = found.add(package.key, package.keyPlace);
      describePackage(package, declaration);
      for (const DataNode &entry : package.branch("requires").children) {
        if (names.contains(entry.key)) declaration.dependsOn.push_back(entry.key);
      }
      if (const auto constraint = asked.find(package.key); isTop && constraint != asked.end()) {
        declaration.direct = true;
        declaration.constraint = constraint->second;
      }
    }
    addNested(package.branch("dependencies"), names, false, asked, found);
  }
}

void collectNames(const DataNode &dependencies, std::set<std::string> &names) {
  for (const DataNode &package : dependencies.children) {
    names.insert(package.key);
    collectNames(package.branch("dependencies"), names);
  }
}

} // namespace

bool isPackageLock(std::string_view path) {
  const std::string_view name = fileNameOf(path);
  return (name == "package-lock.json" || name == "npm-shrinkwrap.json") &&
         path.find(kModules) == std::string_view::npos;
}

Result<std::vector<Declaration>> readPackageLock(const Manifest &manifest) {
  const auto lock = parseJson(manifest.text, manifest.path);
  if (!lock) return fail(lock.error());
  DeclarationList found(manifest, "package-lock.json");
  if (const DataNode &packages = lock->branch("packages"); packages.isObject()) {
    if (const Status status = PackageTable(manifest, packages).addTo(found); !status) return fail(status.error());
    return found.finish();
  }
  const DataNode *const version = lock->find("lockfileVersion");
  if (version == nullptr) {
    return failAt(manifest, lock->place, "neither packages nor dependencies", "a lock of npm, version 1, 2 or 3");
  }
  std::set<std::string> names;
  collectNames(lock->branch("dependencies"), names);
  std::map<std::string, std::string> asked; // name -> what the manifest asks for
  for (const Declaration &named : readBeside(manifest, "package.json", declaredInPackageJson)) {
    asked[named.name] = named.constraint;
  }
  addNested(lock->branch("dependencies"), names, true, asked, found);
  return found.finish();
}

} // namespace lintel::sbom
