"""The pre-push hook of `lintel install` under real Git."""

import unittest

from support import BAD, GOOD, HookProject


class Push(HookProject):
    def setUp(self):
        super().setUp()
        self.remote = self.home / "remote.git"
        self.git("init", "-q", "--bare", "-b", "main", self.remote)
        self.git("remote", "add", "origin", self.remote)
        self.git("push", "-q", "origin", "main")
        self.install()

    def commit(self, path, text):
        self.stage(path, text)
        self.git("commit", "-q", "--no-verify", "-m", f"change {path}")

    def remote_has(self, branch):
        return self.try_git("rev-parse", "--verify", "-q", f"refs/heads/{branch}", cwd=self.remote).stdout.strip()

    def assertPushed(self, branch, *arguments):
        self.git("push", "-q", "origin", *arguments)
        self.assertEqual(self.remote_has(branch), self.git("rev-parse", branch))

    def assertNotPushed(self, branch, *arguments):
        before = self.remote_has(branch)
        self.assertRefused(self.try_git("push", "-q", "origin", *arguments))
        self.assertEqual(self.remote_has(branch), before)

    def test_a_bad_commit_is_refused(self):
        self.commit("a.c", BAD)
        self.assertNotPushed("main", "main")

    def test_a_good_commit_passes(self):
        self.commit("a.c", GOOD + "\n")
        self.assertPushed("main", "main")

    def test_the_commit_is_judged_and_not_the_work_tree(self):
        self.commit("a.c", BAD)
        self.write("a.c", GOOD)
        self.assertNotPushed("main", "main")
        self.commit("a.c", GOOD + "\n")
        self.write("a.c", BAD)
        before = self.snapshot()
        self.assertPushed("main", "main")
        self.assertEqual(self.snapshot(), before)

    def test_what_the_remote_has_already_does_not_count(self):
        self.commit("a.c", BAD)
        self.git("push", "-q", "--no-verify", "origin", "main")
        self.commit("b.c", GOOD + "\n")
        self.assertPushed("main", "main")
        self.commit("b.c", BAD)
        self.assertNotPushed("main", "main")

    def test_a_new_branch_is_compared_with_what_the_remote_has(self):
        self.commit("a.c", BAD)
        self.git("push", "-q", "--no-verify", "origin", "main")
        self.git("checkout", "-q", "-b", "topic")
        self.assertPushed("topic", "topic")  # brings no commit
        self.commit("b.c", GOOD + "\n")
        self.assertPushed("topic", "topic")
        self.git("checkout", "-q", "-b", "bad", "main")
        self.commit("b.c", BAD)
        self.assertNotPushed("bad", "bad")

    def test_a_history_that_the_remote_does_not_have_is_judged_whole(self):
        other = self.home / "other.git"
        self.git("init", "-q", "--bare", other)
        self.commit("a.c", BAD)
        self.commit("b.c", GOOD + "\n")
        self.assertRefused(self.try_git("push", "-q", other, "main"))

    def test_a_deleted_branch_passes(self):
        self.git("push", "-q", "origin", "main:topic")
        self.commit("a.c", BAD)
        self.git("push", "-q", "origin", ":topic")
        self.assertEqual(self.remote_has("topic"), "")

    def test_every_branch_of_a_push_is_judged(self):
        self.git("checkout", "-q", "-b", "topic")
        self.commit("a.c", GOOD + "\n")
        self.git("checkout", "-q", "-b", "bad", "main")
        self.commit("b.c", BAD)
        for branches in (("topic", "bad"), ("bad", "topic")):
            self.assertNotPushed("bad", "--atomic", *branches)

    def test_a_branch_that_is_not_checked_out(self):
        self.git("checkout", "-q", "-b", "bad")
        self.commit("b.c", BAD)
        self.git("checkout", "-q", "main")
        self.assertNotPushed("bad", "bad")

    def test_a_branch_that_is_not_checked_out_is_compared_with_its_own_remote(self):
        self.git("checkout", "-q", "-b", "topic")
        self.commit("a.c", BAD)
        self.git("push", "-q", "--no-verify", "origin", "topic")
        self.commit("b.c", GOOD + "\n")
        self.git("checkout", "-q", "main")
        self.assertPushed("topic", "topic")

    def test_a_forced_push_is_compared_with_the_common_ancestor(self):
        self.commit("a.c", BAD)
        self.git("push", "-q", "--no-verify", "origin", "main")
        self.git("reset", "-q", "--hard", "HEAD~1")
        self.commit("a.c", BAD + "\n")
        self.assertNotPushed("main", "--force", "main")
        self.commit("a.c", GOOD + "\n")
        self.assertPushed("main", "--force", "main")

    def test_an_annotated_tag_and_an_expression_with_blanks(self):
        self.commit("a.c", GOOD + "\n")
        self.git("tag", "-a", "-m", "v1", "v1")
        self.git("push", "-q", "origin", "v1")
        self.commit("b.c", BAD)
        self.git("tag", "-a", "-m", "v2", "v2")
        self.assertRefused(self.try_git("push", "origin", "v2"))
        self.assertRefused(self.try_git("push", "origin", "main^{/change b}:refs/heads/by-message"))

    def test_nothing_to_push_passes(self):
        self.git("push", "-q", "origin", "main")


if __name__ == "__main__":
    unittest.main()
