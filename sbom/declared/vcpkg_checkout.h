// A vcpkg repository on this machine, which the policy names: what its version database and its ports say.
#pragma once

#include "core/support/file_system.h"
#include "sbom/declared/vcpkg_manifest.h"

#include <map>
#include <optional>
#include <string>

namespace lintel::sbom {

struct VcpkgPort {
  VcpkgManifest manifest;
  std::string sha512; // of its source archive, when its portfile downloads exactly one; lower-case hexadecimal
};

class VcpkgCheckout {
public:
  // files: where the checkout is read. directory: absolute.
  VcpkgCheckout(const FileSystem &files, std::string directory) : files_(files), directory_(std::move(directory)) {}

  // The commit that is checked out; empty when its Git directory does not tell (an export has none).
  std::string commit() const;

  // versions/baseline.json, "default". Error: it cannot be read.
  Result<std::map<std::string, VcpkgVersion>> baseline() const;

  // The tree of the port in this version, from versions/<first letter>-/<port>.json; empty when it is not listed.
  std::string gitTree(const std::string &port, const VcpkgVersion &version) const;

  // ports/<port>; nullopt when it is not there or cannot be read.
  std::optional<VcpkgPort> port(const std::string &name) const;

private:
  std::optional<std::string> read(const std::string &path) const; // relative to the checkout

  const FileSystem &files_;
  std::string directory_;
};

bool isVcpkgPortName(std::string_view name); // lower-case letters, digits and hyphens: safe as part of a path

} // namespace lintel::sbom
