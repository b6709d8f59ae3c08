#include "sbom/declared/vcpkg_resolver.h"

#include "core/support/path.h"
#include "sbom/declared/manifest_place.h"
#include "sbom/declared/package_purls.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxPorts = 5000; // vcpkg has some 2,700
constexpr std::size_t kMaxEdges = 100'000;
constexpr std::size_t kMaxOverlays = 50;
constexpr const char *kCore = "core";
constexpr const char *kDefault = "default";

bool isVcpkgRepository(const std::string &url) {
  const auto parsed = parseGitUrl(url);
  return parsed && parsed->host == "github.com" && parsed->path == "microsoft/vcpkg";
}

// How much of the port's name a pattern of a registry fixes; nullopt when it does not match.
std::optional<std::size_t> matchedSize(std::string_view pattern, std::string_view port) {
  if (pattern == port) return port.size() + 1;
  if (!pattern.ends_with('*')) return std::nullopt;
  pattern.remove_suffix(1);
  return port.starts_with(pattern) ? std::optional(pattern.size()) : std::nullopt;
}

} // namespace

VcpkgResolver::VcpkgResolver(const Manifest &file, const VcpkgManifest &manifest,
                             const VcpkgConfiguration &configuration)
    : file_(file), manifest_(manifest), configuration_(configuration) {
  const auto &registry = configuration.defaultRegistry;
  baselineCommit_ = registry && !registry->baseline.empty() ? registry->baseline : manifest.builtinBaseline;
  openCheckout();
}

void VcpkgResolver::openCheckout() {
  if (file_.options.vcpkgCheckout.empty()) return;
  checkout_.emplace(file_.files, file_.options.vcpkgCheckout);
  const std::string commit = checkout_->commit();
  if (!commit.empty() && !baselineCommit_.empty() && commit != baselineCommit_) {
    refusal_ = "the vcpkg checkout is at " + commit + ", the baseline is " + baselineCommit_;
    return;
  }
  auto baseline = checkout_->baseline();
  if (baseline) {
    baseline_ = std::move(*baseline);
  } else {
    refusal_ = baseline.error().what;
  }
}

// The registry whose pattern fixes most of the name, else the default one; nullptr for that of the checkout.
const VcpkgRegistry *VcpkgResolver::registryOf(const std::string &port) const {
  const VcpkgRegistry *best = configuration_.defaultRegistry ? &*configuration_.defaultRegistry : nullptr;
  std::size_t bestSize = 0;
  for (const VcpkgRegistry &registry : configuration_.registries) {
    for (const std::string &pattern : registry.packages) {
      const auto size = matchedSize(pattern, port);
      if (!size || *size < bestSize) continue;
      best = &registry;
      bestSize = *size;
    }
  }
  const bool isBuiltin =
      best == nullptr || best->kind == "builtin" || (best->kind == "git" && isVcpkgRepository(best->repository));
  return isBuiltin ? nullptr : best;
}

bool VcpkgResolver::isOfCheckout(const std::string &port) const {
  return checkout_ && refusal_.empty() && registryOf(port) == nullptr;
}

// An overlay is a directory of ports, or one port; the first that has the port wins.
std::optional<VcpkgPort> VcpkgResolver::load(const std::string &port) {
  if (!isVcpkgPortName(port)) return std::nullopt;
  for (std::size_t i = 0; i < std::min(configuration_.overlayPorts.size(), kMaxOverlays); ++i) {
    const std::string &directory = configuration_.overlayPorts[i];
    for (const std::string &candidate : {directory + '/' + port, directory}) {
      const auto text = file_.beside(candidate + "/vcpkg.json");
      const auto manifest = text ? parseVcpkgManifest(*text, candidate) : Result<VcpkgManifest>(fail("no port"));
      if (!manifest || manifest->name != port) continue;
      overlays_[port] = joinPath(directoryOf(file_.path), candidate);
      return VcpkgPort{*manifest, ""};
    }
  }
  return isOfCheckout(port) ? checkout_->port(port) : std::nullopt;
}

void VcpkgResolver::want(const std::string &from, const VcpkgDependency &dependency, const std::string &platform,
                         Position place) {
  const bool isSelf = dependency.name == from || (from.empty() && dependency.name == manifest_.name);
  if (!isSelf) {
    if (edges_.size() >= kMaxEdges || (wanted_.size() >= kMaxPorts && !wanted_.contains(dependency.name))) return;
    edges_.push_back({from, dependency.name, platform, dependency.host});
    dependsOn_[from].insert(dependency.name);
    reasons_[dependency.name].insert(platform.empty() ? "with " + from : platform);
    Wanted &wanted = wanted_.try_emplace(dependency.name, Wanted{place, std::nullopt, true}).first->second;
    if (dependency.minimum) {
      const auto order = wanted.minimum ? compareVcpkgVersions(*wanted.minimum, *dependency.minimum)
                                        : std::optional(std::strong_ordering::less);
      wanted.hasOrder = wanted.hasOrder && order.has_value();
      if (order && *order < 0) wanted.minimum = dependency.minimum;
    }
  }
  const auto push = [&](const std::string &feature) {
    if (seen_.emplace(dependency.name, feature).second) todo_.emplace_back(dependency.name, feature);
  };
  push(kCore);
  if (dependency.defaultFeatures && !isSelf) push(kDefault);
  for (const std::string &feature : dependency.features) push(feature);
}

