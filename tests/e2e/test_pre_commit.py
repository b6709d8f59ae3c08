"""The hooks that Lintel offers to users of pre-commit, under the real pre-commit."""

import shutil
import unittest

from support import BAD, GOOD, INVALID, LINTEL, PASS, POLICY, RULE, SOURCE, Project

CONFIG = """repos:
  - repo: {repo}
    rev: {rev}
    hooks:
      - id: lintel
      - id: lintel-push
"""


class PreCommitProject(Project):
    def setUp(self):
        super().setUp()
        self.environment["PATH"] = f"{LINTEL.parent}:{self.environment['PATH']}"
        self.environment["PRE_COMMIT_HOME"] = str(self.home / "pre-commit")
        self.configure()
        self.start({"a.c": GOOD, "b.c": GOOD})
        self.pre_commit("install", "--install-hooks", "-t", "pre-commit", "-t", "pre-push")

    def configure(self):
        """A repository with Lintel's manifest, as users name it: by its place and a revision."""
        provider = self.home / "lintel"
        provider.mkdir()
        self.git("init", "-q", cwd=provider)
        shutil.copy(SOURCE / ".pre-commit-hooks.yaml", provider)
        self.git("add", ".", cwd=provider)
        self.git("commit", "-q", "-m", "manifest", cwd=provider)
        self.stage(".pre-commit-config.yaml", CONFIG.format(repo=provider, rev=self.head(provider)))

    def try_pre_commit(self, *arguments, **environment):
        return self.run_in("pre-commit", *arguments, **environment)

    def pre_commit(self, *arguments, **environment):
        result = self.try_pre_commit(*arguments, **environment)
        self.assertEqual(result.returncode, 0, result.stdout)
        return result


class Commit(PreCommitProject):
    def test_a_bad_staged_change_is_refused_and_shown(self):
        self.stage("a.c", BAD)
        head = self.head()
        self.assertRefused(self.try_git("commit", "-m", "bad"), RULE, "a.c:1:")
        self.assertEqual(self.head(), head)

    def test_a_good_staged_change_passes(self):
        self.stage("a.c", GOOD + "\n")
        head = self.head()
        result = self.try_git("commit", "-m", "good")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertRegex(result.stdout, r"lintel \(what is staged\)\.+Passed")
        self.assertNotEqual(self.head(), head)

    def test_what_is_staged_counts_and_unstaged_work_survives(self):
        for staged, unstaged in ((BAD, GOOD), (GOOD + "\n", BAD)):
            self.stage("a.c", staged)
            self.write("a.c", unstaged)
            self.write("b.c", "int half written(\n")
            self.write("untracked.c", BAD)
            contents = {name: (self.root / name).read_bytes() for name in ("a.c", "b.c", "untracked.c")}
            result = self.try_git("commit", "-m", "change")
            if staged == BAD:
                self.assertRefused(result)
            else:
                self.assertEqual(result.returncode, 0, result.stdout)
            self.assertEqual({name: (self.root / name).read_bytes() for name in contents}, contents)
            self.assertEqual(self.git("show", ":a.c") + "\n", staged.rstrip("\n") + "\n")

    def test_commit_all_and_commit_of_one_file(self):
        self.write("a.c", BAD)
        self.write("b.c", GOOD + "\n")
        self.assertRefused(self.try_git("commit", "-a", "-m", "bad"))
        self.assertRefused(self.try_git("commit", "-m", "bad", "a.c"))
        self.git("commit", "-q", "-m", "good", "b.c")
        self.assertEqual((self.root / "a.c").read_text(), BAD)

    def test_a_document_alone_is_judged(self):
        rule = 'documents:\n  - {id: no-latest, pattern: ":latest", message: pin it, files: ["*.yaml"]}\n'
        self.stage("lintel.yaml", POLICY + rule)
        self.git("commit", "-q", "--no-verify", "-m", "policy")
        self.stage("pod.yaml", "image: a:latest\n")
        self.assertRefused(self.try_git("commit", "-m", "bad"), "documents/no-latest")
        self.stage("pod.yaml", "image: a:1\n")
        self.git("commit", "-q", "-m", "good")

    def test_together_with_the_hooks_of_lintel_install_in_either_order(self):
        self.assertVerdict(PASS, self.lintel("install"))
        self.assertJudged()
        self.assertVerdict(PASS, self.lintel("install", "--uninstall"))
        self.pre_commit("uninstall")
        self.assertVerdict(PASS, self.lintel("install"))
        self.pre_commit("install")  # keeps Lintel's as pre-commit.legacy
        self.assertJudged()
        self.assertVerdict(PASS, self.lintel("install"))  # and each now knows the other
        self.assertJudged()

    def assertJudged(self):
        self.stage("a.c", BAD)
        self.assertRefused(self.try_git("commit", "-m", "bad"))
        self.stage("a.c", GOOD)
        self.git("commit", "-q", "--allow-empty", "-m", "good")


