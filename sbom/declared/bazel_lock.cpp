#include "sbom/declared/bazel_lock.h"

#include "core/support/path.h"
#include "sbom/declared/bazel_reader.h"
#include "sbom/declared/declaration_list.h"
#include "sbom/model/data_tree.h"
#include "sbom/model/purl.h"

#include <re2/re2.h>
#include <set>

namespace lintel::sbom {

Result<std::vector<LockedModule>> lockedModules(std::string_view text, const std::string &file) {
  const auto lock = parseJson(text, file);
  if (!lock) return fail(lock.error());
  static const re2::RE2 kSource("(.+)/modules/([A-Za-z0-9._-]+)/([^/]+)/source\\.json");
  std::vector<LockedModule> modules;
  for (const DataNode &hash : lock->branch("registryFileHashes").children) {
    LockedModule module;
    if (!re2::RE2::FullMatch(hash.key, kSource, &module.registry, &module.name, &module.version)) continue;
    Position begin = hash.keyPlace;
    begin.column += static_cast<int>(module.registry.size() + std::string_view("/modules/").size());
    module.location = {file, begin, {begin.line, begin.column + static_cast<int>(module.name.size())}};
    modules.push_back(std::move(module));
  }
  return modules;
}

bool isBazelLock(std::string_view path) { return baseName(path) == "MODULE.bazel.lock"; }

Result<std::vector<Declaration>> readBazelLock(const Manifest &manifest) {
  const auto modules = lockedModules(manifest.text, manifest.path);
  if (!modules) return fail(modules.error());
  std::set<std::string> direct;
  if (const auto text = manifest.beside("MODULE.bazel")) {
    const std::string path = manifest.path.substr(0, manifest.path.size() - std::string_view(".lock").size());
    const Manifest beside{path, *text, manifest.files, manifest.root, manifest.options};
    // A MODULE.bazel that cannot be read is reported where it is read for itself.
    if (const auto declared = readBazel(beside)) {
      for (const Declaration &declaration : *declared) {
        if (declaration.channel == "bazel:bazel_dep") direct.insert(declaration.name);
      }
    }
  }
  std::vector<Declaration> declarations;
  for (const LockedModule &module : *modules) {
    if (direct.contains(module.name)) continue;
    Declaration declaration;
    declaration.channel = "bazel:lock";
    declaration.name = module.name;
    declaration.version = module.version;
    declaration.purl = makePurl("bazel", "", module.name, module.version, {});
    declaration.source = module.registry;
    declaration.location = module.location;
    declaration.direct = false;
    declarations.push_back(std::move(declaration));
  }
  return inOrder(std::move(declarations));
}

} // namespace lintel::sbom
