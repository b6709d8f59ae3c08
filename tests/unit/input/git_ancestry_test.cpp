// Which commit is behind which, in every kind of clone.
#include "core/input/git_ancestry.h"
#include "core/input/repository_url.h"
#include "tests/unit/input/sandbox.h"

#include <catch2/catch.hpp>
#include <string>

using namespace lintel;

namespace {

const std::string kUrl = "https://example.test/thing";

struct TwoCommits {
  Sandbox sandbox;
  std::string first, second;

  TwoCommits() {
    sandbox.init();
    first = sandbox.commit("a", "1");
    second = sandbox.commit("a", "2");
  }
};

// "yes", "no", "undecided" or the error.
std::string ask(const GitAncestry &clones, const std::string &ancestor, const std::string &descendant) {
  const auto answer = clones.isAncestor(kUrl, ancestor, descendant);
  if (!answer) return toString(answer.error());
  return *answer ? **answer ? "yes" : "no" : "undecided";
}

void checkKnows(const TwoCommits &commits, const std::string &path) {
  INFO(path);
  GitAncestry clones;
  const Status added = clones.add(kUrl, path);
  INFO((added ? "" : toString(added.error())));
  REQUIRE(added);
  CHECK(ask(clones, commits.first, commits.second) == "yes");
  CHECK(ask(clones, commits.first, commits.first) == "yes");
  CHECK(ask(clones, commits.second, commits.first) == "no");
}

} // namespace

TEST_CASE("work trees, git directories, bare clones, linked work trees and submodules are all histories") {
  const TwoCommits c;
  checkKnows(c, c.sandbox.root());
  checkKnows(c, c.sandbox.root() + "/.git");
  c.sandbox.git("clone -q --bare . ../bare.git");
  checkKnows(c, c.sandbox.root() + "/../bare.git");
  c.sandbox.git("worktree add -q ../linked");
  checkKnows(c, c.sandbox.root() + "/../linked");
  c.sandbox.git("init -q ../super");
  c.sandbox.git("-c protocol.file.allow=always submodule add -q ../bare.git sub", "../super");
  checkKnows(c, c.sandbox.root() + "/../super/sub");
}

TEST_CASE("a repository goes by any spelling of its URL") {
  const TwoCommits c;
  GitAncestry clones;
  REQUIRE(clones.add("git@example.test:thing.git", c.sandbox.root()));
  CHECK(clones.knows("https://example.test/thing/"));
  CHECK_FALSE(clones.knows("https://example.test/other"));
  CHECK(ask(clones, c.first, c.second) == "yes");
}

TEST_CASE("what is not at hand is undecided") {
  const TwoCommits c;
  GitAncestry clones;
  CHECK(ask(clones, c.first, c.second) == "undecided");
  REQUIRE(clones.add(kUrl, c.sandbox.root()));
  CHECK(ask(clones, std::string(40, '1'), c.second) == "undecided");
  CHECK(ask(clones, c.first, std::string(40, '1')) == "undecided");
  CHECK(ask(clones, c.first.substr(0, 8), c.second) == "undecided");
  CHECK(ask(clones, "0", c.second) == "undecided");
}

TEST_CASE("a path without a repository is an error, also below one") {
  const TwoCommits c;
  c.sandbox.write("below/file", "x");
  GitAncestry clones;
  CHECK_FALSE(clones.add(kUrl, c.sandbox.path("below")));
  CHECK_FALSE(clones.add(kUrl, c.sandbox.path("missing")));
  CHECK_FALSE(clones.knows(kUrl));
}

TEST_CASE("a commit in the way that cannot be read is an error that names it") {
  const TwoCommits c;
  const std::string third = c.sandbox.commit("a", "3");
  c.sandbox.remove(".git/objects/" + c.second.substr(0, 2) + "/" + c.second.substr(2));
  GitAncestry clones;
  REQUIRE(clones.add(kUrl, c.sandbox.root()));
  CHECK(ask(clones, c.first, third).find("commit " + c.second + " cannot be read") != std::string::npos);
}

TEST_CASE("tags lead to commits, annotated or not; tags of files are left out") {
  const TwoCommits c;
  c.sandbox.git("tag light " + c.first);
  c.sandbox.git("tag -a -m x dir/annotated " + c.second);
  c.sandbox.git("tag file HEAD:a");
  GitAncestry clones;
  REQUIRE(clones.add(kUrl, c.sandbox.root()));
  const auto tags = clones.tags(kUrl);
  REQUIRE(tags.has_value());
  CHECK(*tags == std::map<std::string, std::string>{{"dir/annotated", c.second}, {"light", c.first}});
}

TEST_CASE("one repository has one normalised URL") {
  for (const char *url :
       {"https://github.com/Owner/Repo", "https://github.com/owner/repo.git", "http://GitHub.com/owner/repo/",
        "git://github.com/owner/repo.git", "git@github.com:owner/repo.git", "ssh://git@github.com:22/owner/repo.git",
        "git+https://user:secret@github.com/owner/repo.git#v1", " https://github.com/owner/repo?x=y "}) {
    INFO(url);
    CHECK(normalisedRepositoryUrl(url) == "https://github.com/owner/repo");
  }
  CHECK(normalisedRepositoryUrl("https://git.example.test/Owner/Repo.git") == "https://git.example.test/Owner/Repo");
  CHECK(normalisedRepositoryUrl("../local/repo") == "../local/repo");
  CHECK(normalisedRepositoryUrl("file:///srv/repo") == "file:///srv/repo");
  CHECK(normalisedRepositoryUrl("").empty());
}
