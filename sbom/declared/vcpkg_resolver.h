// Which version of which port a vcpkg manifest leads to, as vcpkg decides it: an overlay or an override, else the
// highest of the baseline and all minimum versions (learn.microsoft.com/vcpkg/users/versioning.concepts).
#pragma once

#include "sbom/declared/reader.h"
#include "sbom/declared/vcpkg_checkout.h"
#include "sbom/declared/vcpkg_manifest.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lintel::sbom {

// A dependency as the project's manifest states it, with what its place in the manifest adds.
struct VcpkgRoot {
  VcpkgDependency dependency;
  std::string condition; // feature and platform
  Scope scope = Scope::Runtime;
  bool required = true;
};

struct VcpkgResolution {
  std::optional<VcpkgVersion> version;
  std::string why;         // what could not be told; empty when all could
  std::string registryUrl; // of the registry that the port comes from, when it is stated and not vcpkg's own
  std::string baseline;    // commit of that registry, when stated
  std::string overlay;     // repo-relative directory of the port, when it is one of the repository
  std::string gitTree;     // of the port in the registry
  std::string sha512;      // of its source archive
  std::set<std::string> dependsOn;
};

// A port that another port needs.
struct VcpkgTransitive {
  std::string name;
  Position place;        // of the project's dependency that leads to it
  std::string condition; // platforms, or the port that needs it
  bool host = false;     // only needed by build tools
};

class VcpkgResolver {
public:
  // configuration: of the manifest or beside it. The references must outlive the resolver.
  VcpkgResolver(const Manifest &file, const VcpkgManifest &manifest, const VcpkgConfiguration &configuration);

  // Follows the roots' ports, their features and what these need, at most 5,000 ports. To be called once, first.
  // Without a checkout that fits the baseline only ports of the repository can be followed.
  std::vector<VcpkgTransitive> follow(const std::vector<VcpkgRoot> &roots);

  VcpkgResolution resolve(const std::string &port) const;

private:
  struct Edge {
    std::string from; // empty: the project
    std::string to;
    std::string platform;
    bool host = false;
  };
  struct Wanted {
    Position place;
    std::optional<VcpkgVersion> minimum;
    bool hasOrder = true; // of all minimum versions
  };
  using Step = std::pair<std::string, std::string>; // port and feature; "core" and "default" are features too

  void openCheckout();
  const VcpkgRegistry *registryOf(const std::string &port) const;
  bool isOfCheckout(const std::string &port) const;
  std::optional<VcpkgPort> load(const std::string &port);
  void want(const std::string &from, const VcpkgDependency &dependency, const std::string &platform, Position place);
  void expand(const Step &step);
  std::set<std::string> reach(bool (*passes)(const Edge &)) const;
  std::string conditionOf(const std::string &port) const;
  void decide(const std::string &port, VcpkgResolution &resolution) const;

  const Manifest &file_;
  const VcpkgManifest &manifest_;
  const VcpkgConfiguration &configuration_;
  std::optional<VcpkgCheckout> checkout_;
  std::string baselineCommit_; // that the project asks for
  std::string refusal_;        // why the checkout cannot be used; empty when it can, or none was named
  std::map<std::string, VcpkgVersion> baseline_;
  std::map<std::string, std::optional<VcpkgPort>> ports_;
  std::map<std::string, std::string> overlays_; // port -> repo-relative directory
  std::map<std::string, Wanted> wanted_;
  std::vector<Edge> edges_;
  std::map<std::string, std::set<std::string>> dependsOn_;
  std::map<std::string, std::set<std::string>> reasons_; // port -> why it is wanted, for a person
  std::set<Step> seen_;
  std::vector<Step> todo_;
};

} // namespace lintel::sbom
