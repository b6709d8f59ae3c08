// The components of a document while it is made: one for each owner, described when it is first met.
#pragma once

#include "sbom/collect/collect.h"
#include "sbom/collect/owners.h"

namespace lintel::sbom {

class ComponentTable {
public:
  ComponentTable(const FileSystem &files, const CollectOptions &options) : files_(files), options_(options) {}

  // The component of an owner that is not the project. The reference stays valid.
  Component &of(const Owner &owner);
  // One that only a manifest names. key: what makes it unique among those.
  Component &declared(const std::string &key);

  std::map<std::string, Component> &all() { return components_; } // by ref
  // The Debian packages among them, by ref.
  const std::map<std::string, const DebianPackage *> &debianPackages() const { return debianPackages_; }

private:
  static std::string refOf(const Owner &owner);
  void describeDebian(Component &component, const DebianPackage &package);
  void describeCopy(Component &component, const Owner &owner); // vendored or submodule
  void describePackage(Component &component, const PackageDirectory &package);

  const FileSystem &files_;
  const CollectOptions &options_;
  std::map<std::string, Component> components_;
  std::map<std::string, const DebianPackage *> debianPackages_;
};

// "zlib-1.2.13" -> zlib and 1.2.13; "json.hpp" -> json; "range_tree/lib" -> range_tree.
struct DirectoryName {
  std::string name;
  std::string version;
};
DirectoryName splitDirectoryName(std::string_view path);

// pkg:github/owner/name@revision for a repository on a known host; pkg:generic with vcs_url elsewhere.
std::string purlOfRepository(std::string_view url, std::string_view name, std::string_view revision);

} // namespace lintel::sbom
