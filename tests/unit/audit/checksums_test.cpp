#include "sbom/audit/checksums.h"
#include "sbom/audit/digest.h"
#include "sbom/audit/portfile.h"
#include "tests/unit/audit/audit_fixture.h"

namespace lintel::sbom::test {
namespace {

std::string hexOf(const std::string &algorithm, const std::string &content) {
  return digestHex(algorithm, content).value();
}
std::string moduleHashOf(const ArchiveDigests &files) { return goModuleHash(files).value(); }

Repository declaring(const std::string &name, std::vector<Declaration> stated) {
  Repository repository;
  Component made = component(name, "1.0", Origin::Declared);
  made.declarations = std::move(stated);
  repository.add(std::move(made));
  repository.policy.pinning.emplace();
  repository.policy.pinning->lockFiles = Level::Allow;
  repository.policy.pinning->artefacts = {entry("build/_deps"), entry("/made-up/cache")};
  repository.file("build/_deps/.keep", "").file("/made-up/cache/.keep", ""); // both are there
  return repository;
}

Declaration withChecksum(const std::string &channel, const std::string &name, const std::string &algorithm,
                         const std::string &value) {
  Declaration stated = declaration(channel, name);
  stated.version = "1.0";
  stated.checksums = {{algorithm, value}};
  return stated;
}

Declaration archive(const std::string &algorithm, const std::string &content) {
  Declaration stated = withChecksum("cmake:FetchContent", "lib", algorithm, hexOf(algorithm, content));
  stated.source = "https://host.example/dl/lib-1.0.tar.gz?raw=1";
  return stated;
}

} // namespace

TEST_CASE("digests are those of the standards") {
  CHECK(digestHex("sha256", "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(digestHex("SHA-256", "abc") == digestHex("sha256", "abc"));
  CHECK(digestHex("md5", "") == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(digestHex("sha1", "abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK_FALSE(digestHex("rrev", "abc"));
  CHECK_FALSE(digestHex("", "abc"));
}

TEST_CASE("the hash of a Go module is taken over its sorted files") {
  const std::string a = hexOf("sha256", "a");
  const std::string b = hexOf("sha256", "b");
  const auto hash = goModuleHash({{"m@v1/b", b}, {"m@v1/a", a}});
  CHECK(hash == goModuleHash({{"m@v1/a", a}, {"m@v1/b", b}}));
  CHECK(hash != goModuleHash({{"m@v1/a", b}, {"m@v1/b", a}}));
  // golang.org/x/mod/sumdb/dirhash of no file: the SHA-256 of nothing.
  CHECK(goModuleHash({}) == "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  CHECK_FALSE(goModuleHash({{"a\nb", a}}));
}

TEST_CASE("a download that is not what is declared is an error at its declaration") {
  for (const char *algorithm : {"sha256", "sha512", "md5", "sha1"}) {
    INFO(algorithm);
    Repository repository = declaring("lib", {archive(algorithm, "good")});
    repository.policy.pinning->hashes = Level::Allow;
    repository.file("build/_deps/lib-subbuild/src/lib-1.0.tar.gz", "good");
    CHECK(repository.audit().findings.empty());
    CHECK(repository.audit().undecided.empty());
    repository.file("build/_deps/lib-subbuild/src/lib-1.0.tar.gz", "evil");
    const Finding finding = repository.only();
    CHECK(finding.rule == "dependencies/checksum");
    CHECK(finding.severity == Severity::Error);
    CHECK(finding.location.begin == Position{7, 3});
    CHECK(mentions(finding, "'build/_deps/lib-subbuild/src/lib-1.0.tar.gz' is not what is declared"));
    CHECK(mentions(finding, hexOf(algorithm, "evil")));
  }
}

TEST_CASE("what is not there is counted, not claimed") {
  Repository repository = declaring("lib", {archive("sha256", "good")});
  const AuditResult result = repository.audit();
  CHECK(result.findings.empty());
  REQUIRE(result.undecided.size() == 1);
  CHECK(result.undecided[0] == "checksums: 1 of 1 downloads with a checksum are not in the directories that the policy "
                               "names");
  repository.policy.pinning->artefacts.clear();
  CHECK(repository.audit().undecided.empty());
}

TEST_CASE("a common file name of another dependency is not taken for this one") {
  Declaration stated = archive("sha256", "good");
  stated.source = "https://host.example/lib/archive/v1.0.tar.gz";
  Repository repository = declaring("lib", {stated});
  repository.file("build/_deps/other-subbuild/src/v1.0.tar.gz", "something else");
  CHECK(repository.findings().empty());
  repository.file("build/_deps/LIB-subbuild/src/v1.0.tar.gz", "something else");
  CHECK(repository.rules() == Rules{"checksum"});
}

TEST_CASE("two statements that contradict each other are an error") {
  Declaration first = withChecksum("conanfile.txt", "lib", "rrev", "aaaa");
  Declaration second = withChecksum("conan.lock", "lib", "rrev", "bbbb");
  second.location.path = "conan.lock";
  Repository repository = declaring("lib", {first, second});
  const Finding finding = repository.only();
  CHECK(finding.location.path == "conan.lock");
  CHECK(mentions(finding, "has the rrev 'bbbb' here, and 'aaaa' in 'CMakeLists.txt'"));
  REQUIRE(finding.steps.size() == 1);
  CHECK(finding.steps[0].location.path == "CMakeLists.txt");
  repository.bom.components[0].declarations[1].version = "1.1"; // another thing
  CHECK(repository.findings().empty());
  repository.bom.components[0].declarations[1].version = "1.0";
  repository.bom.components[0].declarations[1].checksums[0].value = "aaaa";
  CHECK(repository.findings().empty());
}

TEST_CASE("files of go.sum that contradict each other are an error") {
  Declaration one = withChecksum("go.mod", "example.org/m", "h1", "aaaa=");
  one.purl = "pkg:golang/example.org/m@1.0";
  Declaration other = one;
  other.location.path = "s/go.mod";
  Repository same = declaring("example.org/m", {one, other});
  CHECK(same.audit().findings.empty());
  other.checksums = {{"h1", "bbbb="}};
  Repository different = declaring("example.org/m", {one, other});
  CHECK(different.only().rule == "dependencies/checksum");
}

TEST_CASE("Go's cache is held against go.sum") {
  Declaration stated = withChecksum("go.mod", "github.com/Some/Mod", "h1", "");
  stated.purl = "pkg:golang/github.com/some/mod";
  stated.version = "v1.2.0";
  const ArchiveDigests good = {{"m/a", hexOf("sha256", "a")}};
  stated.checksums[0].value = moduleHashOf(good).substr(3); // go.sum's value without "h1:"
  Repository repository = declaring("github.com/Some/Mod", {stated});
  const std::string stem = "/made-up/cache/pkg/mod/cache/download/github.com/!some/!mod/@v/v1.2.0";
  repository.file(stem + ".ziphash", moduleHashOf(good) + "\n");
  CHECK(repository.findings().empty());
  repository.file(stem + ".ziphash", "h1:other=");
  CHECK(repository.rules() == Rules{"checksum"});

  repository.content.erase(stem + ".ziphash");
  repository.file(stem + ".zip", "zip");
  CHECK(repository.findings().empty()); // nobody to read it
  repository.readZip = [&](const std::string &) { return Result<ArchiveDigests>(good); };
  CHECK(repository.findings().empty());
  repository.readZip = [](const std::string &) {
    return Result<ArchiveDigests>(ArchiveDigests{{"m/a", hexOf("sha256", "evil")}});
  };
  CHECK(repository.rules() == Rules{"checksum"});
  repository.readZip = [](const std::string &) -> Result<ArchiveDigests> { return fail("not a zip file"); };
  CHECK(repository.findings().empty());
  const auto undecided = repository.audit().undecided;
  CHECK(std::ranges::count(undecided, "the checksum of '" + stem + ".zip': not a zip file") == 1);
}

TEST_CASE("npm's packages and cache are held against the lock") {
  Declaration stated = withChecksum("package-lock.json", "@a/b", "sha512", hexOf("sha512", "good"));
  stated.purl = "pkg:npm/%40a/b@1.0";
  Repository repository = declaring("@a/b", {stated});
  repository.file("build/_deps/a-b-1.0.tgz", "evil");
  CHECK(repository.rules() == Rules{"checksum"});
  repository.file("build/_deps/a-b-1.0.tgz", "good");
  CHECK(repository.findings().empty());
  const std::string cached = "/made-up/cache/_cacache/" + npmContentPath(hexOf("sha512", "good"));
  repository.file(cached, "good");
  CHECK(repository.findings().empty());
  repository.file(cached, "evil");
  CHECK(repository.rules() == Rules{"checksum"});
}

TEST_CASE("a crate is held against Cargo.lock") {
  Declaration stated = withChecksum("Cargo.lock", "serde", "sha256", hexOf("sha256", "good"));
  stated.purl = "pkg:cargo/serde@1.0";
  Repository repository = declaring("serde", {stated});
  repository.file("/made-up/cache/registry/cache/x/serde-1.0.crate", "evil");
  CHECK(repository.rules() == Rules{"checksum"});
}

TEST_CASE("a recipe in Conan's cache must be what its revision was made of") {
  const std::string lines =
      "conanfile.py: " + hexOf("md5", "recipe") + "\n" + "export_source/a.patch: " + hexOf("md5", "patch") + "\n";
  Declaration stated = withChecksum("conan.lock", "lib", "rrev", hexOf("md5", lines));
  stated.purl = "pkg:conan/lib@1.0";
  Repository repository = declaring("lib", {stated});
  const std::string recipe = "/made-up/cache/p/lib0123/";
  repository.file(recipe + "e/conanmanifest.txt", "1700000000\n" + lines);
  repository.file(recipe + "e/conanfile.py", "recipe");
  CHECK(repository.audit().findings.empty());
  CHECK(repository.audit().undecided.empty());
  repository.file(recipe + "es/a.patch", "another patch");
  CHECK(mentions(repository.only(), "'a.patch' changed"));
  repository.file(recipe + "es/a.patch", "patch").file(recipe + "e/conanfile.py", "evil");
  CHECK(mentions(repository.only(), "'conanfile.py' changed"));
  repository.bom.components[0].declarations[0].checksums[0].value = "0000"; // another revision than that in the cache
  CHECK(repository.findings().empty());
}

TEST_CASE("vcpkg's downloads are held against the port of the declared version") {
  const std::string hash = hexOf("sha512", "good");
  Declaration stated = declaration("vcpkg.json", "lib");
  stated.purl = "pkg:vcpkg/lib";
  stated.version = "1.2.3#1";
  Repository repository = declaring("lib", {stated});
  repository.policy.vcpkg = "/opt/made-up/vcpkg";
  repository.file("/opt/made-up/vcpkg/ports/lib/vcpkg.json",
                  R"({"name": "lib", "version": "1.2.3", "port-version": 1})");
  repository.file(
      "/opt/made-up/vcpkg/ports/lib/portfile.cmake",
      "vcpkg_from_github(\n OUT_SOURCE_PATH SOURCE_PATH\n REPO owner/lib\n REF v${VERSION} # SHA512 0\n SHA512 " +
          hash + "\n)\n");
  repository.file("build/_deps/downloads/owner-lib-v1.2.3.tar.gz", "good");
  CHECK(repository.findings().empty());
  repository.file("build/_deps/downloads/owner-lib-v1.2.3.tar.gz", "evil");
  CHECK(repository.rules() == Rules{"checksum"});
  repository.bom.components[0].declarations[0].version = "1.2.2"; // the port does not speak of it
  CHECK(repository.findings().empty());
  repository.bom.components[0].declarations[0].name = "../../../etc";
  CHECK(repository.findings().empty());
}

TEST_CASE("a portfile is read without running it") {
  const std::string hash(128, 'A');
  const auto downloads =
      downloadsOfPort("# vcpkg_from_github(REPO x/y REF 1 SHA512 " + hash + ")\n" +
                          "vcpkg_download_distfile(ARCHIVE\n URLS \"https://h/a.tgz\" \"https://m/a.tgz\"\n"
                          " FILENAME \"lib-${VERSION}.tgz\"\n SHA512 " +
                          hash + "\n)\n" + "vcpkg_from_gitlab(REPO g/h REF ${COMMIT} SHA512 " + hash + ")\n" +
                          "vcpkg_from_github(REPO g/h REF 2 SHA512 0)\n",
                      "1.0");
  REQUIRE(downloads.size() == 1);
  CHECK(downloads[0].fileName == "lib-1.0.tgz");
  CHECK(downloads[0].sha512 == std::string(128, 'a'));
  CHECK(downloadsOfPort("vcpkg_from_github(", "1").empty());
  CHECK(downloadsOfPort("", "1").empty());
}

TEST_CASE("Go's cache writes capitals as small letters with a mark") {
  CHECK(escapedGoModule("github.com/BurntSushi/toml") == "github.com/!burnt!sushi/toml");
}

TEST_CASE("a directory of artefacts that does not exist is named") {
  Repository repository = declaring("lib", {});
  repository.policy.pinning->artefacts.push_back(entry("nosuch"));
  const AuditResult result = repository.audit();
  REQUIRE(result.undecided.size() == 1);
  CHECK(result.undecided[0] == "checksums: the directory 'nosuch' of 'artefacts' does not exist");
}

} // namespace lintel::sbom::test
