#include "sbom/declared/vcpkg_manifest.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

tl::unexpected<Problem> failAtNode(const std::string &file, const DataNode &node, std::string what,
                                   std::string expected) {
  return fail({std::move(what), file, node.place.line, node.place.column, std::move(expected)});
}

int portVersionOf(const DataNode &entry) {
  const DataNode *const number = entry.find("port-version");
  return number == nullptr ? 0 : parseVcpkgPortVersion(number->text);
}

// Features are names, or objects with a name and a platform.
std::vector<std::string> namesOf(const DataNode &list) {
  std::vector<std::string> names;
  for (const DataNode &entry : list.children) {
    const std::string_view name = entry.isString() ? std::string_view(entry.text) : entry.string("name");
    if (!name.empty()) names.emplace_back(name);
  }
  return names;
}

bool flag(const DataNode &entry, std::string_view key, bool otherwise) {
  const DataNode *const value = entry.find(key);
  return value == nullptr ? otherwise : value->isTrue();
}

// owner: the manifest or a feature of it.
Result<std::vector<VcpkgDependency>> dependenciesOf(const DataNode &owner, const std::string &file) {
  std::vector<VcpkgDependency> dependencies;
  const DataNode *const list = owner.find("dependencies");
  if (list == nullptr) return dependencies;
  if (!list->isArray()) return failAtNode(file, *list, "'dependencies' is no list", "[\"zlib\"]");
  for (const DataNode &entry : list->children) {
    VcpkgDependency &dependency = dependencies.emplace_back();
    dependency.place = entry.place;
    if (entry.isString()) {
      dependency.name = entry.text;
    } else if (const DataNode *const name = entry.find("name"); name != nullptr && name->isString()) {
      dependency.name = name->text;
      dependency.place = name->place;
    }
    if (dependency.name.empty()) return failAtNode(file, entry, "a dependency without name", "a name, or an object");
    dependency.features = namesOf(entry.branch("features"));
    dependency.defaultFeatures = flag(entry, "default-features", true);
    dependency.host = flag(entry, "host", false);
    dependency.platform = std::string(entry.string("platform"));
    if (const auto minimum = entry.string("version>="); !minimum.empty()) {
      dependency.minimum = parseVcpkgVersion(minimum);
    }
  }
  return dependencies;
}

VcpkgRegistry registryOf(const DataNode &node) {
  return {std::string(node.string("kind")), std::string(node.string("repository")),
          std::string(node.string("baseline")), namesOf(node.branch("packages"))};
}

VcpkgConfiguration configurationOf(const DataNode &node) {
  VcpkgConfiguration configuration;
  if (const DataNode *const registry = node.find("default-registry")) {
    configuration.defaultRegistry = registryOf(*registry);
  }
  for (const DataNode &registry : node.branch("registries").children) {
    configuration.registries.push_back(registryOf(registry));
  }
  configuration.overlayPorts = namesOf(node.branch("overlay-ports"));
  return configuration;
}

Status readFeatures(const DataNode &features, const std::string &file, VcpkgManifest &manifest) {
  for (const DataNode &feature : features.children) {
    auto dependencies = dependenciesOf(feature, file);
    if (!dependencies) return fail(dependencies.error());
    // Old manifests list features as objects with a name.
    const std::string name = feature.key.empty() ? std::string(feature.string("name")) : feature.key;
    manifest.features.push_back({name, std::move(*dependencies)});
  }
  return {};
}

Status readOverrides(const DataNode &overrides, const std::string &file, VcpkgManifest &manifest) {
  for (const DataNode &entry : overrides.children) {
    const auto version = statedVcpkgVersion(entry);
    if (entry.string("name").empty() || !version) {
      return failAtNode(file, entry, "an override without name or version", "both");
    }
    manifest.overrides.emplace(entry.string("name"), *version);
  }
  return {};
}

} // namespace

const VcpkgFeature *VcpkgManifest::findFeature(std::string_view wanted) const {
  const auto found = std::ranges::find(features, wanted, &VcpkgFeature::name);
  return found == features.end() ? nullptr : &*found;
}

std::optional<VcpkgVersion> statedVcpkgVersion(const DataNode &entry) {
  for (const char *const key : {"version", "version-semver", "version-date", "version-string"}) {
    const std::string_view text = entry.string(key);
    if (text.empty()) continue;
    VcpkgVersion version = parseVcpkgVersion(text);
    if (version.port == 0) version.port = portVersionOf(entry);
    return version;
  }
  return std::nullopt;
}

Result<VcpkgManifest> parseVcpkgManifest(std::string_view text, const std::string &file) {
  const auto root = parseJson(text, file);
  if (!root) return fail(root.error());
  if (!root->isObject()) return failAtNode(file, *root, "not a manifest of vcpkg", "an object");
  VcpkgManifest manifest;
  manifest.name = std::string(root->string("name"));
  manifest.version = statedVcpkgVersion(*root);
  auto dependencies = dependenciesOf(*root, file);
  if (!dependencies) return fail(dependencies.error());
  manifest.dependencies = std::move(*dependencies);
  if (const Status status = readFeatures(root->branch("features"), file, manifest); !status)
    return fail(status.error());
  if (const Status status = readOverrides(root->branch("overrides"), file, manifest); !status) {
    return fail(status.error());
  }
  manifest.defaultFeatures = namesOf(root->branch("default-features"));
  manifest.builtinBaseline = std::string(root->string("builtin-baseline"));
  for (const char *const key : {"vcpkg-configuration", "configuration"}) {
    if (root->branch(key).isObject()) manifest.configuration = configurationOf(root->branch(key));
  }
  return manifest;
}

Result<VcpkgConfiguration> parseVcpkgConfiguration(std::string_view text, const std::string &file) {
  const auto root = parseJson(text, file);
  if (!root) return fail(root.error());
  if (!root->isObject()) return failAtNode(file, *root, "not a configuration of vcpkg", "an object");
  return configurationOf(*root);
}

} // namespace lintel::sbom
