"""`lintel install`, and what its pre-commit hook does under real Git; its pre-push hook is in test_push.py."""

import os
import pathlib
import shlex
import stat
import unittest

from support import BAD, GOOD, INVALID, LINTEL, PASS, HookProject


class Commit(HookProject):
    def setUp(self):
        super().setUp()
        self.install()

    def commits(self):
        return int(self.git("rev-list", "--count", "HEAD"))

    def assertCommitted(self, *arguments, cwd=None):
        before = self.commits()
        self.git("commit", "-q", *arguments, cwd=cwd)
        self.assertEqual(self.commits(), before + 1)

    def assertNotCommitted(self, *arguments, cwd=None):
        before = self.commits()
        self.assertRefused(self.try_git("commit", "-q", *arguments, cwd=cwd))
        self.assertEqual(self.commits(), before)

    def test_a_bad_staged_change_is_refused(self):
        self.stage("a.c", BAD)
        self.assertNotCommitted("-m", "bad")

    def test_a_good_staged_change_passes(self):
        self.stage("a.c", GOOD + "\n")
        self.assertCommitted("-m", "good")

    def test_unstaged_and_untracked_work_survives_both(self):
        for content, verdict in ((BAD, self.assertNotCommitted), (GOOD + "\n", self.assertCommitted)):
            self.stage("a.c", content)
            self.write("a.c", content + "int unfinished(\n")
            self.write("b.c", BAD)
            self.write("untracked.c", "int also unfinished(\n")
            before = self.snapshot()
            staged = self.git("ls-files", "--stage")
            verdict("-m", "change")
            after = self.snapshot()
            index = str(self.root / ".git" / "index")  # `git commit` itself refreshes it
            self.assertEqual({k: v for k, v in after.items() if k != index}, {k: v for k, v in before.items() if k != index})
            self.assertEqual(self.git("ls-files", "--stage"), staged)

    def test_commit_all_judges_the_files_that_it_takes(self):
        self.write("a.c", BAD)
        self.assertNotCommitted("-a", "-m", "bad")
        self.assertEqual(self.git("diff", "--cached", "--name-only"), "")
        self.write("a.c", GOOD + "\n")
        self.assertCommitted("-a", "-m", "good")

    def test_commit_of_one_file_judges_that_file(self):
        self.stage("a.c", BAD)
        self.write("b.c", GOOD + "\n")
        self.assertCommitted("-m", "b only", "b.c")
        self.assertEqual(self.git("diff", "--cached", "--name-only"), "a.c")
        self.stage("a.c", GOOD + "\n")
        self.write("b.c", BAD)
        self.assertNotCommitted("-m", "b only", "b.c")

    def test_amend_and_a_subdirectory(self):
        subdirectory = self.root / "sub"
        subdirectory.mkdir()
        self.stage("a.c", BAD)
        self.assertNotCommitted("--amend", "--no-edit", cwd=subdirectory)

    def test_commit_of_one_file_in_a_linked_work_tree(self):
        linked = self.home / "linked tree"
        self.git("worktree", "add", "-q", "-b", "linked", linked)
        self.database("a.c", "b.c", root=linked)
        self.write("a.c", BAD, linked)
        self.assertRefused(self.try_git("commit", "-m", "bad", "a.c", cwd=linked))
        self.assertRefused(self.try_git("commit", "-a", "-m", "bad", cwd=linked))
        self.write("a.c", GOOD + "\n", linked)
        self.git("commit", "-q", "-m", "good", "a.c", cwd=linked)

    def test_an_incomplete_verdict_refuses(self):
        self.stage("unbuilt.c", GOOD)
        self.assertRefused(self.try_git("commit", "-m", "unbuilt"), "unbuilt.c")

    def test_a_lintel_that_is_gone_refuses_unless_another_is_in_the_path(self):
        hook = self.hooks / "pre-commit"
        hook.write_text(hook.read_text().replace(str(LINTEL), "/nonexistent/lintel"))
        self.stage("a.c", GOOD + "\n")
        self.assertRefused(self.try_git("commit", "-m", "unjudged"), "lintel install")
        path = f"{LINTEL.parent}:{self.environment['PATH']}"
        self.assertEqual(self.try_git("commit", "-m", "good", PATH=path).returncode, 0)


