#include "core/input/git.h"
#include "tests/unit/input/sandbox.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

using namespace lintel;
using Paths = std::vector<std::string>;

namespace {

GitRepository open(const Sandbox &sandbox) {
  auto repository = GitRepository::discover(sandbox.root());
  INFO((repository ? "" : toString(repository.error())));
  REQUIRE(repository);
  return std::move(*repository);
}

// The staged tree, with the promise that asking for it writes nothing.
TreeView staged(const Sandbox &sandbox) {
  const auto before = sandbox.snapshot();
  auto view = open(sandbox).stagedTree();
  INFO((view ? "" : toString(view.error())));
  REQUIRE(view);
  CHECK(sandbox.snapshot() == before);
  return std::move(*view);
}

// What a reader sees at a path: the overlay over the disk.
std::optional<std::string> seen(const Sandbox &sandbox, const TreeView &view, const std::string &name) {
  const OverlayFileSystem files(view.overlay, std::make_shared<RealFileSystem>());
  if (!files.isFile(sandbox.path(name))) return std::nullopt;
  auto text = files.read(sandbox.path(name));
  REQUIRE(text);
  return *text;
}

} // namespace

TEST_CASE("the staged tree has the index's content, not the work tree's") {
  Sandbox s;
  s.init();
  s.commit("src/a.cpp", "committed\n");
  s.write("src/a.cpp", "staged\n");
  s.git("add src/a.cpp");
  s.write("src/a.cpp", "unstaged\n");
  s.commit("b.cpp", "same\n");
  s.write("src/a.cpp", "unstaged again\n");
  s.git("reset -q --soft HEAD~1");
  const TreeView view = staged(s);
  CHECK(seen(s, view, "src/a.cpp") == "staged\n");
  CHECK(seen(s, view, "b.cpp") == "same\n");
  CHECK(view.files == Paths{"b.cpp", "src/a.cpp"});
  CHECK_FALSE(view.overlay.contains(s.path("b.cpp"))); // the same on disk: not copied
  CHECK(s.read("src/a.cpp") == "unstaged again\n");
  CHECK(open(s).stagedFiles().value() == Paths{"b.cpp", "src/a.cpp"});
}

TEST_CASE("a change of the same length within the same second is seen") {
  Sandbox s;
  s.init();
  s.write("a.cpp", "11\n");
  s.git("add a.cpp");
  s.write("a.cpp", "22\n");
  CHECK(seen(s, staged(s), "a.cpp") == "11\n");
}

TEST_CASE("untracked files are hidden, ignored files are not") {
  Sandbox s;
  s.init();
  s.commit(".gitignore", "generated.h\nout/\n");
  s.write("new.h", "n");
  s.write("dir/deep/new.h", "n");
  s.write("generated.h", "g");
  s.write("out/x.h", "x");
  const TreeView view = staged(s);
  CHECK_FALSE(seen(s, view, "new.h"));
  CHECK_FALSE(seen(s, view, "dir/deep/new.h"));
  CHECK(seen(s, view, "generated.h") == "g");
  CHECK(seen(s, view, "out/x.h") == "x");
  CHECK(view.files == Paths{".gitignore"});
  CHECK(open(s).workTreeFiles().value() == Paths{".gitignore", "dir/deep/new.h", "new.h"});
}

TEST_CASE("an untracked repository within the work tree is hidden as a whole") {
  Sandbox s;
  s.init();
  s.commit("a.cpp", "a");
  s.git("init -q nested");
  s.write("nested/x.h", "x");
  const TreeView view = staged(s);
  CHECK_FALSE(seen(s, view, "nested/x.h"));
  CHECK(open(s).workTreeFiles().value() == Paths{"a.cpp"});
}

