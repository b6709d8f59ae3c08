#include "core/input/git.h"
#include "tests/unit/input/sandbox.h"

#include <catch2/catch.hpp>
#include <filesystem>

using namespace lintel;
using Paths = std::vector<std::string>;

namespace {

GitRepository open(const std::string &path) {
  auto repository = GitRepository::discover(path);
  INFO((repository ? "" : toString(repository.error())));
  REQUIRE(repository);
  return std::move(*repository);
}

GitRepository open(const Sandbox &sandbox) { return open(sandbox.root()); }

// main: base - onMain; feature (checked out): base - onFeature.
struct Forked : Sandbox {
  std::string base;
  Forked() {
    init();
    commit("shared.cpp", "base\n");
    base = commit("gone.cpp", "gone\n");
    git("branch feature");
    commit("main.cpp", "main\n");
    git("checkout -q feature");
    git("rm -q gone.cpp");
    write("shared.cpp", "feature\n");
    write("added.cpp", "added\n");
    git("add -A");
    git("commit -q -m feature");
  }
};

} // namespace

TEST_CASE("the merge base of a branch, a tag, a commit") {
  Forked s;
  s.git("tag -a -m v1 v1 main");
  const GitRepository repository = open(s);
  CHECK(repository.mergeBase("main").value() == s.base);
  CHECK(repository.mergeBase("v1").value() == s.base);
  CHECK(repository.mergeBase(s.git("rev-parse main")).value() == s.base);
  CHECK(repository.mergeBase(s.git("rev-parse --short main")).value() == s.base);
  CHECK(repository.mergeBase("HEAD").value() == s.git("rev-parse HEAD"));
  CHECK(repository.mergeBase("HEAD~1").value() == s.base);
}

TEST_CASE("revisions that lead to no merge base") {
  Forked s;
  const GitRepository repository = open(s);

  const auto mistyped = repository.mergeBase("featrue");
  REQUIRE_FALSE(mistyped);
  CHECK(mistyped.error().what == "unknown revision 'featrue'");
  CHECK(mistyped.error().hint == "did you mean 'feature'?");

  for (const char *unknown : {"", "no-such-thing-anywhere", "main:", "a..b", "-x", "@{", "^{commit}", "main~999"}) {
    INFO(unknown);
    CHECK_FALSE(repository.mergeBase(unknown));
  }
  const auto blob = repository.mergeBase("main:shared.cpp");
  REQUIRE_FALSE(blob);
  CHECK_THAT(blob.error().what, Catch::Contains("leads to no commit"));

  s.git("checkout -q --orphan island");
  s.git("commit -q -m island");
  const auto island = repository.mergeBase("main");
  REQUIRE_FALSE(island);
  CHECK(island.error().what == "HEAD and 'main' have no common ancestor");
}

TEST_CASE("no merge base before the first commit") {
  Sandbox s;
  s.init();
  const auto base = open(s).mergeBase("main");
  REQUIRE_FALSE(base);
  CHECK(base.error().what == "HEAD has no commit yet");
}

TEST_CASE("a shallow clone has a merge base as far as its history goes") {
  Forked s;
  s.git("checkout -q main");
  s.git("merge -q -m merged feature"); // as CI checks out a pull request
  const std::string url = "\"file://" + s.root() + "\"";
  s.git("clone -q --depth 2 " + url + " ../clone");
  const std::string first = s.git("rev-parse main~1");
  CHECK(open(s.path("../clone")).mergeBase("HEAD^1").value() == first);

  s.git("clone -q --depth 1 --no-single-branch " + url + " ../flat");
  const auto base = open(s.path("../flat")).mergeBase("origin/feature");
  REQUIRE_FALSE(base);
  CHECK_THAT(base.error().hint, Catch::Contains("git fetch --unshallow"));
}

TEST_CASE("a commit's tree in place of the work tree") {
  Forked s;
  s.write("shared.cpp", "unstaged\n");
  s.write("untracked.cpp", "u");
  const auto before = s.snapshot();
  const auto view = open(s).commitTree(s.base);
  REQUIRE(view);
  CHECK(s.snapshot() == before);
  CHECK(view->files == Paths{"gone.cpp", "shared.cpp"});
  const Overlay expected = {{s.path("added.cpp"), std::nullopt},
                            {s.path("gone.cpp"), "gone\n"},
                            {s.path("shared.cpp"), "base\n"},
                            {s.path("untracked.cpp"), std::nullopt}};
  CHECK(view->overlay == expected);
  CHECK_FALSE(open(s).commitTree("main")); // an id is asked for: a name could move meanwhile
  CHECK_FALSE(open(s).commitTree(std::string(40, '0')));
}

TEST_CASE("what changed since a commit") {
  Forked s;
  s.write("added.cpp", "unstaged\n");
  s.write("shared.cpp", "base\n"); // staged otherwise, but back to what it was
  s.write("untracked.cpp", "u");
  s.write(".git/info/exclude", "ignored.cpp\n");
  s.write("ignored.cpp", "i");
  const GitRepository repository = open(s);
  CHECK(repository.changedFiles(s.base, true).value() == Paths{"added.cpp", "gone.cpp", "shared.cpp"});
  CHECK(repository.changedFiles(s.base, false).value() == Paths{"added.cpp", "gone.cpp", "untracked.cpp"});
  s.remove("added.cpp");
  CHECK(repository.changedFiles(s.base, false).value() == Paths{"gone.cpp", "untracked.cpp"});
}

