#include "sbom/declared/conan_lock.h"

#include "sbom/declared/conan_reference.h"
#include "sbom/declared/conanfile_py.h"
#include "sbom/declared/conanfile_txt.h"
#include "sbom/declared/lock_file.h"
#include "sbom/declared/manifest_place.h"
#include "sbom/model/data_tree.h"

#include <map>
#include <set>
#include <utility>

namespace lintel::sbom {
namespace {

class LockReader {
public:
  explicit LockReader(const Manifest &manifest) : manifest_(manifest), found_(manifest, "conan.lock") {}

  Result<std::vector<Declaration>> read(const DataNode &lock) {
    const DataNode &nodes = lock.branch("graph_lock").branch("nodes");
    const Status status = nodes.isObject() ? readNodes(nodes) : readLists(lock);
    if (!status) return fail(status.error());
    return found_.finish();
  }

private:
  // nullptr: the text is no reference.
  Declaration *add(const DataNode &node) {
    const auto reference = node.isString() ? parseConanReference(node.text) : std::nullopt;
    if (!reference) return nullptr;
    Declaration &declaration = found_.add(reference->name, node.place);
    describeConan(*reference, declaration);
    declaration.direct = false;
    return &declaration;
  }

  Status notAReference(const DataNode &node) const {
    return failAt(manifest_, node.place, "not a Conan reference", "name/version#revision");
  }

  // Conan 2: {"version": "0.5", "requires": ["zlib/1.3.1#revision%time"], "build_requires": [], ...}
  Status readLists(const DataNode &lock) {
    constexpr std::pair<const char *, Scope> kLists[] = {{"requires", Scope::Runtime},
                                                         {"build_requires", Scope::Build},
                                                         {"python_requires", Scope::Build},
                                                         {"config_requires", Scope::Build}};
    bool anyList = false;
    for (const auto &[name, scope] : kLists) {
      anyList = anyList || lock.branch(name).isArray();
      for (const DataNode &entry : lock.branch(name).children) {
        Declaration *const declaration = add(entry);
        if (declaration == nullptr) return notAReference(entry);
        declaration->scope = scope;
      }
    }
    if (anyList) return {};
    return failAt(manifest_, lock.place, "neither a lock of Conan 1 nor one of Conan 2",
                  "graph_lock with nodes, or lists of requires");
  }

  // Conan 1: nodes by id. The consumer has no reference, or lies at a path.
  Status readNodes(const DataNode &nodes) {
    std::map<std::string_view, std::string> names; // id -> name of the package
    std::set<std::string_view> direct;
    std::set<std::string_view> tools;
    for (const DataNode &node : nodes.children) {
      if (const auto reference = parseConanReference(node.string("ref"))) names[node.key] = reference->name;
      for (const DataNode &id : node.branch("build_requires").children) tools.insert(id.text);
      if (!isConsumer(node)) continue;
      for (const char *const list : {"requires", "build_requires"}) {
        for (const DataNode &id : node.branch(list).children) direct.insert(id.text);
      }
    }
    for (const DataNode &node : nodes.children) {
      if (const Status status = readPythonRequires(node); !status) return status;
      if (isConsumer(node)) continue;
      const DataNode &ref = *node.find("ref");
      Declaration *const declaration = add(ref);
      if (declaration == nullptr) return notAReference(ref);
      declaration->direct = direct.contains(node.key);
      if (tools.contains(node.key) || node.string("context") == "build") declaration->scope = Scope::Build;
      if (const std::string_view prev = node.string("prev"); !prev.empty()) {
        declaration->checksums.push_back({"prev", std::string(prev)});
      }
      for (const char *const list : {"requires", "build_requires"}) {
        for (const DataNode &id : node.branch(list).children) {
          if (const auto name = names.find(id.text); name != names.end())
            declaration->dependsOn.push_back(name->second);
        }
      }
    }
    return {};
  }

  static bool isConsumer(const DataNode &node) { return node.string("ref").empty() || !node.string("path").empty(); }

  Status readPythonRequires(const DataNode &node) {
    for (const DataNode &entry : node.branch("python_requires").children) {
      Declaration *const declaration = add(entry);
      if (declaration == nullptr) return notAReference(entry);
      declaration->scope = Scope::Build;
    }
    return {};
  }

  const Manifest &manifest_;
  DeclarationList found_;
};

} // namespace

bool isConanLock(std::string_view path) { return fileNameOf(path) == "conan.lock"; }

Result<std::vector<Declaration>> declaredInConanLock(const Manifest &manifest) {
  const auto lock = parseJson(manifest.text, manifest.path);
  if (!lock) return fail(lock.error());
  return LockReader(manifest).read(*lock);
}

Result<std::vector<Declaration>> readConanLock(const Manifest &manifest) {
  auto locked = declaredInConanLock(manifest);
  if (!locked) return locked;
  adoptManifest(*locked, readBeside(manifest, "conanfile.txt", declaredInConanfileTxt));
  adoptManifest(*locked, readBeside(manifest, "conanfile.py", declaredInConanfilePy));
  return locked;
}

} // namespace lintel::sbom