TEST_CASE("deletions, renames and changes of kind") {
  Sandbox s;
  s.init();
  s.commit("kept.cpp", "kept");
  s.commit("gone.cpp", "gone");
  s.commit("old.cpp", "moved");
  s.commit("turned", "file");
  s.remove("kept.cpp");             // only in the work tree
  s.git("rm -q --cached gone.cpp"); // only in the index
  s.git("mv old.cpp new.cpp");
  s.remove("turned");
  s.write("turned/inside.cpp", "i");
  const TreeView view = staged(s);
  CHECK(seen(s, view, "kept.cpp") == "kept");
  CHECK_FALSE(seen(s, view, "gone.cpp"));
  CHECK(seen(s, view, "new.cpp") == "moved");
  CHECK_FALSE(seen(s, view, "old.cpp"));
  CHECK(seen(s, view, "turned") == "file");
  CHECK_FALSE(seen(s, view, "turned/inside.cpp"));
  CHECK(view.files == Paths{"kept.cpp", "new.cpp", "turned"});
  CHECK(open(s).stagedFiles().value() == Paths{"gone.cpp", "new.cpp", "old.cpp"});
}

TEST_CASE("intent to add is not staged") {
  Sandbox s;
  s.init();
  s.commit("a.cpp", "a");
  s.write("later.cpp", "later");
  s.git("add -N later.cpp");
  const TreeView view = staged(s);
  CHECK_FALSE(seen(s, view, "later.cpp"));
  CHECK(view.files == Paths{"a.cpp"});
  CHECK(open(s).stagedFiles().value().empty());
  CHECK(open(s).workTreeFiles().value() == Paths{"a.cpp", "later.cpp"});
}

TEST_CASE("before the first commit everything staged is new") {
  Sandbox s;
  s.init();
  CHECK(staged(s).files.empty()); // no index file at all
  s.write("a.cpp", "a");
  s.write("b.cpp", "b");
  s.git("add a.cpp");
  const TreeView view = staged(s);
  CHECK(view.files == Paths{"a.cpp"});
  CHECK_FALSE(seen(s, view, "b.cpp"));
  CHECK(open(s).stagedFiles().value() == Paths{"a.cpp"});
}

TEST_CASE("entries that Git does not compare are judged by the index") {
  Sandbox s;
  s.init();
  s.commit("assumed.cpp", "index");
  s.commit("skipped.cpp", "index");
  s.commit("absent.cpp", "index");
  s.commit("equal.cpp", "index");
  s.git("update-index --assume-unchanged assumed.cpp");
  s.git("update-index --skip-worktree skipped.cpp absent.cpp equal.cpp");
  s.write("assumed.cpp", "other");
  s.write("skipped.cpp", "other");
  s.remove("absent.cpp");
  const TreeView view = staged(s);
  for (const char *name : {"assumed.cpp", "skipped.cpp", "absent.cpp"}) CHECK(seen(s, view, name) == "index");
  CHECK_FALSE(view.overlay.contains(s.path("equal.cpp")));
}

TEST_CASE("a sparse checkout opens and shows the files that are not checked out") {
  Sandbox s;
  s.init();
  s.commit("in/a.cpp", "a");
  s.commit("out/b.cpp", "b");
  s.git("sparse-checkout set in");
  REQUIRE_FALSE(std::filesystem::exists(s.path("out/b.cpp")));
  CHECK(seen(s, staged(s), "out/b.cpp") == "b");
}

TEST_CASE("line-ending conversion alone is no difference; a change shows as Git stores it") {
  Sandbox s;
  s.init();
  s.commit(".gitattributes", "*.cpp text eol=crlf\n");
  s.write("same.cpp", "a\r\nb\r\n");
  s.write("changed.cpp", "a\r\n");
  s.git("add .");
  s.write("changed.cpp", "z\r\n");
  const TreeView view = staged(s);
  CHECK_FALSE(view.overlay.contains(s.path("same.cpp")));
  CHECK(seen(s, view, "changed.cpp") == "a\n");
}

TEST_CASE("the executable bit is no difference") {
  Sandbox s;
  s.init();
  s.commit("a.cpp", "a");
  std::filesystem::permissions(s.path("a.cpp"), std::filesystem::perms::owner_all);
  CHECK(staged(s).overlay.empty());
  s.git("add a.cpp");
  CHECK(open(s).stagedFiles().value().empty());
  CHECK(staged(s).files == Paths{"a.cpp"});
}

