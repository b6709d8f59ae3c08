#include "sbom/declared/cargo_lock.h"
#include "sbom/declared/cargo_toml.h"
#include "sbom/declared/conan_lock.h"
#include "sbom/declared/conanfile_py.h"
#include "sbom/declared/conanfile_txt.h"
#include "sbom/declared/debian_control.h"
#include "sbom/declared/gitmodules.h"
#include "sbom/declared/go_mod.h"
#include "sbom/declared/go_sum.h"
#include "sbom/declared/package_json.h"
#include "sbom/declared/package_lock.h"
#include "sbom/declared/poetry_lock.h"
#include "sbom/declared/pyproject.h"
#include "sbom/declared/reader.h"
#include "sbom/declared/requirements_txt.h"
#include "sbom/declared/vcpkg_json.h"

namespace lintel::sbom {

std::span<const Reader> packageFileReaders() {
  static constexpr Reader kReaders[] = {
      {"vcpkg.json", isVcpkgJson, readVcpkgJson},
      {"vcpkg-configuration.json", isVcpkgConfiguration, readVcpkgConfiguration},
      {"conanfile.txt", isConanfileTxt, readConanfileTxt},
      {"conanfile.py", isConanfilePy, readConanfilePy},
      {"conan.lock", isConanLock, readConanLock},
      {".gitmodules", isGitmodules, readGitmodules},
      {"go.mod", isGoMod, readGoMod},
      {"go.sum", isGoSum, readGoSum},
      {"package.json", isPackageJson, readPackageJson},
      {"package-lock.json", isPackageLock, readPackageLock},
      {"Cargo.toml", isCargoToml, readCargoToml},
      {"Cargo.lock", isCargoLock, readCargoLock},
      {"requirements.txt", isRequirementsTxt, readRequirementsTxt},
      {"pyproject.toml", isPyproject, readPyproject},
      {"poetry.lock", isPoetryLock, readPoetryLock},
      {"debian/control", isDebianControl, readDebianControl},
  };
  return kReaders;
}

} // namespace lintel::sbom
