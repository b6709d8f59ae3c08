#include "package_fixture.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

constexpr const char *kCommit = "0123456789abcdef0123456789abcdef01234567";

std::vector<Declaration> submodules(const std::string &text, const std::string &linkedPath) {
  Repository repository = repositoryWith(".gitmodules", text);
  if (!linkedPath.empty()) repository.options.gitlinks[linkedPath] = kCommit;
  return repository.declarations(".gitmodules");
}

Declaration submoduleOf(const std::string &url) {
  const auto found = submodules("[submodule \"x\"]\n\tpath = ext/x\n\turl = " + url + "\n", "ext/x");
  REQUIRE(found.size() == 1);
  return found.front();
}

} // namespace

TEST_CASE("a submodule is its repository at the commit that Git records") {
  const auto found = submodules("# ours\n[submodule \"ext/x\"]\n  path = \"ext/x\" ; where\n"
                                "  url = https://github.com/Owner/Lib.git\n  branch = main\n[other]\n url = y\n",
                                "ext/x");
  REQUIRE(found.size() == 1);
  CHECK(found[0].name == "Lib");
  CHECK(found[0].location.begin == Position{2, 13});
  CHECK(found[0].path == "ext/x");
  CHECK(found[0].branch == "main");
  CHECK(found[0].revision == kCommit);
  CHECK(found[0].purl == std::string("pkg:github/owner/lib@") + kCommit);
  CHECK(found[0].resolved);
}

TEST_CASE("purls of submodules by the form of their URL") {
  const std::string commit = kCommit;
  CHECK(submoduleOf("git@github.com:o/r.git").purl == "pkg:github/o/r@" + commit);
  CHECK(submoduleOf("ssh://git@github.com/o/r").purl == "pkg:github/o/r@" + commit);
  const Declaration elsewhere = submoduleOf("https://user:secret@git.example.org/group/sub/r.git");
  CHECK(elsewhere.purl.starts_with("pkg:generic/r?vcs_url=git%2Bhttps:"));
  CHECK(elsewhere.purl.ends_with("%40" + commit));
  CHECK(elsewhere.purl.find("secret") == std::string::npos);
  CHECK(elsewhere.source.find("secret") == std::string::npos);
}

TEST_CASE("what cannot be told of a submodule is said") {
  const Declaration relative = submoduleOf("../sibling.git");
  CHECK(relative.name == "sibling");
  CHECK_FALSE(relative.resolved);
  CHECK(relative.purl.empty());

  const std::string entry = "[submodule \"x\"]\n path = x\n url = https://github.com/o/x\n";
  const auto unlinked = submodules(entry, "");
  REQUIRE(unlinked.size() == 1);
  CHECK_FALSE(unlinked[0].resolved);
  CHECK(unlinked[0].constraint == "Git records no commit for this path");
  CHECK(unlinked[0].revision.empty());

  const auto orphan = submodules(entry, "lost/y");
  CHECK(summaries(orphan) == std::vector<std::string>{"y?", "x?"});
  CHECK(named(orphan, "y").path == "lost/y");
  CHECK(named(orphan, "y").revision == kCommit);
}

TEST_CASE("only the .gitmodules at the root counts, and damage in it is an error") {
  CHECK_FALSE(repositoryWith("third_party/.gitmodules", "").read("third_party/.gitmodules").has_value());
  CHECK(repositoryWith(".gitmodules", "[submodule \"x\"]\n  path = \"open\n").problem(".gitmodules").line == 2);
  CHECK(repositoryWith(".gitmodules", "[submodule \"x\"\n").problem(".gitmodules").line == 1);
}
