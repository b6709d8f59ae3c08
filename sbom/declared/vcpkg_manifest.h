// vcpkg.json as it stands in a project and in every port, and vcpkg-configuration.json.
// Reference: learn.microsoft.com/vcpkg/reference/vcpkg-json and .../vcpkg-configuration-json
#pragma once

#include "core/finding/finding.h"
#include "core/support/result.h"
#include "sbom/declared/vcpkg_version.h"
#include "sbom/model/data_tree.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

struct VcpkgDependency {
  std::string name;
  Position place;
  std::vector<std::string> features;
  bool defaultFeatures = true;
  bool host = false;
  std::string platform; // expression; empty: every one
  std::optional<VcpkgVersion> minimum;
};

struct VcpkgFeature {
  std::string name;
  std::vector<VcpkgDependency> dependencies;
};

struct VcpkgRegistry {
  std::string kind; // "builtin", "git", "filesystem"; empty: there is none
  std::string repository;
  std::string baseline;
  std::vector<std::string> packages; // names, or beginnings of names followed by '*'
};

struct VcpkgConfiguration {
  std::optional<VcpkgRegistry> defaultRegistry;
  std::vector<VcpkgRegistry> registries;
  std::vector<std::string> overlayPorts; // directories, as written
};

struct VcpkgManifest {
  std::string name;
  std::optional<VcpkgVersion> version;
  std::vector<VcpkgDependency> dependencies;
  std::vector<VcpkgFeature> features;
  std::vector<std::string> defaultFeatures;
  std::map<std::string, VcpkgVersion> overrides;
  std::string builtinBaseline;
  std::optional<VcpkgConfiguration> configuration; // one may stand in the manifest itself

  const VcpkgFeature *findFeature(std::string_view name) const;
};

// Errors, with file, line and column: not JSON, a dependency or override without name.
Result<VcpkgManifest> parseVcpkgManifest(std::string_view text, const std::string &file);
Result<VcpkgConfiguration> parseVcpkgConfiguration(std::string_view text, const std::string &file);

// The version that an entry of a manifest or of the version database states; the key tells its scheme.
std::optional<VcpkgVersion> statedVcpkgVersion(const DataNode &entry);

} // namespace lintel::sbom
