#include "sbom/collect/owners.h"

#include "core/support/path.h"

#include <filesystem>
#include <system_error>

namespace lintel::sbom {
namespace {

// With every symbolic link resolved; only normalised when it does not exist on disk.
std::string realPathOf(const std::string &path) {
  std::error_code error;
  const auto real = std::filesystem::canonical(path, error);
  return error ? absolutePath(path, "/") : real.string();
}

std::optional<Owner> inToolchain(const CollectOptions &options, const std::string &path) {
  for (const std::string &directory : options.toolchainDirectories) {
    if (relativeTo(path, absolutePath(directory, "/"))) return Owner{Origin::Toolchain, nullptr, directory, {}};
  }
  return std::nullopt;
}

// Compile databases name the directory in which the compiler ran, which may be any. One above the
// repository ("/") says nothing about whose its files are.
bool isInProjectDirectory(const CollectOptions &options, const std::string &path) {
  for (const std::string &directory : options.projectDirectories) {
    const std::string project = absolutePath(directory, "/");
    if (!relativeTo(options.root, project) && relativeTo(path, project)) return true;
  }
  return false;
}

// What is found under the name the build used outranks what is found under the real name.
struct SystemHeader {
  std::string shown;
  std::string asGiven; // this and real: merged into /usr
  std::string real;
};

} // namespace

// A link inside the repository that leads out of it does not make foreign code the project's own,
// unless the policy calls its directory vendored.
std::optional<Owner> Owners::inRepository(const CollectOptions &options, const std::string &header,
                                          const std::string &realPath) const {
  const auto relative = relativeTo(header, options.root);
  if (relative) {
    if (auto directory = vendored_.directoryOf(*relative)) {
      return Owner{Origin::Vendored, nullptr, *directory, *relative};
    }
  }
  if (const auto realRelative = relativeTo(realPath, realPathOf(options.root))) {
    const std::string &shown = relative ? *relative : *realRelative;
    if (auto directory = vendored_.directoryOf(*realRelative)) {
      return Owner{Origin::Vendored, nullptr, *directory, shown};
    }
    return Owner{Origin::Project, nullptr, {}, shown};
  }
  return std::nullopt;
}

Result<Owners> Owners::decide(const CollectOptions &options, const DebianDatabase &database,
                              const std::set<std::string> &headers) {
  auto vendored = VendoredDirectories::compile(options.vendored);
  if (!vendored) return fail(vendored.error());
  Owners decided;
  decided.vendored_ = std::move(*vendored);

  std::map<std::string, SystemHeader> systemHeaders;
  std::set<std::string> paths;
  for (const std::string &header : headers) {
    const std::string real = realPathOf(header);
    const std::string normalised = absolutePath(header, options.root);
    if (auto owner = decided.inRepository(options, normalised, real)) {
      decided.owners_[header] = std::move(*owner);
      continue;
    }
    SystemHeader system{relativeTo(normalised, options.root).value_or(normalised), mergedUsrPath(normalised),
                        mergedUsrPath(real)};
    paths.insert({system.asGiven, system.real});
    systemHeaders.emplace(header, std::move(system));
  }

  const auto packages = database.owners(paths);
  if (!packages) return fail(packages.error());
  for (const auto &[header, system] : systemHeaders) {
    Owner owner;
    for (const std::string &path : {system.asGiven, system.real}) {
      const auto package = packages->find(path);
      if (package == packages->end()) continue;
      owner = {Origin::DebianPackage, package->second, {}, {}};
      break;
    }
    for (const std::string &path : {system.asGiven, system.real}) {
      if (owner.origin == Origin::Unknown) owner = inToolchain(options, path).value_or(owner);
      if (owner.origin == Origin::Unknown && isInProjectDirectory(options, path)) owner.origin = Origin::Project;
    }
    owner.header = system.shown;
    decided.owners_[header] = std::move(owner);
  }
  return decided;
}

} // namespace lintel::sbom
