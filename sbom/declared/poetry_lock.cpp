#include "sbom/declared/poetry_lock.h"

#include "sbom/declared/lock_file.h"
#include "sbom/declared/manifest_place.h"
#include "sbom/declared/package_purls.h"
#include "sbom/declared/pyproject.h"
#include "sbom/declared/toml_tree.h"
#include "sbom/model/data_tree.h"
#include "sbom/model/purl.h"

#include <algorithm>
#include <map>

namespace lintel::sbom {
namespace {

// "sha256:0123..." -> algorithm and value
void addHash(std::string_view hash, Declaration &declaration) {
  const std::size_t colon = hash.find(':');
  if (colon == std::string_view::npos) return;
  declaration.checksums.push_back({std::string(hash.substr(0, colon)), std::string(hash.substr(colon + 1))});
}

// Poetry 1 puts a package into a category, Poetry 2 into groups; "main" is what is installed with the project.
Scope scopeOf(const DataNode &package) {
  const DataNode *const optional = package.find("optional");
  if (optional != nullptr && optional->isTrue()) return Scope::Optional;
  const std::string_view category = package.string("category");
  if (!category.empty()) return category == "main" ? Scope::Runtime : Scope::Build;
  const std::vector<DataNode> &groups = package.branch("groups").children;
  const bool isMain = groups.empty() || std::ranges::find(groups, "main", &DataNode::text) != groups.end();
  return isMain ? Scope::Runtime : Scope::Build;
}

// [package.source]: where a package comes from that is not of the Python Package Index.
void describeSource(const DataNode &source, Declaration &declaration) {
  declaration.source = std::string(source.string("url"));
  if (source.string("type") != "git") return;
  declaration.revision = std::string(source.string("resolved_reference"));
  if (const std::string vcs = vcsUrl(declaration.source, declaration.revision); !vcs.empty()) {
    declaration.purl += "?vcs_url=" + purlEncode(vcs);
  }
}

} // namespace

bool isPoetryLock(std::string_view path) { return fileNameOf(path) == "poetry.lock"; }

Result<std::vector<Declaration>> declaredInPoetryLock(const Manifest &manifest) {
  const auto lock = parseToml(manifest.text, manifest.path);
  if (!lock) return fail(lock.error());
  const DataNode &packages = lock->branch("package");
  std::map<std::string, std::string> names; // as they are compared -> as they are written
  for (const DataNode &package : packages.children) {
    names[normalisedPythonName(package.string("name"))] = std::string(package.string("name"));
  }
  DeclarationList found(manifest, "poetry.lock");
  for (const DataNode &package : packages.children) {
    const std::string name(package.string("name"));
    if (name.empty() || package.string("version").empty()) {
      return failAt(manifest, package.place, "a package without name or version", "both keys");
    }
    const DataNode &source = package.branch("source");
    if (source.string("type") == "directory") continue; // of the repository: its own code
    Declaration &declaration = found.add(name, package.find("name")->place);
    declaration.version = std::string(package.string("version"));
    declaration.purl = pypiPurl(name, declaration.version);
    declaration.direct = false;
    declaration.scope = scopeOf(package);
    declaration.required = declaration.scope != Scope::Optional;
    declaration.condition = std::string(package.string("markers"));
    describeSource(source, declaration);
    for (const DataNode &file : package.branch("files").children) addHash(file.string("hash"), declaration);
    // Locks of Poetry before 1.3 keep the files of all packages in one table.
    for (const DataNode &file : lock->branch("metadata").branch("files").branch(name).children) {
      addHash(file.string("hash"), declaration);
    }
    for (const DataNode &dependency : package.branch("dependencies").children) {
      const auto locked = names.find(normalisedPythonName(dependency.key));
      if (locked != names.end()) declaration.dependsOn.push_back(locked->second);
    }
  }
  return found.finish();
}

Result<std::vector<Declaration>> readPoetryLock(const Manifest &manifest) {
  auto locked = declaredInPoetryLock(manifest);
  if (locked) adoptManifest(*locked, readBeside(manifest, "pyproject.toml", declaredInPyproject));
  return locked;
}

} // namespace lintel::sbom