TEST_CASE("a tree whose names lead out of the work tree is refused") {
  Sandbox s;
  s.init();
  s.commit("a.cpp", "a");
  const std::string tree = s.git("rev-parse HEAD^{tree}");
  REQUIRE(s.run("printf \"040000 tree " + tree + "\\t..\\n\" | git mktree > ../tree") == 0);
  const std::string evil = s.git("commit-tree -m evil " + s.read("../tree").substr(0, 40));
  const auto view = open(s).commitTree(evil);
  REQUIRE_FALSE(view);
  CHECK_THAT(view.error().what, Catch::Contains("no work tree can have"));
}

TEST_CASE("the repository is found from anywhere in it") {
  Sandbox s;
  s.init();
  s.commit("deep/down/a.cpp", "a");
  CHECK(open(s.path("deep/down")).root() == s.root());
  CHECK(open(s.root() + "/").root() == s.root());
  std::filesystem::create_directory_symlink(s.root(), s.path("../link"));
  CHECK(open(s.path("../link/deep")).root() == s.root());
}

TEST_CASE("a linked work tree has its own index and the common hooks") {
  Sandbox s;
  s.init();
  s.commit("a.cpp", "a");
  s.git("worktree add -q ../linked -b linked");
  s.write("../linked/a.cpp", "staged there");
  s.git("add a.cpp", "../linked");
  const std::string linked = std::filesystem::canonical(s.path("../linked")).string();
  const GitRepository repository = open(linked);
  CHECK(repository.root() == linked);
  CHECK(repository.stagedFiles().value() == Paths{"a.cpp"});
  CHECK(repository.hooksDirectory().value() == s.path(".git/hooks"));
  CHECK(open(s).stagedFiles().value().empty());
  CHECK(repository.mergeBase("main").value() == s.git("rev-parse main"));
}

TEST_CASE("the hooks directory follows core.hooksPath") {
  Sandbox s;
  s.init();
  CHECK(open(s).hooksDirectory().value() == s.path(".git/hooks"));
  s.git("config core.hooksPath tools/hooks");
  CHECK(open(s).hooksDirectory().value() == s.path("tools/hooks"));
  s.git("config core.hooksPath /srv/hooks");
  CHECK(open(s).hooksDirectory().value() == "/srv/hooks");
  s.git("config core.hooksPath \"~/hooks\"");
  CHECK(open(s).hooksDirectory().value() == std::filesystem::path(s.path("../hooks")).lexically_normal().string());
  s.git("config extensions.worktreeConfig true");
  s.git("config --worktree core.hooksPath own");
  CHECK(open(s).hooksDirectory().value() == s.path("own"));
}

TEST_CASE("places that are no repository to judge") {
  Sandbox s;
  const auto none = GitRepository::discover(s.root());
  REQUIRE_FALSE(none);
  CHECK(none.error().what == "not in a Git repository");
  CHECK_FALSE(none.error().hint.empty());
  CHECK_FALSE(GitRepository::discover(s.path("does/not/exist")));
  CHECK_FALSE(GitRepository::discover(""));

  s.git("init -q --bare");
  const auto bare = GitRepository::discover(s.root());
  REQUIRE_FALSE(bare);
  CHECK_THAT(bare.error().what, Catch::Contains("bare"));
}

TEST_CASE("a broken repository is told from none") {
  Sandbox s;
  s.init();
  s.commit("a.cpp", "a");
  SECTION("no HEAD") { s.remove(".git/HEAD"); }
  SECTION("configuration") { s.write(".git/config", "[core\n"); }
  SECTION("a .git file that leads nowhere") {
    s.remove(".git");
    s.write(".git", "gitdir: /does/not/exist\n");
  }
  SECTION("object format") { s.git("config core.repositoryformatversion 9"); }
  const auto repository = GitRepository::discover(s.root());
  REQUIRE_FALSE(repository);
  CHECK_THAT(repository.error().what, Catch::StartsWith("the Git repository cannot be read"));
  CHECK(repository.error().file == s.root());
}

TEST_CASE("broken references and objects of HEAD are errors") {
  Sandbox s;
  s.init();
  const std::string head = s.commit("a.cpp", "a");
  SECTION("HEAD is nonsense") { s.write(".git/HEAD", "nonsense\n"); }
  SECTION("the branch is nonsense") { s.write(".git/refs/heads/main", "nonsense\n"); }
  SECTION("the commit is gone") { s.remove(".git/objects/" + head.substr(0, 2)); }
  SECTION("the commit is truncated") { s.write(".git/objects/" + head.substr(0, 2) + "/" + head.substr(2), "x"); }
  const auto repository = GitRepository::discover(s.root());
  if (!repository) return; // refused at once is as good
  CHECK_FALSE(repository->mergeBase("main"));
  CHECK_FALSE(repository->stagedFiles());
  CHECK(repository->stagedTree()); // the index is whole
}

TEST_CASE("a repository of another owner is an error with the way out") {
  Sandbox s;
  s.init();
  if (s.run("chown -R 12345 .") != 0) return; // only root can give files away
  const auto repository = GitRepository::discover(s.root());
  REQUIRE_FALSE(repository);
  CHECK(repository.error().what == "the repository belongs to another user");
  CHECK_THAT(repository.error().hint, Catch::EndsWith("safe.directory " + s.root()));
  s.write("../.gitconfig", "[safe]\n\tdirectory = " + s.root() + "\n");
  CHECK(GitRepository::discover(s.root()));
  s.write("../.gitconfig", "[safe]\n\tdirectory = *\n");
  CHECK(GitRepository::discover(s.root()));
}
