#include "sbom/collect/collect.h"

#include "sbom/collect/debian.h"
#include "sbom/collect/licenses.h"
#include "sbom/collect/owners.h"
#include "sbom/collect/vendored.h"
#include "sbom/model/purl.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

constexpr std::uint64_t kMaxCopyrightSize = 4u << 20;

bool wasScanned(const UnitIncludes &unit) {
  return unit.outcome.kind == OutcomeKind::Analysed || unit.outcome.kind == OutcomeKind::Cached;
}

class Collector {
public:
  Collector(const FileSystem &files, const CollectOptions &options, const Owners &owners)
      : files_(files), options_(options), owners_(owners) {}

  void add(const UnitIncludes &unit) {
    const std::string user = addUnitItself(unit.unit);
    for (const std::string &header : unit.headers) addHeader(unit.unit, user, header);
    if (!wasScanned(unit)) bom_.complete = false;
  }

  Bom finish() {
    bom_.projectName = options_.projectName;
    bom_.projectVersion = provenVersion(files_, options_.root, ".").value;
    bom_.dependsOn[kProjectRef];
    addPackageDependencies();
    for (auto &[ref, component] : components_) {
      std::ranges::sort(component.occurrences);
      const auto repeated = std::ranges::unique(component.occurrences);
      component.occurrences.erase(repeated.begin(), repeated.end());
      bom_.components.push_back(std::move(component));
    }
    return std::move(bom_);
  }

private:
  // A unit that lies in a vendored directory is evidence for it. Returns the reference of whoever the unit belongs to.
  std::string addUnitItself(const std::string &unit) {
    const std::string file = fileOfUnit(unit);
    const auto directory = owners_.vendoredDirectoryOf(file);
    if (!directory) return kProjectRef;
    Component &component = componentOf({Origin::Vendored, nullptr, *directory, file});
    component.occurrences.push_back({unit, file});
    bom_.dependsOn[kProjectRef].insert(component.ref);
    return component.ref;
  }

  void addHeader(const std::string &unit, const std::string &user, const std::string &header) {
    const Owner &owner = owners_.of(header);
    if (owner.origin == Origin::Project) {
      bom_.projectIncludes[unit].insert(owner.header);
      return;
    }
    Component &component = componentOf(owner);
    component.occurrences.push_back({unit, owner.header});
    if (component.ref != user) bom_.dependsOn[user].insert(component.ref);
  }

  Component &componentOf(const Owner &owner) {
    const std::string ref = refOf(owner);
    const auto found = components_.find(ref);
    if (found != components_.end()) return found->second;
    Component component;
    component.ref = ref;
    component.origin = owner.origin;
    switch (owner.origin) {
    case Origin::DebianPackage: describePackage(component, *owner.package); break;
    case Origin::Vendored: describeVendored(component, owner.directory); break;
    case Origin::Toolchain: component.name = component.path = owner.directory; break;
    case Origin::Project:
    case Origin::Unknown:
      component.name = owner.header;
      bom_.unknownHeaders.insert(std::ranges::lower_bound(bom_.unknownHeaders, owner.header), owner.header);
      break;
    }
    return components_.emplace(ref, std::move(component)).first->second;
  }

  static std::string refOf(const Owner &owner) {
    switch (owner.origin) {
    case Origin::DebianPackage: return "deb:" + owner.package->name + ':' + owner.package->architecture;
    case Origin::Vendored: return "vendored:" + purlEncode(owner.directory);
    case Origin::Toolchain: return "toolchain:" + purlEncode(owner.directory);
    case Origin::Project:
    case Origin::Unknown: break;
    }
    return "file:" + purlEncode(owner.header);
  }

  void describePackage(Component &component, const DebianPackage &package) {
    packages_[component.ref] = &package;
    component.name = package.name;
    component.version = package.version;
    component.source = package.source;
    component.sourceVersion = package.sourceVersion;
    const std::string vendor = options_.distro.substr(0, options_.distro.find('-'));
    component.purl = makePurl("deb", vendor.empty() ? "debian" : vendor, package.name, package.version,
                              {{"arch", package.architecture}, {"distro", options_.distro}});
    component.versionEvidence = options_.dpkgDirectory + "/status";
    const std::string copyright = options_.docDirectory + '/' + package.name + "/copyright";
    const auto text = files_.read(copyright, kMaxCopyrightSize);
    if (!text) return; // the policy reports components without a licence
    component.licenses = licensesOfCopyrightFile(*text);
    if (!component.licenses.empty()) component.licenseEvidence = copyright;
  }

  void describeVendored(Component &component, const std::string &directory) {
    component.name = directory.substr(directory.rfind('/') + 1);
    component.path = directory;
    const Proven version = provenVersion(files_, options_.root, directory);
    component.version = version.value;
    component.versionEvidence = version.file;
    component.purl = makePurl("generic", "", component.name, component.version, {});
    const ProvenLicenses licenses = provenLicenses(files_, options_.root, directory);
    component.licenses = licenses.expressions;
    component.licenseEvidence = licenses.file;
  }

  // Debian's own Depends, as far as both packages are components.
  void addPackageDependencies() {
    std::multimap<std::string, std::string> providers; // real or virtual name -> ref
    for (const auto &[ref, package] : packages_) {
      providers.emplace(package->name, ref);
      for (const std::string &name : package->provides) providers.emplace(name, ref);
    }
    for (const auto &[ref, package] : packages_) {
      for (const auto &alternatives : package->depends) {
        for (const std::string &name : alternatives) {
          const auto [begin, end] = providers.equal_range(name);
          for (auto provider = begin; provider != end; ++provider) {
            if (provider->second != ref) bom_.dependsOn[ref].insert(provider->second);
          }
        }
      }
    }
  }

  const FileSystem &files_;
  const CollectOptions &options_;
  const Owners &owners_;
  Bom bom_;
  std::map<std::string, Component> components_;           // by ref
  std::map<std::string, const DebianPackage *> packages_; // by ref
};

} // namespace

Result<Bom> collect(const FileSystem &files, const CollectOptions &options, const std::vector<UnitIncludes> &units) {
  std::set<std::string> headers;
  for (const UnitIncludes &unit : units) headers.insert(unit.headers.begin(), unit.headers.end());
  const auto database = DebianDatabase::load(files, options.dpkgDirectory);
  if (!database) return fail(database.error());
  const auto owners = Owners::decide(options, *database, headers);
  if (!owners) return fail(owners.error());
  Collector collector(files, options, *owners);
  for (const UnitIncludes &unit : units) collector.add(unit);
  return collector.finish();
}

} // namespace lintel::sbom