TEST_CASE("links show what they lead to in the index, and are no files themselves unless they lead out of the tree") {
  Sandbox s;
  s.init();
  s.write("src/a.h", "index");
  std::filesystem::create_directories(s.path("include"));
  std::filesystem::create_symlink("../src/a.h", s.path("include/a.h"));
  std::filesystem::create_symlink("src", s.path("alias"));
  std::filesystem::create_symlink("/etc/hostname", s.path("outside"));
  std::filesystem::create_symlink("circle", s.path("circle"));
  s.git("add .");
  s.write("src/a.h", "disk");
  s.write("src/untracked.h", "u");
  TreeView view = staged(s);
  CHECK(view.files == Paths{"circle", "outside", "src/a.h"}); // those that leave the tree cannot be judged unseen
  CHECK(seen(s, view, "include/a.h") == "index");
  CHECK(seen(s, view, "alias/a.h") == "index");
  CHECK_FALSE(seen(s, view, "alias/untracked.h"));

  // The disk has other things in their place.
  s.remove("include/a.h");
  s.write("include/a.h", "a file");
  s.remove("alias");
  s.write("alias/b.h", "a directory");
  s.remove("outside");
  s.write("outside", "a file");
  view = staged(s);
  CHECK(seen(s, view, "include/a.h") == "index");
  CHECK(seen(s, view, "alias/a.h") == "index");
  CHECK_FALSE(seen(s, view, "alias/b.h"));
  CHECK_FALSE(seen(s, view, "outside"));
}

TEST_CASE("submodules are not files of the tree") {
  Sandbox s;
  s.init();
  s.commit("a.cpp", "a");
  s.git("init -q -b main ../library");
  s.write("../library/l.cpp", "l");
  s.git("add l.cpp", "../library");
  s.git("commit -q -m l", "../library");
  s.git("-c protocol.file.allow=always submodule --quiet add ../library lib");
  s.write("lib/l.cpp", "changed within the submodule");
  const TreeView view = staged(s);
  CHECK(view.files == Paths{".gitmodules", "a.cpp"});
  CHECK(view.overlay.empty());
  CHECK(open(s).stagedFiles().value() == Paths{".gitmodules"});
  auto inside = GitRepository::discover(s.path("lib"));
  REQUIRE(inside);
  CHECK(inside->root() == s.path("lib"));
  CHECK(inside->workTreeFiles().value() == Paths{"l.cpp"});
}

TEST_CASE("names that are not UTF-8 pass through") {
  Sandbox s;
  s.init();
  s.write("a\xFF.cpp", "a");
  s.git("add .");
  CHECK(staged(s).files == Paths{"a\xFF.cpp"});
}

TEST_CASE("conflicts are named") {
  Sandbox s;
  s.init();
  s.commit("a.cpp", "base\n");
  s.git("checkout -q -b other");
  s.commit("a.cpp", "theirs\n");
  s.git("checkout -q main");
  s.commit("a.cpp", "ours\n");
  REQUIRE(s.run("git merge other") != 0);
  const auto before = s.snapshot();
  const auto view = open(s).stagedTree();
  REQUIRE_FALSE(view);
  CHECK(view.error().what == "unresolved merge conflicts in a.cpp");
  CHECK_FALSE(view.error().hint.empty());
  CHECK_FALSE(open(s).stagedFiles());
  CHECK(open(s).workTreeFiles().value() == Paths{"a.cpp"});
  CHECK(open(s).changedFiles(s.git("rev-parse HEAD"), false).value() == Paths{"a.cpp"});
  CHECK(s.snapshot() == before);
}

TEST_CASE("a broken index is an error at every question") {
  Sandbox s;
  s.init();
  const std::string head = s.commit("a.cpp", "a");
  const std::string good = s.read(".git/index");
  std::string flipped = good;
  flipped[good.size() / 2] ^= 0x55;
  for (const std::string &bad : {std::string("nonsense"), good.substr(0, good.size() / 2), flipped, std::string()}) {
    s.write(".git/index", bad);
    const auto before = s.snapshot();
    const GitRepository repository = open(s);
    for (const std::string &what :
         {repository.stagedTree().error().what, repository.commitTree(head).error().what,
          repository.stagedFiles().error().what, repository.workTreeFiles().error().what,
          repository.changedFiles(head, true).error().what, repository.changedFiles(head, false).error().what})
      CHECK_THAT(what, Catch::StartsWith("the Git index cannot be read"));
    CHECK(s.snapshot() == before);
  }
}

