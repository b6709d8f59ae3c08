#include "sbom/collect/component_table.h"

#include "core/support/path.h"
#include "core/support/text.h"
#include "sbom/collect/licenses.h"
#include "sbom/identity/customary_containers.h"
#include "sbom/model/purl.h"

#include <re2/re2.h>
#include <set>

namespace lintel::sbom {
namespace {

constexpr std::uint64_t kMaxCopyrightSize = 4u << 20;
constexpr double kRecorded = 1.0;
constexpr double kNamed = 0.5;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

void identify(Component &component, const char *field, const char *technique, double confidence, std::string value,
              std::string evidence) {
  component.identity.push_back({field, technique, confidence, std::move(value), std::move(evidence)});
}

// A directory that is named after what is in it, not after the library: "range_tree/lib". The directory above tells the
// name, unless that is where foreign code is kept.
std::string_view namingPart(std::string_view path) {
  static const std::set<std::string, std::less<>> generic = {"inc",    "include", "lib", "libs",
                                                             "source", "sources", "src"};
  const std::size_t slash = path.rfind('/');
  if (slash == path.npos || !generic.contains(lowerCase(path.substr(slash + 1)))) return path;
  const std::string_view above = path.substr(0, slash);
  const std::string_view container = baseName(above);
  return isCustomaryContainer(container) || isDoubtfulContainer(container) ? path : namingPart(above);
}

} // namespace

DirectoryName splitDirectoryName(std::string_view path) {
  static const RE2 versioned(R"(([A-Za-z][A-Za-z0-9_+-]*?)[-_]v?(\d+(?:[._]\d+)+[a-z]?))");
  const std::string_view naming = namingPart(path);
  const std::string last(baseName(sourceStem(naming).value_or(naming)));
  DirectoryName split;
  if (RE2::FullMatch(piece(last), versioned, &split.name, &split.version)) return split;
  return {last, ""};
}

std::string purlOfRepository(std::string_view url, std::string_view name, std::string_view revision) {
  static const RE2 hosted(
      R"((?i)(?:[a-z+]+://)?(?:[^@/]+@)?(?:www\.)?(github|gitlab|bitbucket)\.(?:com|org)[:/]([^?#]+))");
  std::string host, path;
  if (RE2::FullMatch(piece(url), hosted, &host, &path)) {
    while (path.ends_with('/')) path.pop_back();
    if (path.ends_with(".git")) path.resize(path.size() - 4);
    path = lowerCase(path);
    const std::size_t slash = path.rfind('/');
    if (slash != std::string::npos)
      return makePurl(lowerCase(host), path.substr(0, slash), path.substr(slash + 1), revision, {});
  }
  if (url.empty()) return makePurl("generic", "", name, revision, {});
  return makePurl("generic", "", name, revision, {{"vcs_url", url}});
}

std::string ComponentTable::refOf(const Owner &owner) {
  switch (owner.origin) {
  case Origin::DebianPackage: return "deb:" + owner.debian->name + ':' + owner.debian->architecture;
  case Origin::Vendored:
  case Origin::Submodule: return "vendored:" + purlEncode(owner.directory);
  case Origin::Fetched: return "fetched:" + purlEncode(owner.package.name);
  case Origin::Conan: return "conan:" + purlEncode(owner.package.name);
  case Origin::Vcpkg: return "vcpkg:" + purlEncode(owner.package.name) + ':' + owner.package.triplet;
  case Origin::Toolchain: return "toolchain:" + purlEncode(owner.directory);
  default: return "file:" + purlEncode(owner.file);
  }
}

Component &ComponentTable::of(const Owner &owner) {
  const std::string ref = refOf(owner);
  const auto [entry, isNew] = components_.try_emplace(ref);
  Component &component = entry->second;
  if (!isNew) return component;
  component.ref = ref;
  component.origin = owner.origin;
  switch (owner.origin) {
  case Origin::DebianPackage: describeDebian(component, *owner.debian); break;
  case Origin::Vendored:
  case Origin::Submodule: describeCopy(component, owner); break;
  case Origin::Fetched:
  case Origin::Conan:
  case Origin::Vcpkg: describePackage(component, owner.package); break;
  case Origin::Toolchain: component.name = component.path = owner.directory; break;
  default: component.name = owner.file; break;
  }
  return component;
}

Component &ComponentTable::declared(const std::string &key) {
  const std::string ref = "declared:" + purlEncode(key);
  Component &component = components_[ref];
  component.ref = ref;
  component.origin = Origin::Declared;
  return component;
}

void ComponentTable::describeDebian(Component &component, const DebianPackage &package) {
  debianPackages_[component.ref] = &package;
  component.name = package.name;
  component.version = package.version;
  component.source = package.source;
  component.sourceVersion = package.sourceVersion;
  component.supplier = package.maintainer;
  const std::string vendor = options_.distro.substr(0, options_.distro.find('-'));
  component.purl = makePurl("deb", vendor.empty() ? "debian" : vendor, package.name, package.version,
                            {{"arch", package.architecture}, {"distro", options_.distro}});
  identify(component, "purl", "manifest-analysis", kRecorded, component.purl,
           "file lists of dpkg, " + options_.dpkgDirectory + "/status");
  identify(component, "version", "manifest-analysis", kRecorded, package.version, options_.dpkgDirectory + "/status");
  const std::string copyright = options_.docDirectory + '/' + package.name + "/copyright";
  const auto text = files_.read(copyright, kMaxCopyrightSize);
  if (!text) return; // the policy reports components without a licence
  component.licenses = licensesOfCopyrightFile(*text);
  if (!component.licenses.empty()) component.licenseEvidence = copyright;
}

void ComponentTable::describeCopy(Component &component, const Owner &owner) {
  const DirectoryName named = splitDirectoryName(owner.directory);
  component.name = named.name;
  component.path = owner.directory;
  identify(component, "name", "filename", kNamed, named.name, owner.directory);
  if (owner.origin == Origin::Submodule) component.revision = options_.gitlinks.at(owner.directory);
  const ProvenLicenses licenses = provenLicenses(files_, options_.root, owner.directory);
  component.licenses = licenses.expressions;
  component.licenseEvidence = licenses.file;
}

void ComponentTable::describePackage(Component &component, const PackageDirectory &package) {
  component.name = package.name;
  component.version = package.version;
  component.path = relativeTo(package.directory, options_.root).value_or(package.directory);
  component.downloadUrl = package.url;
  component.revision = package.revision;
  const char *technique = package.evidence.empty() ? "filename" : "manifest-analysis";
  const double confidence = package.evidence.empty() ? kNamed : kRecorded;
  const std::string evidence = package.evidence.empty() ? package.directory : package.evidence;
  identify(component, "name", technique, confidence, package.name, evidence);
  if (!package.version.empty()) identify(component, "version", technique, confidence, package.version, evidence);
  if (package.origin == Origin::Conan) component.purl = makePurl("conan", "", package.name, package.version, {});
  if (package.origin == Origin::Vcpkg) component.purl = makePurl("vcpkg", "", package.name, package.version, {});
}

} // namespace lintel::sbom