class Push(PreCommitProject):
    def setUp(self):
        super().setUp()
        self.remote = self.home / "remote.git"
        self.git("init", "-q", "--bare", self.remote)
        self.git("remote", "add", "origin", self.remote)

    def commit(self, path, text):
        self.stage(path, text)
        self.git("commit", "-q", "--no-verify", "-m", f"change {path}")

    def test_a_first_push_is_judged_whole_and_by_its_commits(self):
        self.commit("a.c", BAD)
        self.write("a.c", GOOD)  # mended, but not committed
        self.assertRefused(self.try_git("push", "origin", "main"))
        self.git("commit", "-q", "-a", "-m", "mend")
        self.git("push", "-q", "origin", "main")

    def test_later_pushes_are_compared_with_the_remote(self):
        self.commit("a.c", BAD)
        self.git("push", "-q", "--no-verify", "origin", "main")
        self.commit("b.c", GOOD + "\n")
        self.git("push", "-q", "origin", "main")
        self.commit("b.c", BAD)
        self.write("b.c", GOOD)
        self.assertRefused(self.try_git("push", "origin", "main"), RULE, "b.c:1:")

    def test_a_new_branch_is_compared_with_what_the_remote_has(self):
        self.commit("a.c", BAD)
        self.git("push", "-q", "--no-verify", "origin", "main")
        self.git("checkout", "-q", "-b", "topic")
        self.commit("b.c", GOOD + "\n")
        self.git("push", "-q", "origin", "topic")
        self.git("checkout", "-q", "main")
        self.git("checkout", "-q", "-b", "bad")
        self.commit("b.c", BAD)
        self.git("checkout", "-q", "main")
        self.assertRefused(self.try_git("push", "origin", "bad"))

    def test_a_deleted_branch_passes(self):
        self.git("push", "-q", "--no-verify", "origin", "main:topic")
        self.git("push", "-q", "origin", ":topic")

    def run_push(self, *arguments, **environment):
        return self.try_pre_commit("run", "lintel-push", "--hook-stage", "push", *arguments, **environment)

    def test_a_range_by_name_in_a_pipeline(self):
        self.commit("a.c", BAD)
        self.git("branch", "base")
        self.commit("b.c", GOOD + "\n")
        result = self.run_push("--from-ref", "base", "--to-ref", "HEAD")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.commit("b.c", BAD)
        self.assertRefused(self.run_push("--from-ref", "base", "--to-ref", "HEAD"), RULE, "b.c:1:")

    def test_all_files_are_those_of_the_work_tree(self):
        self.assertEqual(self.run_push("--all-files").returncode, 0)
        self.write("a.c", BAD)
        self.assertRefused(self.run_push("--all-files"))


class Environment(Project):
    def setUp(self):
        super().setUp()
        self.start({"a.c": GOOD})

    def test_half_a_range_is_invalid_usage(self):
        result = self.lintel("gate", "--from-pre-commit", PRE_COMMIT_TO_REF="HEAD")
        self.assertVerdict(INVALID, result)
        self.assertIn("PRE_COMMIT_FROM_REF", result.stdout)

    def test_it_does_not_go_with_another_choice_of_what_to_judge(self):
        for arguments in (["--staged"], ["--commit", "HEAD"], ["--new-from-merge-base", "HEAD"]):
            self.assertVerdict(INVALID, self.lintel("gate", "--from-pre-commit", *arguments))

    def test_an_unknown_revision_is_invalid_usage(self):
        result = self.lintel("gate", "--from-pre-commit", PRE_COMMIT_FROM_REF="mian", PRE_COMMIT_TO_REF="HEAD")
        self.assertVerdict(INVALID, result)
        self.assertIn("mian", result.stdout)


class OwnConfiguration(PreCommitProject):
    """The configuration of Lintel's own repository runs the lintel that was built there."""

    def configure(self):
        self.stage(".pre-commit-config.yaml", (SOURCE / ".pre-commit-config.yaml").read_text())
        built = self.root / "build" / "release" / "bin" / "lintel"
        built.parent.mkdir(parents=True)
        built.symlink_to(LINTEL)

    def test_it_refuses_a_bad_commit_and_a_bad_push(self):
        remote = self.home / "remote.git"
        self.git("init", "-q", "--bare", remote)
        self.stage("a.c", BAD)
        self.assertRefused(self.try_git("commit", "-m", "bad"))
        self.git("commit", "-q", "--no-verify", "-m", "bad")
        self.assertRefused(self.try_git("push", remote, "main"))
        self.stage("a.c", GOOD)
        self.git("commit", "-q", "-m", "good")
        self.git("push", "-q", remote, "main")


if __name__ == "__main__":
    unittest.main()
