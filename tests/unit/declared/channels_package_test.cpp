// Every channel of package files in tests/fixtures/channels: each dependency with its version and its place.
#include "sbom/declared/declared.h"

#include <catch2/catch.hpp>
#include <set>

using namespace lintel;
using namespace lintel::sbom;

namespace {

const std::string kFixtures = std::string(LINTEL_SOURCE_DIR) + "/tests/fixtures";
const std::string kRoot = kFixtures + "/channels";
constexpr const char *kZlibCommit = "51b7f2abdade71cd9bb0e7a373ef2610ec6f9daf";

struct Row {
  const char *file;
  int line;
  int column;
  const char *name;
  const char *version;
  const char *purl;
  bool direct = true;
};

const Row kRows[] = {
    {".gitmodules", 1, 13, "zlib", "", "pkg:github/madler/zlib@51b7f2abdade71cd9bb0e7a373ef2610ec6f9daf"},

    {"vcpkg.json", 6, 6, "alpha", "1.4.2", "pkg:vcpkg/alpha@1.4.2?port_version=1"},
    {"vcpkg.json", 6, 6, "charlie", "2024-03-01", "pkg:vcpkg/charlie@2024-03-01", false},
    {"vcpkg.json", 7, 16, "bravo", "2.1.0", "pkg:vcpkg/bravo@2.1.0"},
    {"vcpkg.json", 8, 16, "vcpkg-cmake", "2023-05-04", "pkg:vcpkg/vcpkg-cmake@2023-05-04"},
    {"vcpkg.json", 9, 16, "delta", "", nullptr},
    {"vcpkg.json", 14, 25, "echo", "3.4.0", "pkg:vcpkg/echo@3.4.0?port_version=2"},

    {"conan/conan.lock", 4, 6, "zlib", "1.3.1", "pkg:conan/zlib@1.3.1?rrev=f52e03ae3d251dec704634230cd806a2"},
    {"conan/conan.lock", 5, 6, "poco", "1.13.3",
     "pkg:conan/poco@1.13.3?channel=stable&rrev=2d4ce28cd7f2f4d86cd4ff0e24bb7b9e&user=acme"},
    {"conan/conan.lock", 6, 6, "fmt", "10.2.1", "pkg:conan/fmt@10.2.1?rrev=9199a7a0611866dea5c8849a77467b25"},
    {"conan/conan.lock", 7, 6, "expat", "2.6.2", "pkg:conan/expat@2.6.2?rrev=2d385d0d50eb5561006a7ff9e356656b", false},
    {"conan/conan.lock", 10, 6, "cmake", "3.28.1", "pkg:conan/cmake@3.28.1?rrev=92f79424d7b65b12a84a2180866c3a78"},
    {"conan/conan.lock", 13, 6, "acme-tools", "1.0", "pkg:conan/acme-tools@1.0?rrev=c3b6fbd2ac3a3ab9b5a95e8f2a8a0e11",
     false},
    {"conan/conanfile.txt", 11, 1, "catch2", "3.5.2", "pkg:conan/catch2@3.5.2"},

    {"conan-py/conanfile.py", 8, 17, "openssl", "3.2.1", "pkg:conan/openssl@3.2.1"},
    {"conan-py/conanfile.py", 8, 34, "libcurl", "", "pkg:conan/libcurl"},
    {"conan-py/conanfile.py", 9, 24, "acme-tools", "1.0", "pkg:conan/acme-tools@1.0"},
    {"conan-py/conanfile.py", 13, 24, "spdlog", "1.13.0", "pkg:conan/spdlog@1.13.0"},
    {"conan-py/conanfile.py", 15, 28, "libsystemd", "255", "pkg:conan/libsystemd@255"},
    {"conan-py/conanfile.py", 17, 28, "wineventlog", "1.0", "pkg:conan/wineventlog@1.0"},
    {"conan-py/conanfile.py", 18, 25, "protobuf", "", ""},
    {"conan-py/conanfile.py", 21, 29, "ninja", "1.11.1", "pkg:conan/ninja@1.11.1"},
    {"conan-py/conanfile.py", 22, 29, "gtest", "1.14.0", "pkg:conan/gtest@1.14.0"},

    {"conan-v1/conan.lock", 6, 17, "libpng", "1.6.40", "pkg:conan/libpng@1.6.40?rrev=7c3cc4db2a8d4d0e4a1c4a6f2b1cdd29"},
    {"conan-v1/conan.lock", 12, 22, "zlib", "1.2.13", "pkg:conan/zlib@1.2.13?rrev=97d5730b529b4224045fe7090592d4c1",
     false},
    {"conan-v1/conan.lock", 13, 22, "nasm", "2.15.05", "pkg:conan/nasm@2.15.05?rrev=799d63b1672a337584b09635b0f22fc1"},

    {"go/go.mod", 6, 2, "github.com/BurntSushi/toml", "v1.3.2", "pkg:golang/github.com/burntsushi/toml@v1.3.2"},
    {"go/go.mod", 7, 2, "golang.org/x/sys", "v0.15.1", "pkg:golang/github.com/example/sys@v0.15.1", false},
    {"go/go.mod", 10, 9, "example.org/unsummed", "v0.1.0", "pkg:golang/example.org/unsummed@v0.1.0"},

    {"web/package.json", 6, 6, "not-installed", "1.0.0", "pkg:npm/not-installed@1.0.0"},
    {"web/package-lock.json", 13, 19, "@acme/forms", "2.3.1", "pkg:npm/%40acme/forms@2.3.1"},
    {"web/package-lock.json", 19, 19, "bundle-tool", "5.1.4", "pkg:npm/bundle-tool@5.1.4"},
    {"web/package-lock.json", 25, 19, "left-pad", "1.3.0", "pkg:npm/left-pad@1.3.0", false},

    {"rust/Cargo.toml", 12, 1, "absent", "", "pkg:cargo/absent"},
    {"rust/Cargo.lock", 4, 9, "cc", "1.0.83", "pkg:cargo/cc@1.0.83"},
    {"rust/Cargo.lock", 18, 9, "serde", "1.0.193", "pkg:cargo/serde@1.0.193"},
    {"rust/Cargo.lock", 27, 9, "serde_derive", "1.0.193", nullptr, false},

    {"py/requirements.txt", 2, 4, "base.in", "", ""},
    {"py/requirements.txt", 3, 1, "Requests", "2.31.0", "pkg:pypi/requests@2.31.0"},
    {"py/requirements.txt", 5, 1, "numpy", "", "pkg:pypi/numpy"},
    {"py/requirements.txt", 6, 1, "typing_extensions", "", "pkg:pypi/typing-extensions"},
    {"py/requirements.txt", 7, 1, "widgets", "", nullptr},

    {"poetry/poetry.lock", 2, 9, "jinja2", "3.1.2", "pkg:pypi/jinja2@3.1.2"},
    {"poetry/poetry.lock", 15, 9, "markupsafe", "2.1.3", "pkg:pypi/markupsafe@2.1.3", false},
    {"poetry/poetry.lock", 23, 9, "pytest", "7.4.3", "pkg:pypi/pytest@7.4.3"},
    {"poetry/pyproject.toml", 8, 1, "missing-in-lock", "1.0.0", "pkg:pypi/missing-in-lock@1.0.0"},
    {"poetry/pyproject.toml", 14, 14, "poetry-core", "", "pkg:pypi/poetry-core"},

    {"debian/control", 5, 16, "debhelper-compat", "13", "pkg:deb/debian/debhelper-compat@13"},
    {"debian/control", 7, 16, "zlib1g-dev", "", ""},
    {"debian/control", 8, 16, "libssl-dev", "", ""},
    {"debian/control", 8, 29, "libressl-dev", "", ""},
    {"debian/control", 9, 16, "libsystemd-dev", "", ""},
    {"debian/control", 10, 16, "catch2", "", ""},
    {"debian/control", 15, 10, "${shlibs:Depends}", "", ""},
    {"debian/control", 15, 29, "adduser", "", ""},
    {"debian/control", 20, 10, "iso-codes", "", ""},
};

DeclaredView readFixtures() {
  std::set<std::string> paths = {"vcpkg-configuration.json", "go/go.sum"};
  for (const Row &row : kRows) paths.insert(row.file);
  DeclaredOptions options;
  options.vcpkgCheckout = kFixtures + "/vcpkg-checkout";
  options.gitlinks["third_party/zlib"] = kZlibCommit;
  // A real .gitmodules in the tree would be Git's own.
  const Overlay overlay = {{kRoot + "/.gitmodules", "[submodule \"third_party/zlib\"]\n\tpath = third_party/zlib\n"
                                                    "\turl = https://github.com/madler/zlib.git\n"}};
  const OverlayFileSystem files(overlay, std::make_shared<RealFileSystem>());
  return readDeclared(files, kRoot, {paths.begin(), paths.end()}, options);
}

} // namespace

