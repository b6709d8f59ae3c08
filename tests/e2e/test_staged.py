"""`lintel gate --staged` judges exactly what `git commit` would record, and writes nothing."""

import os
import unittest

from support import BAD, FAIL, GOOD, INCOMPLETE, INVALID, PASS, POLICY, RULE, Project

DOCUMENT_POLICY = """version: 1
documents:
  - id: no-latest-tag
    pattern: 'image:\\s*\\S+:latest'
    message: pin the image
    files: ["**/*.yaml"]
"""


class StagedContent(Project):
    def gate(self, *arguments, cwd=None):
        """Runs the gate and holds it to its promise of reading only."""
        before = self.snapshot()
        result = self.lintel("gate", "--staged", *arguments, cwd=cwd)
        self.assertEqual(self.snapshot(), before)
        return result

    def test_a_bad_staged_change_fails_and_is_shown_at_its_place(self):
        self.start({"src/a.c": GOOD})
        self.stage("src/a.c", "\n\n" + BAD)
        result = self.gate()
        self.assertVerdict(FAIL, result)
        self.assertIn("src/a.c:3:", result.stdout)
        self.assertIn(RULE, result.stdout)

    def test_a_good_staged_change_passes(self):
        self.start({"src/a.c": GOOD})
        self.stage("src/a.c", GOOD + "int g(void) { return 1; }\n")
        self.assertVerdict(PASS, self.gate())

    def test_nothing_staged_passes(self):
        self.start({"src/a.c": BAD})
        self.assertVerdict(PASS, self.gate())

    def test_the_index_is_judged_when_the_work_tree_has_the_fix(self):
        self.start({"src/a.c": GOOD})
        self.stage("src/a.c", BAD)
        self.write("src/a.c", GOOD)
        self.assertVerdict(FAIL, self.gate())

    def test_the_index_is_judged_when_the_work_tree_has_the_mistake(self):
        self.start({"src/a.c": GOOD})
        self.stage("src/a.c", GOOD + "\n")
        self.write("src/a.c", BAD)
        self.assertVerdict(PASS, self.gate())

    def test_an_unstaged_header_does_not_change_the_verdict(self):
        self.start({"a.h": "#define AS_INT(p) 0\n", "a.c": '#include "a.h"\nint f(char *p) { return AS_INT(p); }\n'})
        self.stage("a.c", '#include "a.h"\n\nint f(char *p) { return AS_INT(p); }\n')
        self.write("a.h", "#error half-written\n")
        self.assertVerdict(PASS, self.gate())

    def test_a_staged_policy_is_the_policy(self):
        self.start({"a.c": BAD}, policy="version: 1\n")
        self.stage("a.c", BAD + "\n")
        self.assertVerdict(PASS, self.gate())  # a warning, and only errors fail
        self.stage("lintel.yaml", POLICY)
        self.write("lintel.yaml", "version: 1\n")
        self.assertVerdict(FAIL, self.gate())

    def test_the_first_commit(self):
        self.stage(".gitignore", "/build/\n")
        self.stage("lintel.yaml", POLICY)
        self.stage("a.c", BAD)
        self.database("a.c")
        self.assertVerdict(FAIL, self.gate())

    def test_from_a_subdirectory(self):
        self.start({"src/a.c": GOOD, "lib/b.c": GOOD})
        self.stage("lib/b.c", BAD)
        result = self.gate(cwd=self.root / "src")
        self.assertVerdict(FAIL, result)
        self.assertIn("lib/b.c:1:", result.stdout)

    def test_untracked_and_ignored_files_are_not_judged(self):
        self.start({"a.c": GOOD})
        self.write("scratch.c", BAD)
        self.stage("a.c", GOOD + "\n")
        self.assertVerdict(PASS, self.gate())

    def test_an_unresolved_conflict_is_named(self):
        self.start({"a.c": GOOD})
        self.git("checkout", "-q", "-b", "other")
        self.stage("a.c", GOOD + "int one;\n")
        self.git("commit", "-q", "-m", "one")
        self.git("checkout", "-q", "main")
        self.stage("a.c", GOOD + "int two;\n")
        self.git("commit", "-q", "-m", "two")
        self.assertNotEqual(self.try_git("merge", "other").returncode, 0)
        result = self.gate()
        self.assertVerdict(INVALID, result)
        self.assertIn("a.c", result.stdout)