TEST_CASE("a locked index is an error only where the index is judged") {
  Sandbox s;
  s.init();
  s.commit("a.cpp", "a");
  s.write(".git/index.lock", "");
  const auto view = open(s).stagedTree();
  REQUIRE_FALSE(view);
  CHECK(view.error().what == "the Git index is locked");
  CHECK(view.error().file == s.path(".git/index.lock"));
  CHECK(open(s).workTreeFiles().value() == Paths{"a.cpp"});
}

TEST_CASE("a file over the size limit is named") {
  Sandbox s;
  s.init();
  s.write("big.bin", std::string(kMaxFileSize + 1, 'x'));
  s.git("add big.bin");
  CHECK(staged(s).files == Paths{"big.bin"}); // the same on disk: whoever reads it meets the limit
  s.write("big.bin", "small");
  const auto view = open(s).stagedTree();
  REQUIRE_FALSE(view);
  CHECK(view.error().file == "big.bin");
  CHECK_THAT(view.error().what, Catch::Contains("larger than the limit"));
}

TEST_CASE("a missing or truncated object is an error that names the file") {
  Sandbox s;
  s.init();
  s.commit("a.cpp", std::string(1000, 'a') + "unlike any other");
  const std::string id = s.git("rev-parse HEAD:a.cpp");
  const std::string object = ".git/objects/" + id.substr(0, 2) + "/" + id.substr(2);
  const std::string content = s.read(object);
  s.write("a.cpp", "changed");
  s.remove(object);
  SECTION("missing") {}
  SECTION("truncated") { s.write(object, content.substr(0, content.size() / 2)); }
  SECTION("empty") { s.write(object, ""); }
  SECTION("not compressed") { s.write(object, "blob 3\nabc"); }
  SECTION("another object's bytes") {
    const std::string other = s.git("rev-parse HEAD^{tree}");
    s.write(object, s.read(".git/objects/" + other.substr(0, 2) + "/" + other.substr(2)));
  }
  const auto view = open(s).stagedTree();
  REQUIRE_FALSE(view);
  CHECK(view.error().file == "a.cpp");
  CHECK_FALSE(view.error().hint.empty());
}

TEST_CASE("a hook judges the index that Git prepared for this commit") {
  Sandbox s;
  s.init();
  s.commit("a.cpp", "a1");
  s.commit("b.cpp", "b1");
  s.write("a.cpp", "a2");
  s.write("b.cpp", "b2");
  const std::string hook = "#!/bin/sh\nprintf %s \"$GIT_INDEX_FILE\" > ../index-name\ncp \"$GIT_INDEX_FILE\" ../index\n"
                           "test -e .git/index.lock && touch ../locked\nexit 1\n";
  s.write(".git/hooks/pre-commit", hook);
  std::filesystem::permissions(s.path(".git/hooks/pre-commit"), std::filesystem::perms::owner_all);
  const std::string command = GENERATE("git commit -q -m x", "git commit -q -a -m x", "git commit -q -m x b.cpp");
  if (command == "git commit -q -m x") s.git("add b.cpp");
  REQUIRE(s.run(command) != 0);
  INFO(command << ": " << s.read("../index-name"));
  auto repository = GitRepository::discover(s.root(), s.path("../index"));
  REQUIRE(repository);
  const auto view = repository->stagedTree();
  REQUIRE(view);
  const bool all = command.find("-a") != std::string::npos;
  CHECK(seen(s, *view, "a.cpp") == (all ? "a2" : "a1"));
  CHECK(seen(s, *view, "b.cpp") == "b2");
  CHECK(repository->stagedFiles().value() == (all ? Paths{"a.cpp", "b.cpp"} : Paths{"b.cpp"}));
}