class Installation(HookProject):
    def script(self, path, text, mode=0o755):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n" + text)
        path.chmod(mode)
        return path

    def tree(self, directory):
        """Names, modes, link targets and bytes of a directory."""
        state = {}
        for path in sorted(directory.iterdir()) if directory.is_dir() else []:
            mode = stat.S_IMODE(path.lstat().st_mode)
            state[path.name] = os.readlink(path) if path.is_symlink() else (mode, path.read_bytes())
        return state


class ExistingHook(Installation):
    def test_an_existing_hook_runs_first_and_its_answer_counts(self):
        log = self.home / "log"
        self.script(self.hooks / "pre-commit", f"echo ran >>{shlex.quote(str(log))}; exit $(cat answer)\n")
        self.install()
        self.write("answer", "0")
        self.stage("a.c", BAD)
        self.assertRefused(self.try_git("commit", "-m", "bad"))
        self.assertEqual(log.read_text(), "ran\n")
        self.stage("a.c", GOOD + "\n")
        self.write("answer", "7")
        self.assertEqual(self.try_git("commit", "-m", "refused").returncode, 1)
        self.write("answer", "0")
        self.git("commit", "-q", "-m", "good")
        self.assertEqual(log.read_text(), "ran\n" * 3)

    def test_an_existing_pre_push_hook_gets_the_same_input_and_arguments(self):
        seen = self.home / "seen"
        remote = self.home / "remote.git"
        self.git("init", "-q", "--bare", remote)
        self.script(self.hooks / "pre-push", f"{{ echo \"$@\"; cat; }} >{shlex.quote(str(seen))}\n")
        self.git("push", "-q", remote, "main")
        without = seen.read_bytes()
        self.git("push", "-q", remote, ":main")
        self.install()
        self.git("push", "-q", remote, "main")
        self.assertEqual(seen.read_bytes(), without)
        self.assertIn(self.head().encode(), without)
        self.git("push", "-q", remote, "main")  # up to date: no line at all
        self.assertEqual(seen.read_bytes().count(b"\n"), 1)
        self.stage("a.c", BAD)
        self.git("commit", "-q", "--no-verify", "-m", "bad")
        self.assertRefused(self.try_git("push", remote, "main"))
        self.assertIn(self.head().encode(), seen.read_bytes())

    def test_an_existing_hook_without_permission_to_run_stays_silent(self):
        self.script(self.hooks / "pre-commit", "exit 1\n", mode=0o644)
        self.install()
        self.stage("a.c", GOOD + "\n")
        self.git("commit", "-q", "-m", "good")

    def test_a_hook_that_is_a_link_is_kept_as_a_link(self):
        log = self.home / "log"
        target = self.script(self.root / "tools" / "check", f"echo ran >>{shlex.quote(str(log))}\n")
        before = target.read_bytes()
        self.hooks.mkdir(exist_ok=True)
        (self.hooks / "pre-commit").symlink_to("../../tools/check")
        (self.hooks / "pre-push").symlink_to("../nowhere")
        links = self.tree(self.hooks)
        self.install()
        self.assertEqual(target.read_bytes(), before)
        self.stage("a.c", GOOD + "\n")
        self.git("commit", "-q", "-m", "good")
        self.assertEqual(log.read_text(), "ran\n")
        self.install("--uninstall")
        self.assertEqual(self.tree(self.hooks), links)

    def test_uninstall_restores_exactly(self):
        self.script(self.hooks / "pre-commit", "exit 0\n", mode=0o750)
        self.script(self.hooks / "commit-msg", "exit 0\n")
        before = self.tree(self.hooks)
        self.install()
        self.assertNotEqual(self.tree(self.hooks), before)
        self.install("--uninstall")
        self.assertEqual(self.tree(self.hooks), before)
        self.install("--uninstall")
        self.assertEqual(self.tree(self.hooks), before)

    def test_installing_twice_is_installing_once(self):
        self.script(self.hooks / "pre-commit", "exit 0\n")
        before = self.tree(self.hooks)
        self.install()
        once = self.tree(self.hooks)
        self.install()
        self.assertEqual(self.tree(self.hooks), once)
        self.install("--uninstall")
        self.assertEqual(self.tree(self.hooks), before)

    def test_a_hook_that_replaced_ours_is_not_lost(self):
        self.script(self.hooks / "pre-commit", "exit 0\n")
        self.install()
        self.script(self.hooks / "pre-commit", "echo newer\n")
        before = self.tree(self.hooks)
        for arguments in ((), ("--uninstall",)):
            result = self.lintel("install", *arguments)
            self.assertVerdict(INVALID, result)
            self.assertIn("pre-commit.before-lintel", result.stdout)
            self.assertEqual(self.tree(self.hooks), before)

    def test_a_tool_that_runs_ours_as_its_former_hook_does_not_loop(self):
        self.install()
        (self.hooks / "pre-commit").rename(self.hooks / "pre-commit.legacy")
        self.script(self.hooks / "pre-commit", 'exec "$(dirname "$0")/pre-commit.legacy"\n')
        self.install()
        self.stage("a.c", GOOD + "\n")
        self.git("commit", "-q", "-m", "good")
        self.stage("a.c", BAD)
        self.assertRefused(self.try_git("commit", "-m", "bad"))


