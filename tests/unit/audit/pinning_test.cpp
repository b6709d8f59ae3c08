#include "sbom/audit/fetched.h"
#include "tests/unit/audit/audit_fixture.h"

namespace lintel::sbom::test {
namespace {

const std::string kCommit = "0123456789abcdef0123456789abcdef01234567";

Repository declaring(Declaration stated) {
  Repository repository;
  Component lib = component("lib", "", Origin::Fetched);
  lib.declarations = {std::move(stated)};
  repository.add(std::move(lib));
  repository.policy.pinning.emplace();
  return repository;
}

Declaration cloned(const std::string &revision) {
  Declaration stated = declaration("cmake:FetchContent", "lib");
  stated.source = "https://host.example/lib.git";
  stated.revision = revision;
  return stated;
}

Declaration downloaded(std::vector<Checksum> checksums) {
  Declaration stated = declaration("cmake:ExternalProject", "lib");
  stated.source = "https://host.example/lib-1.0.tar.gz";
  stated.checksums = std::move(checksums);
  return stated;
}

Declaration fromRegistry(const std::string &channel, const std::string &type, const std::string &version,
                         const std::string &constraint) {
  Declaration stated = declaration(channel, "lib");
  stated.purl = "pkg:" + type + "/lib";
  stated.version = version;
  stated.constraint = constraint;
  return stated;
}

} // namespace

TEST_CASE("a revision is a commit, a tag, or moves") {
  using enum RevisionKind;
  const std::pair<std::string, RevisionKind> cases[] = {
      {kCommit, Commit},
      {kCommit + "0123456789abcdef01234567", Commit},
      {"0123abc", Abbreviated},
      {"v1.3.1", Tag},
      {"1.3", Tag},
      {"V2", Tag},
      {"curl-8_4_0", Tag},
      {"R_2_5_0", Tag},
      {"boost-1.83.0", Tag},
      {"20230802.1", Tag},
      {"1.0-rc1", Tag},
      {"1.1.1w", Tag},
      {"release-1.12.1", Tag},
      {"refs/tags/anything", Tag},
      {"VER-2-13-2", Tag},
      {"3.11.0+1", Tag},
      {"-r1234", Commit},
      {"master", Moving},
      {"main", Moving},
      {"HEAD", Moving},
      {"develop", Moving},
      {"release/1.2", Moving},
      {"origin/v1.2", Moving},
      {"v1.x", Moving},
      {"1.2-branch", Moving},
      {"stable", Moving},
      {"latest", Moving},
      {"feature-x", Moving},
      {"", Moving},
  };
  for (const auto &[revision, kind] : cases) {
    INFO(revision);
    CHECK(static_cast<int>(revisionKindOf(revision)) == static_cast<int>(kind));
  }
}

TEST_CASE("a clone is pinned by a commit, and by a tag if the policy likes") {
  CHECK(declaring(cloned(kCommit)).findings().empty());
  CHECK(declaring(cloned("v1.0")).findings().empty());
  for (const std::string revision : {"main", "release/2", "", "0123abc"}) {
    INFO(revision);
    const Finding finding = declaring(cloned(revision)).only();
    CHECK(finding.rule == "dependencies/unpinned");
    CHECK(finding.severity == Severity::Error);
    CHECK(finding.location.begin == Position{7, 3});
    CHECK(finding.symbol == "lib");
  }
  Repository tag = declaring(cloned("v1.0"));
  tag.policy.pinning->tags = Level::Warn;
  CHECK(tag.only().severity == Severity::Warning);
  tag.policy.pinning->tags = Level::Deny;
  CHECK(tag.only().severity == Severity::Error);
  Repository branch = declaring(cloned("main"));
  branch.policy.pinning->branches = Level::Warn;
  CHECK(branch.only().severity == Severity::Warning);
}

TEST_CASE("a revision that the build computes is not judged, and said") {
  for (const char *revision : {"${LIB_TAG}", "$ENV{TAG}", "$CACHE{X}", "$<IF:1,a,b>", "@TAG@", ""}) {
    INFO(revision);
    Declaration computed = cloned(revision);
    computed.resolved = false;
    const AuditResult result = declaring(computed).audit();
    CHECK(result.findings.empty());
    REQUIRE(result.undecided.size() == 1);
    CHECK(result.undecided[0].find("''") == std::string::npos);
  }
}

TEST_CASE("a submodule is pinned by the commit that Git records, not by its branch") {
  Declaration submodule = cloned(kCommit);
  submodule.channel = "git-submodule";
  submodule.branch = "main";
  CHECK(declaring(submodule).findings().empty());
  submodule.revision.clear();
  submodule.resolved = false;
  CHECK(mentions(declaring(submodule).only(), "follows the branch 'main', and Git records no commit"));
  submodule.branch.clear();
  submodule.source = "../sibling.git";
  Repository repository = declaring(submodule);
  repository.bom.components[0].version = "0123456789ab"; // another manifest names this commit
  CHECK(repository.only().message == "'lib' is a submodule for which Git records no commit");
}

TEST_CASE("an archive is pinned by a strong hash") {
  CHECK(declaring(downloaded({{"sha256", "aa"}})).findings().empty());
  CHECK(declaring(downloaded({{"md5", "aa"}, {"sha512", "aa"}})).findings().empty());
  CHECK(mentions(declaring(downloaded({})).only(), "without a hash"));
  CHECK(mentions(declaring(downloaded({{"md5", "aa"}})).only(), "a hash of md5, which can be forged"));
  CHECK(mentions(declaring(downloaded({{"sha1", "aa"}})).only(), "sha1"));
  Repository repository = declaring(downloaded({}));
  repository.policy.pinning->hashes = Level::Allow;
  CHECK(repository.findings().empty());
}

TEST_CASE("what a port asks for is pinned by the baseline of the project") {
  Declaration port = declaration("vcpkg", "lib");
  port.purl = "pkg:vcpkg/lib";
  port.location.path = "ports/tiff/vcpkg.json";
  CHECK(declaring(port).findings().size() == 1);
  CHECK(declaring(port).file("ports/tiff/portfile.cmake", "").findings().empty());
}

TEST_CASE("a lock that is not read leaves open whether a version is pinned") {
  Declaration package = declaration("package.json", "lib");
  package.purl = "pkg:npm/lib";
  package.constraint = "^1";
  package.location.path = "web/app/package.json";
  CHECK(declaring(package).findings().size() == 1);
  for (const char *lock : {"web/app/yarn.lock", "web/pnpm-lock.yaml", "yarn.lock"}) {
    INFO(lock);
    Repository repository = declaring(package);
    const AuditResult result = repository.file(lock, "").audit();
    CHECK(result.findings.empty());
    REQUIRE(result.undecided.size() == 1);
    CHECK(result.undecided[0].find(lock) != std::string::npos);
  }
}

TEST_CASE("an override of Bazel is pinned by what it names, and a directory is not fetched") {
  const auto module = [](const std::string &channel) {
    Declaration made = declaration("bazel:" + channel, "lib");
    made.purl = "pkg:bazel/lib";
    return made;
  };
  Declaration git = module("bazel_dep");
  git.source = "https://example.com/o/lib";
  git.revision = kCommit;
  CHECK(declaring(git).findings().empty());
  Declaration archive = module("bazel_dep");
  archive.source = "https://example.com/lib.tar.gz";
  archive.checksums = {{"sha256", "aa"}};
  CHECK(declaring(archive).findings().empty());
  Declaration local = module("bazel_dep");
  local.path = "third_party/lib";
  CHECK(declaring(local).findings().empty());
  CHECK(declaring(declaration("bazel:local_repository", "lib")).findings().empty());
  Declaration file = declaration("bazel:http_file", "lib");
  file.source = "https://example.com/f.h";
  CHECK(mentions(declaring(file).only(), "without a hash"));
  file.checksums = {{"sha256", "aa"}};
  CHECK(declaring(file).findings().empty());
  Declaration clone = declaration("bazel:git_repository", "lib");
  clone.source = "https://example.com/o/lib";
  CHECK(mentions(declaring(clone).only(), "default branch"));
}

TEST_CASE("a wrap downloads, whatever its address looks like") {
  Declaration patch = declaration("meson:wrap", "lib");
  patch.source = "https://example.com/v2/lib/get_patch";
  patch.version = "1.0";
  CHECK(mentions(declaring(patch).only(), "without a hash"));
}

TEST_CASE("what is looked up on the machine or lies in the repository is not fetched") {
  Declaration found = declaration("cmake:find_package", "ZLIB");
  found.constraint = "1.2";
  CHECK(declaring(found).findings().empty());
  Declaration local = declaration("cmake:FetchContent", "lib");
  local.source = "third_party/lib";
  CHECK(declaring(local).findings().empty());
}

TEST_CASE("a version of a registry is stated by the manifest, a lock or a baseline") {
  struct Case {
    Declaration stated;
    bool passes;
  };
  Declaration baseline = fromRegistry("vcpkg.json", "vcpkg", "", ">=1.2");
  baseline.revision = kCommit;
  Declaration module = fromRegistry("go.mod", "golang", "v1.2.3", "");
  Declaration summed = module;
  summed.checksums = {{"h1", "abc="}};
  const Case cases[] = {
      {fromRegistry("conan.lock", "conan", "1.3", ""), true},
      {fromRegistry("conanfile.txt", "conan", "1.3", ""), true},
      {fromRegistry("conanfile.txt", "conan", "", "[>=1.2 <2]"), false},
      {fromRegistry("vcpkg.json", "vcpkg", "", ">=1.2"), false},
      {baseline, true},
      {fromRegistry("requirements.txt", "pypi", "1.0", "==1.0"), true},
      {fromRegistry("requirements.txt", "pypi", "", ">=1.0"), false},
      {fromRegistry("package-lock.json", "npm", "1.0", ""), true},
      {fromRegistry("package.json", "npm", "", "^1.0"), false},
      {fromRegistry("package.json", "npm", "1.0", "1.0"), false}, // what it needs itself is locked nowhere
      {module, false},
      {summed, true},
  };
  for (const auto &[stated, passes] : cases) {
    INFO(stated.channel << " " << stated.version << " " << stated.constraint);
    CHECK(declaring(stated).rules() == (passes ? Rules{} : Rules{"unpinned"}));
  }
  CHECK(mentions(declaring(fromRegistry("package.json", "npm", "", "^1.0")).only(), "is asked for in '^1.0'"));
  CHECK(mentions(declaring(module).only(), "no hash in go.sum"));
}

TEST_CASE("a crate that is a program needs a lock, a library does not") {
  Declaration stated = fromRegistry("Cargo.toml", "cargo", "", "1.0");
  stated.location.path = "tools/Cargo.toml";
  Repository library = declaring(stated);
  library.file("tools/Cargo.toml", "[package]\nname = \"x\"\n[dependencies]\nlib = \"1.0\"\n");
  CHECK(library.findings().empty());
  Repository program = library;
  program.file("tools/src/main.rs", "fn main() {}\n");
  CHECK(program.rules() == Rules{"unpinned"});
  Repository named = library;
  named.file("tools/Cargo.toml", "[dependencies]\nlib = \"1.0\"\n[[bin]]\nname = \"x\"\n");
  CHECK(named.rules() == Rules{"unpinned"});
}

TEST_CASE("what holds for all addresses of a declaration is said once") {
  Declaration package = declaration("requirements.txt", "lib");
  package.purl = "pkg:pypi/lib";
  Declaration other = package;
  other.source = "https://example.com/simple";
  Repository repository = declaring(package);
  repository.bom.components[0].declarations.push_back(other);
  CHECK(repository.findings().size() == 1);
}

TEST_CASE("an exact declaration can be asked for") {
  struct Case {
    std::string version;
    std::string constraint;
    bool passes;
  };
  const Case cases[] = {{"1.2", "", true},         {"1.2", "1.2.3", true}, {"1.2", "==1.2", true},
                        {"1.2", ">=1", false},     {"1.2", "^1.2", false}, {"1.2", "1.*", false},
                        {"1.2", "1.2...2", false}, {"1.2", "[>1]", false}, {"", "", false}};
  for (const auto &[version, constraint, passes] : cases) {
    INFO(version << " for " << constraint);
    Repository repository = declaring(fromRegistry("conan.lock", "conan", version, constraint));
    repository.policy.pinning->lockFiles = Level::Allow;
    CHECK(repository.findings().empty());
    repository.policy.pinning->exact = {named("l*")};
    CHECK(repository.rules() == (passes ? Rules{} : Rules{"unpinned"}));
  }
}

TEST_CASE("ignored components are passed over") {
  Repository repository = declaring(cloned("main"));
  repository.policy.pinning->ignore = {named("lib")};
  CHECK(repository.findings().empty());
  repository.policy.pinning->ignore = {named("lib", "", "2030-05-31")};
  CHECK(repository.rules() == Rules{"unpinned", "expired-entry"});
}

TEST_CASE("the severity of the section is what deny means, and warn is at most a warning") {
  Repository repository = declaring(cloned("main"));
  repository.policy.pinning->severity = Severity::Note;
  CHECK(repository.only().severity == Severity::Note);
  repository.policy.pinning->severity = Severity::Error;
  repository.policy.pinning->branches = Level::Warn;
  CHECK(repository.only().severity == Severity::Warning);
}

} // namespace lintel::sbom::test
