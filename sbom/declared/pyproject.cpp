#include "sbom/declared/pyproject.h"

#include "sbom/declared/lock_file.h"
#include "sbom/declared/manifest_place.h"
#include "sbom/declared/npm_package.h"
#include "sbom/declared/package_purls.h"
#include "sbom/declared/poetry_lock.h"
#include "sbom/declared/python_requirement.h"
#include "sbom/declared/toml_tree.h"
#include "sbom/model/data_tree.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

// What the table that an entry stands in says about it.
struct Group {
  Scope scope = Scope::Runtime;
  std::string condition;
};

class PyprojectReader {
public:
  explicit PyprojectReader(const Manifest &manifest) : manifest_(manifest), found_(manifest, "pyproject.toml") {}

  Result<std::vector<Declaration>> read(const DataNode &file) {
    const DataNode &project = file.branch("project");
    if (const Status status = addTexts(project.branch("dependencies"), {}); !status) return fail(status.error());
    for (const DataNode &extra : project.branch("optional-dependencies").children) {
      const Status status = addTexts(extra, {Scope::Optional, "extra " + extra.key});
      if (!status) return fail(status.error());
    }
    for (const DataNode &group : file.branch("dependency-groups").children) {
      const Status status = addTexts(group, {Scope::Build, "group " + group.key});
      if (!status) return fail(status.error());
    }
    const Status status = addTexts(file.branch("build-system").branch("requires"), {Scope::Build, ""});
    if (!status) return fail(status.error());
    addPoetry(file.branch("tool").branch("poetry"));
    return found_.finish();
  }

private:
  Status addTexts(const DataNode &list, const Group &group) {
    for (const DataNode &entry : list.children) {
      if (!entry.isString()) continue; // {include-group = "..."}: its entries are listed in their own group
      const auto requirement = parsePythonRequirement(entry.text);
      if (!requirement) return failAt(manifest_, entry.place, "not a dependency specifier", "name, versions, a marker");
      Declaration &declaration = found_.add(requirement->name, entry.place);
      describePython(*requirement, declaration);
      setGroup(group, declaration);
    }
    return {};
  }

  static void setGroup(const Group &group, Declaration &declaration) {
    declaration.scope = group.scope;
    if (group.scope == Scope::Optional) declaration.required = false;
    if (group.condition.empty()) return;
    declaration.condition =
        declaration.condition.empty() ? group.condition : group.condition + " and (" + declaration.condition + ")";
  }

  void addPoetry(const DataNode &poetry) {
    addTable(poetry.branch("dependencies"), {});
    addTable(poetry.branch("dev-dependencies"), {Scope::Build, ""});
    for (const DataNode &group : poetry.branch("group").children) {
      addTable(group.branch("dependencies"), {Scope::Build, "group " + group.key});
    }
  }

  void addTable(const DataNode &table, const Group &group) {
    for (const DataNode &entry : table.children) {
      if (entry.key == "python") continue; // the language itself
      if (!entry.isArray()) {
        addEntry(entry, entry, group);
        continue;
      }
      for (const DataNode &alternative : entry.children) addEntry(entry, alternative, group); // one for each marker
    }
  }

  void addEntry(const DataNode &named, const DataNode &value, const Group &group) {
    if (!value.string("path").empty()) return; // a directory of the repository: its own code
    Declaration &declaration = found_.add(named.key, named.keyPlace);
    declaration.constraint = value.isString() ? value.text : std::string(value.string("version"));
    declaration.version = exactVersion(declaration.constraint);
    declaration.condition = std::string(value.string("markers"));
    declaration.purl = pypiPurl(named.key, declaration.version);
    for (const DataNode &extra : value.branch("extras").children) declaration.parts.push_back(extra.text);
    setGroup(group, declaration);
    if (const DataNode *const optional = value.find("optional"); optional != nullptr && optional->isTrue()) {
      declaration.scope = Scope::Optional;
      declaration.required = false;
    }
    if (const std::string_view url = value.string("url"); !url.empty()) describePythonUrl(url, declaration);
    if (!value.string("git").empty()) describeGit(value, declaration);
  }

  // Poetry reads a plain "1.2.3" as that version.
  static std::string exactVersion(const std::string &constraint) {
    return isExactNpmVersion(constraint) ? constraint : exactPythonVersion(constraint);
  }

  static void describeGit(const DataNode &value, Declaration &declaration) {
    std::string url = "git+" + std::string(value.string("git"));
    for (const char *const key : {"rev", "tag", "branch"}) {
      if (value.string(key).empty()) continue;
      url += '@' + std::string(value.string(key));
      break;
    }
    describePythonUrl(url, declaration);
    declaration.branch = std::string(value.string("branch"));
  }

  const Manifest &manifest_;
  DeclarationList found_;
};

} // namespace

bool isPyproject(std::string_view path) { return fileNameOf(path) == "pyproject.toml"; }

Result<std::vector<Declaration>> declaredInPyproject(const Manifest &manifest) {
  const auto file = parseToml(manifest.text, manifest.path);
  if (!file) return fail(file.error());
  return PyprojectReader(manifest).read(*file);
}

Result<std::vector<Declaration>> readPyproject(const Manifest &manifest) {
  auto named = declaredInPyproject(manifest);
  if (named) removeLocked(*named, readBeside(manifest, "poetry.lock", declaredInPoetryLock));
  return named;
}

} // namespace lintel::sbom