TEST_CASE("every dependency of every package file is found, with version and place") {
  const DeclaredView view = readFixtures();
  std::size_t expected = 0;
  for (const Row &row : kRows) {
    ++expected;
    INFO(row.file << ':' << row.line << ':' << row.column << ": " << row.name);
    const auto found = std::ranges::find_if(view.declarations, [&](const Declaration &declaration) {
      return declaration.location.path == row.file && declaration.name == row.name;
    });
    REQUIRE(found != view.declarations.end());
    CHECK(found->location.begin.line == row.line);
    CHECK(found->location.begin.column == row.column);
    CHECK(found->version == row.version);
    CHECK(found->direct == row.direct);
    if (row.purl != nullptr) CHECK(found->purl == row.purl);
  }
  for (const Declaration &declaration : view.declarations) {
    INFO(declaration.location.path << ": " << declaration.name);
    CHECK(std::ranges::count_if(kRows, [&](const Row &row) {
            return declaration.location.path == row.file && declaration.name == row.name;
          }) == 1);
  }
  CHECK(view.declarations.size() == expected);
}

TEST_CASE("every package file of the fixtures is read to the end") {
  for (const Outcome &outcome : readFixtures().outcomes) {
    INFO(outcome.unit << ": " << outcome.detail);
    CHECK(outcome.kind == OutcomeKind::Analysed);
  }
}
