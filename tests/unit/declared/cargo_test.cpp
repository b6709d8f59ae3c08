#include "package_fixture.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

using Names = std::vector<std::string>;

namespace {

constexpr const char *kLock = R"(version = 4
[[package]]
name = "app"
version = "0.1.0"
dependencies = ["a", "b 2.0.0", "helper"]
[[package]]
name = "helper"
version = "0.1.0"
[[package]]
name = "a"
version = "1.0.1"
source = "sparse+https://index.crates.io/"
checksum = "abcd"
dependencies = ["b 1.0.0"]
[[package]]
name = "b"
version = "1.0.0"
source = "registry+https://crates.example.org/index"
[[package]]
name = "b"
version = "2.0.0"
source = "git+https://example.org/b.git?branch=next#0123456789abcdef0123456789abcdef01234567"
)";

} // namespace

TEST_CASE("Cargo.lock: crates, where they come from, and which are direct") {
  const auto found = repositoryWith("Cargo.lock", kLock).declarations("Cargo.lock");
  CHECK(summaries(found) == Names{"a 1.0.1", "!b 1.0.0", "b 2.0.0"});
  CHECK(found[0].purl == "pkg:cargo/a@1.0.1");
  CHECK(found[0].checksums == std::vector<Checksum>{{"sha256", "abcd"}});
  CHECK(found[0].dependsOn == Names{"b"});
  CHECK(found[1].source == "https://crates.example.org/index");
  CHECK(found[1].purl.find("repository_url=") != std::string::npos);
  CHECK(found[2].source == "https://example.org/b.git");
  CHECK(found[2].branch == "next");
  CHECK(found[2].revision == "0123456789abcdef0123456789abcdef01234567");
}

TEST_CASE("Cargo.lock 1: checksums in one table") {
  const auto found = repositoryWith("Cargo.lock", R"toml([[package]]
name = "a"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
[metadata]
"checksum a 1.0.0 (registry+https://github.com/rust-lang/crates.io-index)" = "beef"
)toml")
                         .declarations("Cargo.lock");
  REQUIRE(found.size() == 1);
  CHECK(found[0].checksums == std::vector<Checksum>{{"sha256", "beef"}});
}

TEST_CASE("Cargo.toml: what a crate asks for") {
  const auto found = repositoryWith("Cargo.toml", R"([dependencies]
a = "1.2.3"
b = { version = "=2.0.1", optional = true, features = ["x"] }
c = { git = "https://github.com/o/c", branch = "main" }
own = { path = "../own" }
listed.workspace = true
alias = { package = "real", version = "3" }
[dev-dependencies]
t = "1"
[target.'cfg(windows)'.build-dependencies]
w = "1"
[workspace.dependencies]
listed = "4"
)")
                         .declarations("Cargo.toml");
  CHECK(summaries(found) == Names{"a", "b 2.0.1", "c", "real", "t", "w", "listed"});
  CHECK(named(found, "a").constraint == "1.2.3");
  CHECK(named(found, "b").scope == Scope::Optional);
  CHECK(named(found, "b").parts == Names{"x"});
  CHECK(named(found, "c").branch == "main");
  CHECK(named(found, "c").source == "https://github.com/o/c");
  CHECK(named(found, "t").scope == Scope::Test);
  CHECK(named(found, "w").condition == "cfg(windows)");
  CHECK(named(found, "w").scope == Scope::Build);
}

TEST_CASE("Cargo.toml of a workspace finds the lock above it") {
  Repository repository = repositoryWith("crates/x/Cargo.toml", "[dependencies]\na = \"1\"\nnew = \"1\"\n");
  repository.files["Cargo.lock"] = kLock;
  CHECK(summaries(repository.declarations("crates/x/Cargo.toml")) == Names{"new"});
}

TEST_CASE("Cargo: damage is an error with its place") {
  CHECK(repositoryWith("Cargo.lock", "[[package]]\nname = \"a\"\n").problem("Cargo.lock").line == 1);
  CHECK(repositoryWith("Cargo.toml", "[dependencies]\na = \n").problem("Cargo.toml").line == 2);
}
