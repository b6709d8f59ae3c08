#include "sbom/collect/package_directories.h"

#include "core/support/text.h"
#include "sbom/collect/package_records.h"

#include <re2/re2.h>

namespace lintel::sbom {
namespace {

re2::StringPiece piece(const std::string &text) { return {text.data(), text.size()}; }

} // namespace

PackageDirectories::PackageDirectories(const FileSystem &files, std::string buildDirectory)
    : files_(files), buildDirectory_(std::move(buildDirectory)) {}

std::optional<PackageDirectory> PackageDirectories::find(const std::string &path) {
  static constexpr Lookup kLookups[] = {
      &PackageDirectories::findFetched, &PackageDirectories::findInCpmCache, &PackageDirectories::findExternalProject,
      &PackageDirectories::findConan1,  &PackageDirectories::findConan2,     &PackageDirectories::findVcpkg,
  };
  for (const Lookup lookup : kLookups) {
    if (auto found = (this->*lookup)(path)) return found;
  }
  return std::nullopt;
}

// FetchContent: "<base>/<name>-src" holds the sources, "-build" what is generated from them, "-subbuild" the record.
std::optional<PackageDirectory> PackageDirectories::findFetched(const std::string &path) {
  static const RE2 layout(R"((.*/_deps)/([^/]+)-(?:src|build)/.*)");
  std::string base, name;
  if (!RE2::FullMatch(piece(path), layout, &base, &name)) return std::nullopt;
  const std::string directory = base + '/' + name + "-src";
  const auto known = known_.find(directory);
  if (known != known_.end()) return known->second;
  PackageDirectory package;
  package.name = name;
  package.directory = directory;
  addPopulateRecord(files_, base + '/' + name + "-subbuild", name, package);
  addCheckoutRecord(files_, package);
  return known_.emplace(directory, std::move(package)).first->second;
}

// CPM_SOURCE_CACHE/<name>/<hash of the arguments>/: the cache's own name is the user's choice, so it must speak of CPM.
std::optional<PackageDirectory> PackageDirectories::findInCpmCache(const std::string &path) {
  static const RE2 layout(R"((?i)((?:.*/)?[^/]*cpm[^/]*/([^/]+)/[0-9a-f]{4,40})/.*)");
  PackageDirectory package;
  if (!RE2::FullMatch(piece(path), layout, &package.directory, &package.name)) return std::nullopt;
  const auto known = known_.find(package.directory);
  if (known != known_.end()) return known->second;
  addCheckoutRecord(files_, package);
  const std::string directory = package.directory;
  return known_.emplace(directory, std::move(package)).first->second;
}

std::optional<PackageDirectory> PackageDirectories::findExternalProject(const std::string &path) {
  for (std::size_t at = path.find("/src/"); at != std::string::npos; at = path.find("/src/", at + 1)) {
    const std::size_t begin = at + 5;
    const std::size_t end = path.find('/', begin);
    if (end == std::string::npos) break;
    std::string name = path.substr(begin, end - begin);
    const std::string source = path.substr(0, at + 4);
    if (name.ends_with("-build")) name.resize(name.size() - 6);
    if (!files_.isDirectory(source + '/' + name + "-stamp")) continue;
    PackageDirectory package;
    package.name = name;
    package.directory = source + '/' + name;
    addStampRecord(files_, source + '/' + name + "-stamp", name, package);
    addCheckoutRecord(files_, package);
    return package;
  }
  return std::nullopt;
}

std::optional<PackageDirectory> PackageDirectories::findConan1(const std::string &path) {
  static const RE2 layout(R"((.*/\.conan/data/([^/]+)/([^/]+)/[^/]+/[^/]+/package/[0-9a-f]{40})/.*)");
  PackageDirectory package;
  package.origin = Origin::Conan;
  if (!RE2::FullMatch(piece(path), layout, &package.directory, &package.name, &package.version)) return std::nullopt;
  package.evidence = package.directory;
  return package;
}

// A package directory of Conan 2 has a made-up name; what the generators wrote into the build says whose it is.
std::optional<PackageDirectory> PackageDirectories::findConan2(const std::string &path) {
  static const RE2 layout(R"((.*/p/(?:b/)?[^/]{4,}/p)/.*)");
  std::string directory;
  if (!RE2::FullMatch(piece(path), layout, &directory)) return std::nullopt;
  readConanGenerators();
  const auto found = conan_->find(directory);
  if (found == conan_->end()) return std::nullopt;
  return found->second;
}

void PackageDirectories::readConanGenerators() {
  if (conan_) return;
  conan_.emplace();
  for (PackageDirectory &package : conanPackages(files_, buildDirectory_)) {
    const std::string directory = package.directory;
    conan_->emplace(directory, std::move(package));
  }
}

std::optional<PackageDirectory> PackageDirectories::findVcpkg(const std::string &path) {
  static const RE2 layout(R"((.*/(?:vcpkg_installed|installed))/((?:[^/]+)/.*))");
  std::string tree, relative;
  if (!RE2::FullMatch(piece(path), layout, &tree, &relative)) return std::nullopt;
  const VcpkgTree &known = vcpkgTree(tree);
  const auto owner = known.owners.find(relative);
  if (owner == known.owners.end()) return std::nullopt;
  return owner->second;
}

const PackageDirectories::VcpkgTree &PackageDirectories::vcpkgTree(const std::string &directory) {
  const auto [entry, isNew] = vcpkg_.try_emplace(directory);
  if (isNew) entry->second.owners = vcpkgOwners(files_, directory);
  return entry->second;
}

} // namespace lintel::sbom