class Headers(Project):
    INCLUDES = '#include "a.h"\nint f(char *p) { return AS_INT(p); }\n'

    def test_a_mistake_in_a_staged_header_is_found_through_its_unit(self):
        self.start({"a.h": "inline int g(char *p) { return *p; }\n", "a.c": '#include "a.h"\n'})
        self.stage("a.h", "inline int g(char *p) { return (int)(long)p; }\n")
        result = self.lintel("gate", "--staged")
        self.assertVerdict(FAIL, result)
        self.assertIn("a.h:1:", result.stdout)

    def test_a_staged_header_that_breaks_its_unit_is_incomplete(self):
        self.start({"a.h": "#define AS_INT(p) 0\n", "a.c": self.INCLUDES})
        self.stage("a.h", "#define AS_INT(p) undeclared(\n")
        self.write("a.h", "#define AS_INT(p) 0\n")  # the work tree is whole again
        result = self.lintel("gate", "--staged")
        self.assertVerdict(INCOMPLETE, result)
        self.assertIn("a.c", result.stdout)

    def test_a_staged_header_that_makes_its_unit_bad_fails(self):
        self.start({"a.h": "#define AS_INT(p) 0\n", "a.c": self.INCLUDES})
        self.stage("a.h", "#define AS_INT(p) (int)(long)(p)\n")
        self.assertVerdict(FAIL, self.lintel("gate", "--staged"))

    def test_a_forgotten_new_header_is_incomplete_although_it_lies_on_disk(self):
        self.start({"a.c": GOOD})
        self.stage("a.c", '#include "new.h"\n' + GOOD)
        self.write("new.h", "\n")
        result = self.lintel("gate", "--staged")
        self.assertVerdict(INCOMPLETE, result)
        self.assertIn("new.h", result.stdout)
        self.git("add", "new.h")
        self.assertVerdict(PASS, self.lintel("gate", "--staged"))

    def test_a_deleted_header_that_is_still_included_is_incomplete(self):
        self.start({"a.h": "#define AS_INT(p) 0\n", "a.c": self.INCLUDES, "b.c": GOOD})
        self.git("rm", "-q", "--cached", "a.h")  # the file stays on disk
        result = self.lintel("gate", "--staged")
        self.assertVerdict(INCOMPLETE, result)
        self.assertIn("a.h", result.stdout)

    def test_a_renamed_header_that_is_included_under_its_new_name_passes(self):
        self.start({"a.h": "#define AS_INT(p) 0\n", "a.c": self.INCLUDES})
        self.git("mv", "a.h", "b.h")
        self.stage("a.c", self.INCLUDES.replace("a.h", "b.h"))
        self.assertVerdict(PASS, self.lintel("gate", "--staged"))


class Sources(Project):
    def test_a_deleted_source_needs_no_unit(self):
        self.start({"a.c": GOOD, "b.c": GOOD})
        self.git("rm", "-q", "b.c")
        self.assertVerdict(PASS, self.lintel("gate", "--staged"))

    def test_a_new_source_that_nothing_compiles_is_incomplete(self):
        self.start({"a.c": GOOD})
        self.stage("new.c", GOOD)
        result = self.lintel("gate", "--staged")
        self.assertVerdict(INCOMPLETE, result)
        self.assertIn("new.c", result.stdout)

    def test_a_source_without_any_database_is_invalid_usage(self):
        self.start({"README": "text\n"})
        (self.root / "build/compile_commands.json").unlink()
        self.stage("a.c", GOOD)
        result = self.lintel("gate", "--staged")
        self.assertVerdict(INVALID, result)
        self.assertIn("compile_commands.json", result.stdout)


class Documents(Project):
    def setUp(self):
        super().setUp()
        self.start({"deploy/pod.yaml": "image: a:1.0\n"}, policy=DOCUMENT_POLICY)
        (self.root / "build/compile_commands.json").unlink()  # documents need none

    def test_a_bad_staged_document_fails_without_a_compile_database(self):
        self.stage("deploy/pod.yaml", "image: a:latest\n")
        self.write("deploy/pod.yaml", "image: a:1.0\n")
        result = self.lintel("gate", "--staged")
        self.assertVerdict(FAIL, result)
        self.assertIn("deploy/pod.yaml:1:1", result.stdout)
        self.assertIn("documents/no-latest-tag", result.stdout)

    def test_a_good_staged_document_passes(self):
        self.stage("deploy/pod.yaml", "image: a:1.1\n")
        self.write("deploy/pod.yaml", "image: a:latest\n")
        self.assertVerdict(PASS, self.lintel("gate", "--staged"))

    def test_a_deleted_document_passes(self):
        self.git("rm", "-q", "deploy/pod.yaml")
        self.assertVerdict(PASS, self.lintel("gate", "--staged"))


class Repository(Project):
    def test_a_linked_work_tree_has_its_own_index(self):
        self.start({"a.c": GOOD})
        linked = self.home / "linked"
        self.git("worktree", "add", "-q", linked)
        self.write("a.c", BAD, linked)
        self.git("add", "a.c", cwd=linked)
        self.database("a.c", root=linked)
        self.assertVerdict(FAIL, self.lintel("gate", "--staged", cwd=linked))
        self.assertVerdict(PASS, self.lintel("gate", "--staged"))

    def test_an_index_named_by_git_is_the_one_that_counts(self):
        self.start({"a.c": GOOD})
        other = str(self.root / ".git" / "other-index")
        self.write("a.c", BAD)
        self.assertEqual(self.try_git("read-tree", "HEAD", GIT_INDEX_FILE=other).returncode, 0)
        self.assertEqual(self.try_git("add", "a.c", GIT_INDEX_FILE=other).returncode, 0)
        self.assertVerdict(PASS, self.lintel("gate", "--staged"))
        self.assertVerdict(FAIL, self.lintel("gate", "--staged", GIT_INDEX_FILE=other))
        relative = os.path.relpath(other, self.root)
        self.assertVerdict(FAIL, self.lintel("gate", "--staged", GIT_INDEX_FILE=relative))

    def test_outside_a_repository_it_is_invalid_usage(self):
        plain = self.home / "plain"
        plain.mkdir()
        result = self.lintel("gate", "--staged", cwd=plain)
        self.assertVerdict(INVALID, result)
        self.assertIn("Git repository", result.stdout)


if __name__ == "__main__":
    unittest.main()
