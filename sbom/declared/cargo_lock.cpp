#include "sbom/declared/cargo_lock.h"

#include "sbom/declared/cargo_source.h"
#include "sbom/declared/cargo_toml.h"
#include "sbom/declared/lock_file.h"
#include "sbom/declared/manifest_place.h"
#include "sbom/declared/toml_tree.h"
#include "sbom/model/data_tree.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace lintel::sbom {
namespace {

// "name", "name version" or "name version (source)": name, and version where it is needed to tell crates apart.
std::pair<std::string, std::string> dependencyOf(std::string_view text) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos) return {std::string(text), ""};
  const std::string_view rest = text.substr(blank + 1);
  return {std::string(text.substr(0, blank)), std::string(rest.substr(0, rest.find(' ')))};
}

class CargoLockReader {
public:
  CargoLockReader(const Manifest &manifest, const DataNode &lock)
      : manifest_(manifest), lock_(lock), found_(manifest, "Cargo.lock") {}

  Result<std::vector<Declaration>> read() {
    const DataNode &packages = lock_.branch("package");
    for (const DataNode &package : packages.children) {
      if (package.string("name").empty() || package.string("version").empty()) {
        return failAt(manifest_, package.place, "a package without name or version", "both keys");
      }
      if (!package.string("source").empty()) {
        crates_.insert(std::string(package.string("name")));
        continue;
      }
      for (const DataNode &entry : package.branch("dependencies").children) direct_.insert(dependencyOf(entry.text));
    }
    for (const DataNode &package : packages.children) {
      if (!package.string("source").empty()) add(package);
    }
    return found_.finish();
  }

private:
  void add(const DataNode &package) {
    const std::string name(package.string("name"));
    const std::string version(package.string("version"));
    const std::string source(package.string("source"));
    Declaration &declaration = found_.add(name, package.find("name")->place);
    declaration.version = version;
    declaration.direct = direct_.contains({name, ""}) || direct_.contains({name, version});
    describeCargoSource(source, declaration);
    std::string_view checksum = package.string("checksum");
    // Version 1 keeps the checksums of all crates in one table.
    if (checksum.empty()) {
      checksum = lock_.branch("metadata").string("checksum " + name + ' ' + version + " (" + source + ')');
    }
    if (!checksum.empty() && checksum != "<none>") declaration.checksums.push_back({"sha256", std::string(checksum)});
    for (const DataNode &entry : package.branch("dependencies").children) {
      std::string dependency = dependencyOf(entry.text).first;
      if (crates_.contains(dependency)) declaration.dependsOn.push_back(std::move(dependency));
    }
  }

  const Manifest &manifest_;
  const DataNode &lock_;
  DeclarationList found_;
  std::set<std::string> crates_;
  std::set<std::pair<std::string, std::string>> direct_;
};

} // namespace

bool isCargoLock(std::string_view path) { return fileNameOf(path) == "Cargo.lock"; }

Result<std::vector<Declaration>> declaredInCargoLock(const Manifest &manifest) {
  const auto lock = parseToml(manifest.text, manifest.path);
  if (!lock) return fail(lock.error());
  return CargoLockReader(manifest, *lock).read();
}

Result<std::vector<Declaration>> readCargoLock(const Manifest &manifest) {
  auto locked = declaredInCargoLock(manifest);
  if (locked) adoptManifest(*locked, readBeside(manifest, "Cargo.toml", declaredInCargoToml));
  return locked;
}

} // namespace lintel::sbom