void VcpkgResolver::expand(const Step &step) {
  const auto &[name, feature] = step;
  const auto known = ports_.find(name);
  const auto &port = known != ports_.end() ? known->second : ports_.emplace(name, load(name)).first->second;
  const auto wanted = wanted_.find(name);
  if (!port || wanted == wanted_.end()) return;
  const Position place = wanted->second.place;
  if (feature == kDefault) {
    for (const std::string &one : port->manifest.defaultFeatures) {
      if (seen_.emplace(name, one).second) todo_.emplace_back(name, one);
    }
    return;
  }
  const VcpkgFeature *const chosen = port->manifest.findFeature(feature);
  if (feature != kCore && chosen == nullptr) return;
  for (const VcpkgDependency &dependency : feature == kCore ? port->manifest.dependencies : chosen->dependencies) {
    want(name, dependency, dependency.platform, place);
  }
}

std::vector<VcpkgTransitive> VcpkgResolver::follow(const std::vector<VcpkgRoot> &roots) {
  std::set<std::string> direct;
  for (const VcpkgRoot &root : roots) {
    want("", root.dependency, root.condition, root.dependency.place);
    direct.insert(root.dependency.name);
  }
  for (std::size_t i = 0; i < todo_.size(); ++i) expand(Step(todo_[i]));
  const auto always = reach([](const Edge &edge) { return edge.platform.empty(); });
  const auto linked = reach([](const Edge &edge) { return !edge.host; });
  std::vector<VcpkgTransitive> transitive;
  for (const auto &[name, wanted] : wanted_) {
    if (direct.contains(name)) continue;
    transitive.push_back({name, wanted.place, always.contains(name) ? "" : conditionOf(name), !linked.contains(name)});
  }
  return transitive;
}

// The ports that the project comes to over edges that pass.
std::set<std::string> VcpkgResolver::reach(bool (*passes)(const Edge &)) const {
  std::multimap<std::string, const Edge *> leaving;
  for (const Edge &edge : edges_) leaving.emplace(edge.from, &edge);
  std::set<std::string> reached;
  std::vector<std::string> todo = {""};
  while (!todo.empty()) {
    const std::string from = std::move(todo.back());
    todo.pop_back();
    const auto [begin, end] = leaving.equal_range(from);
    for (auto it = begin; it != end; ++it) {
      if (passes(*it->second) && reached.insert(it->second->to).second) todo.push_back(it->second->to);
    }
  }
  return reached;
}

std::string VcpkgResolver::conditionOf(const std::string &port) const {
  constexpr std::size_t kMaxShown = 5;
  std::string condition;
  std::size_t shown = 0;
  for (const std::string &reason : reasons_.at(port)) {
    if (++shown > kMaxShown) return condition + ", ...";
    condition += (condition.empty() ? "" : ", ") + reason;
  }
  return condition;
}

void VcpkgResolver::decide(const std::string &port, VcpkgResolution &resolution) const {
  if (const auto override = manifest_.overrides.find(port); override != manifest_.overrides.end()) {
    resolution.version = override->second;
    return;
  }
  if (!checkout_) return;
  if (!refusal_.empty() || !isOfCheckout(port)) {
    resolution.why = refusal_.empty() ? "it comes from another registry than the vcpkg checkout" : refusal_;
    return;
  }
  const auto baseline = baseline_.find(port);
  if (baseline == baseline_.end()) {
    resolution.why = "the baseline does not list it";
    return;
  }
  const auto wanted = wanted_.find(port);
  const auto minimum = wanted == wanted_.end() ? std::nullopt : wanted->second.minimum;
  const auto order = minimum ? compareVcpkgVersions(baseline->second, *minimum) : std::strong_ordering::greater;
  if (!order || (wanted != wanted_.end() && !wanted->second.hasOrder)) {
    resolution.why = "the versions that are asked for have no order";
    return;
  }
  resolution.version = *order < 0 ? *minimum : baseline->second;
}

VcpkgResolution VcpkgResolver::resolve(const std::string &port) const {
  VcpkgResolution resolution;
  const VcpkgRegistry *const registry = registryOf(port);
  resolution.baseline = registry == nullptr ? baselineCommit_ : registry->baseline;
  if (registry != nullptr) resolution.registryUrl = registry->repository;
  if (const auto needed = dependsOn_.find(port); needed != dependsOn_.end()) resolution.dependsOn = needed->second;
  const auto loaded = ports_.find(port);
  const bool isLoaded = loaded != ports_.end() && loaded->second;
  if (const auto overlay = overlays_.find(port); overlay != overlays_.end() && isLoaded) {
    resolution.overlay = overlay->second;
    resolution.version = loaded->second->manifest.version;
    resolution.baseline.clear();
    return resolution;
  }
  decide(port, resolution);
  if (!resolution.version || !isOfCheckout(port)) return resolution;
  resolution.gitTree = checkout_->gitTree(port, *resolution.version);
  if (isLoaded && loaded->second->manifest.version == resolution.version) {
    resolution.sha512 = loaded->second->sha512;
    if (resolution.gitTree.empty()) resolution.why = "the version database does not list this version";
    return resolution;
  }
  // The port as it is in the checkout describes another version: what that one needs would be a guess.
  resolution.dependsOn.clear();
  resolution.why = "the checkout does not hold the port in this version: what it needs is not known";
  return resolution;
}

} // namespace lintel::sbom