class HooksDirectory(Installation):
    def test_core_hooks_path_relative_and_absolute(self):
        for configured, directory in ((".my hooks", self.root / ".my hooks"), (str(self.home / "shared"), self.home / "shared")):
            self.git("config", "core.hooksPath", configured)
            self.install()
            self.assertEqual(set(self.tree(directory)), {"pre-commit", "pre-push"})
            self.stage("a.c", BAD)
            self.assertRefused(self.try_git("commit", "-m", "bad"))
            self.install("--uninstall")
            self.assertEqual(self.tree(directory), {})
        self.assertEqual(self.tree(self.hooks), {})

    def test_a_linked_work_tree_shares_the_hooks_of_its_repository(self):
        linked = self.home / "linked"
        self.git("worktree", "add", "-q", linked)
        self.install(cwd=linked)
        self.assertEqual(set(self.tree(self.hooks)), {"pre-commit", "pre-push"})
        self.stage("a.c", BAD)
        self.assertRefused(self.try_git("commit", "-m", "bad"))

    def test_from_a_subdirectory_and_without_a_hooks_directory(self):
        self.hooks.rmdir()
        subdirectory = self.root / "sub"
        subdirectory.mkdir()
        self.install("--uninstall", cwd=subdirectory)
        self.assertFalse(self.hooks.exists())
        self.install(cwd=subdirectory)
        self.stage("a.c", BAD)
        self.assertRefused(self.try_git("commit", "-m", "bad"))

    def test_a_hooks_directory_that_is_a_file_is_an_error_that_names_it(self):
        self.git("config", "core.hooksPath", "a.c")
        result = self.lintel("install")
        self.assertVerdict(INVALID, result)
        self.assertIn("a.c", result.stdout)
        self.assertEqual((self.root / "a.c").read_text(), GOOD)

    def test_outside_a_repository(self):
        plain = self.home / "plain"
        plain.mkdir()
        result = self.lintel("install", cwd=plain)
        self.assertVerdict(INVALID, result)
        self.assertIn("Git repository", result.stdout)


class LintelsOwnPath(HookProject):
    def test_a_path_with_blanks_and_quotes_is_written_into_the_hooks_unharmed(self):
        elsewhere = pathlib.Path(self.home, "it's a \\n \"$HOME\" `tool`")
        elsewhere.mkdir()
        copy = elsewhere / "lintel"
        copy.write_bytes(LINTEL.read_bytes())
        copy.chmod(0o755)
        self.assertVerdict(PASS, self.run_in(copy, "install"))
        self.stage("a.c", BAD)
        self.assertRefused(self.try_git("commit", "-m", "bad"))
        self.stage("a.c", GOOD + "\n")
        self.git("commit", "-q", "-m", "good")


if __name__ == "__main__":
    unittest.main()
