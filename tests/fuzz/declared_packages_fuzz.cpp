// The readers of package files on any bytes: the first byte selects the reader, the rest is its manifest. What lies
// beside it is the same text under the names that readers look for, so that locks and manifests meet.
#include "sbom/declared/declared.h"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>

namespace {

constexpr const char *kPaths[] = {"vcpkg.json",     "vcpkg-configuration.json",
                                  "conanfile.txt",  "conanfile.py",
                                  "conan.lock",     ".gitmodules",
                                  "go.mod",         "go.sum",
                                  "package.json",   "package-lock.json",
                                  "Cargo.toml",     "Cargo.lock",
                                  "poetry.lock",    "requirements.txt",
                                  "pyproject.toml", "debian/control"};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace lintel;
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char *>(data) + 1, size - 1);
  const std::string root = "/r";
  Overlay overlay;
  for (const char *const path : kPaths) overlay[root + '/' + path] = text;
  overlay["/vcpkg/versions/baseline.json"] = text;
  overlay["/vcpkg/versions/a-/a.json"] = text;
  overlay["/vcpkg/ports/a/vcpkg.json"] = text;
  overlay["/vcpkg/ports/a/portfile.cmake"] = text;
  sbom::DeclaredOptions options;
  options.vcpkgCheckout = "/vcpkg";
  options.gitlinks["a"] = std::string(40, '0');
  const sbom::DeclaredView view =
      sbom::readDeclared(OverlayFileSystem(overlay), root, {kPaths[data[0] % std::size(kPaths)]}, options);
  for (const sbom::Declaration &declaration : view.declarations) {
    if (declaration.location.begin.line < 0 || declaration.location.begin.column < 0) __builtin_trap();
  }
  if (view.outcomes.size() != 1) __builtin_trap();
  return 0;
}
