#include "sbom/declared/vcpkg_json.h"

#include "sbom/declared/manifest_place.h"
#include "sbom/declared/package_purls.h"
#include "sbom/declared/vcpkg_resolver.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

constexpr const char *kConfigurationName = "vcpkg-configuration.json";

void addRoots(const std::vector<VcpkgDependency> &dependencies, const VcpkgRoot &like, const std::string &ownName,
              std::vector<VcpkgRoot> &roots) {
  for (const VcpkgDependency &dependency : dependencies) {
    if (dependency.name == ownName) continue; // a feature that needs another of the same package
    VcpkgRoot &root = roots.emplace_back(like);
    root.dependency = dependency;
    if (dependency.host) root.scope = Scope::Build;
    if (dependency.platform.empty()) continue;
    root.condition += (root.condition.empty() ? "" : " and ") + dependency.platform;
  }
}

// What features ask for is needed with the feature only; default features are built unless somebody refuses them.
std::vector<VcpkgRoot> rootsOf(const VcpkgManifest &manifest) {
  std::vector<VcpkgRoot> roots;
  addRoots(manifest.dependencies, {}, manifest.name, roots);
  for (const VcpkgFeature &feature : manifest.features) {
    VcpkgRoot like;
    like.condition = "feature " + feature.name;
    like.required = std::ranges::find(manifest.defaultFeatures, feature.name) != manifest.defaultFeatures.end();
    if (!like.required) like.scope = Scope::Optional;
    addRoots(feature.dependencies, like, manifest.name, roots);
  }
  return roots;
}

void describe(const VcpkgResolution &resolution, Declaration &declaration) {
  if (resolution.version) declaration.version = resolution.version->text;
  declaration.source = resolution.registryUrl;
  declaration.revision = resolution.baseline;
  declaration.path = resolution.overlay;
  declaration.dependsOn.assign(resolution.dependsOn.begin(), resolution.dependsOn.end());
  declaration.purl = vcpkgPurl(declaration.name, declaration.version, resolution.version ? resolution.version->port : 0,
                               resolution.registryUrl);
  if (!resolution.gitTree.empty()) declaration.checksums.push_back({"git-tree", resolution.gitTree});
  if (!resolution.sha512.empty()) declaration.checksums.push_back({"sha512", resolution.sha512});
  if (resolution.why.empty()) return;
  declaration.resolved = false;
  declaration.constraint += (declaration.constraint.empty() ? "" : "; ") + resolution.why;
}

} // namespace

bool isVcpkgJson(std::string_view path) { return fileNameOf(path) == "vcpkg.json"; }
bool isVcpkgConfiguration(std::string_view path) { return fileNameOf(path) == kConfigurationName; }

Result<std::vector<Declaration>> readVcpkgJson(const Manifest &manifest) {
  const auto parsed = parseVcpkgManifest(manifest.text, manifest.path);
  if (!parsed) return fail(parsed.error());
  VcpkgConfiguration configuration = parsed->configuration.value_or(VcpkgConfiguration());
  if (const auto text = manifest.beside(kConfigurationName)) {
    if (const auto beside = parseVcpkgConfiguration(*text, kConfigurationName)) configuration = *beside;
  }
  const bool isPort = manifest.beside("portfile.cmake").has_value();
  const std::vector<VcpkgRoot> roots = rootsOf(*parsed);
  VcpkgResolver resolver(manifest, *parsed, configuration);
  const std::vector<VcpkgTransitive> transitive = resolver.follow(roots);

  DeclarationList found(manifest, "vcpkg");
  for (const VcpkgRoot &root : roots) {
    Declaration &declaration = found.add(root.dependency.name, root.dependency.place);
    declaration.direct = !isPort;
    declaration.condition = root.condition;
    declaration.scope = root.scope;
    declaration.required = root.required;
    declaration.parts = root.dependency.features;
    if (root.dependency.minimum) declaration.constraint = ">=" + toString(*root.dependency.minimum);
    describe(resolver.resolve(root.dependency.name), declaration);
  }
  for (const VcpkgTransitive &port : transitive) {
    Declaration &declaration = found.add(port.name, port.place);
    declaration.direct = false;
    declaration.condition = port.condition;
    if (port.host) declaration.scope = Scope::Build;
    describe(resolver.resolve(port.name), declaration);
  }
  return found.finish();
}

Result<std::vector<Declaration>> readVcpkgConfiguration(const Manifest &manifest) {
  const auto parsed = parseVcpkgConfiguration(manifest.text, manifest.path);
  if (!parsed) return fail(parsed.error());
  return std::vector<Declaration>();
}

} // namespace lintel::sbom
