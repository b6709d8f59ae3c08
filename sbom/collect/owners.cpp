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

std::optional<std::string> toolchainDirectory(const CollectOptions &options, const std::string &path) {
  for (const std::string &directory : options.toolchainDirectories) {
    if (relativeTo(path, absolutePath(directory, "/"))) return directory;
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
struct SystemFile {
  std::string shown;
  std::string asGiven; // this and real: merged into /usr
  std::string real;
};

std::optional<Owner> inPackageDirectory(PackageDirectories &packages, const std::string &path, std::string shown) {
  auto package = packages.find(path);
  if (!package) return std::nullopt;
  Owner owner;
  owner.origin = package->origin;
  owner.package = std::move(*package);
  owner.file = std::move(shown);
  return owner;
}

// The machine's own files, in the order of trust: dpkg's lists, the compiler's directories, where the build ran.
Owner ownerOfSystemFile(const CollectOptions &options, const std::map<std::string, const DebianPackage *> &packages,
                        const SystemFile &file) {
  Owner owner;
  owner.file = file.shown;
  for (const std::string &path : {file.asGiven, file.real}) {
    const auto package = packages.find(path);
    if (package == packages.end()) continue;
    owner.origin = Origin::DebianPackage;
    owner.debian = package->second;
    return owner;
  }
  for (const std::string &path : {file.asGiven, file.real}) {
    if (auto directory = toolchainDirectory(options, path)) {
      owner.origin = Origin::Toolchain;
      owner.directory = std::move(*directory);
      return owner;
    }
    if (isInProjectDirectory(options, path)) {
      owner.origin = Origin::Project;
      return owner;
    }
  }
  return owner;
}

} // namespace

// x.c and x.h that both are foreign are one copy, known by its first file.
std::string Owners::firstOfCopy(const FileSystem &files, const std::string &root, const std::string &file) const {
  for (const std::string &one : filesOfOneStem(files, root, file))
    if (vendored_.directoryOf(one) == one) return one;
  return file;
}

// A link inside the repository that leads out of it does not make foreign code the project's own,
// unless the policy calls its directory vendored.
std::optional<Owner> Owners::inRepository(const FileSystem &files, const CollectOptions &options,
                                          const std::string &path, const std::string &realPath) const {
  const auto owned = [&](const std::string &file, const std::string &shown) -> std::optional<Owner> {
    auto directory = vendored_.directoryOf(file);
    if (!directory) return std::nullopt;
    if (*directory == file) directory = firstOfCopy(files, options.root, file);
    Owner owner;
    owner.origin = options.gitlinks.contains(*directory) ? Origin::Submodule : Origin::Vendored;
    owner.isFileItself = *directory == file;
    owner.directory = std::move(*directory);
    owner.file = shown;
    return owner;
  };
  const auto relative = relativeTo(path, options.root);
  if (relative) {
    if (auto owner = owned(*relative, *relative)) return owner;
  }
  const auto realRelative = relativeTo(realPath, realPathOf(options.root));
  if (!realRelative) return std::nullopt;
  const std::string &shown = relative ? *relative : *realRelative;
  if (auto owner = owned(*realRelative, shown)) return owner;
  Owner project;
  project.origin = Origin::Project;
  project.file = shown;
  return project;
}

Result<Owners> Owners::decide(const FileSystem &files, const CollectOptions &options, const DebianDatabase &database,
                              const std::set<std::string> &paths) {
  // Each directory is asked for every file below it.
  const auto asked = [&files, root = options.root,
                      known = std::map<std::string, bool>()](const std::string &directory) mutable {
    const auto [entry, isNew] = known.try_emplace(directory);
    if (isNew) entry->second = statesItsOwn(files, root, directory);
    return entry->second;
  };
  auto vendored = VendoredDirectories::compile(options.vendored, options.gitlinks, asked);
  if (!vendored) return fail(vendored.error());
  Owners decided;
  decided.vendored_ = std::move(*vendored);
  PackageDirectories packageDirectories(files, options.buildDirectory);

  std::map<std::string, SystemFile> systemFiles;
  std::set<std::string> lookedUp;
  for (const std::string &path : paths) {
    const std::string real = realPathOf(path);
    const std::string normalised = absolutePath(path, options.root);
    const std::string shown = relativeTo(normalised, options.root).value_or(normalised);
    if (auto owner = inPackageDirectory(packageDirectories, normalised, shown)) {
      decided.owners_[path] = std::move(*owner);
    } else if (auto inside = decided.inRepository(files, options, normalised, real)) {
      decided.owners_[path] = std::move(*inside);
    } else {
      SystemFile system{shown, mergedUsrPath(normalised), mergedUsrPath(real)};
      lookedUp.insert({system.asGiven, system.real});
      systemFiles.emplace(path, std::move(system));
    }
  }
  const auto packages = database.owners(lookedUp);
  if (!packages) return fail(packages.error());
  for (const auto &[path, system] : systemFiles) decided.owners_[path] = ownerOfSystemFile(options, *packages, system);
  return decided;
}

} // namespace lintel::sbom
