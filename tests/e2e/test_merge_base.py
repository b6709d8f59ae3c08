"""--new-from-merge-base and --commit on a repository with main and a feature branch."""

import json
import unittest

from support import FAIL, INCOMPLETE, INVALID, PASS, Project

RULE = "lintel-error-discarded"
OLD = """#include <unistd.h>
int old(int fd) {
  write(fd, "old", 3);
  return close(fd);
}
"""
NEW = """int fresh(int fd) {
  write(fd, "new", 3);
  return close(fd);
}
"""
GOOD = "int good(int x) { return x + 1; }\n"
HEADER = "#pragma once\n#include <unistd.h>\nstatic inline int shared(int fd) { return close(fd); }\n"
BAD_HEADER = HEADER + 'static inline void note(int fd) {\n  write(fd, "n", 1);\n}\n'
USER = '#include "shared.h"\nint use%d(int fd) { return shared(fd); }\n'


class MergeBase(Project):
    def setUp(self):
        super().setUp()
        self.start({"old.c": OLD, "good.c": GOOD, "shared.h": HEADER, "user1.c": USER % 1, "user2.c": USER % 2}, "version: 1\n")
        self.git("checkout", "-q", "-b", "feature")

    def commit(self, files, message="change"):
        for path, text in files.items():
            self.stage(path, text)
        self.git("commit", "-q", "--no-verify", "-am", message)

    def judge(self, *arguments):
        """Status and report; the work tree and the index must be as they were."""
        before = self.snapshot()
        path = self.home / "report.json"
        path.unlink(missing_ok=True)
        result = self.lintel("gate", "-q", "-o", f"json:{path}", *arguments)
        self.assertEqual(self.snapshot(), before)
        self.assertTrue(path.exists(), result.stdout)
        report = json.loads(path.read_text())
        self.assertEqual(report["exitCode"], result.returncode, result.stdout)
        return report

    def new(self, *arguments):
        return self.judge("--new-from-merge-base", "main", *arguments)

    def findings(self, report):
        return [(f["disposition"], f["location"]["path"], f["symbol"]) for f in report["findings"]]

    def units(self, report):
        return [(u["unit"], u["outcome"]) for u in report["units"] if u["engine"] == "checkers"]

    def test_without_a_change_there_is_nothing_to_judge(self):
        report = self.new()
        self.assertEqual((report["verdict"], self.units(report), self.findings(report)), ("pass", [], []))
        self.assertEqual(self.judge()["verdict"], "fail")  # the whole tree has the old finding

    def test_an_old_finding_of_a_changed_file_is_known_and_a_new_one_is_enforced(self):
        self.commit({"old.c": OLD + NEW})
        report = self.new()
        self.assertEqual(report["exitCode"], FAIL)
        self.assertEqual(self.findings(report), [("known", "old.c", "old"), ("enforced", "old.c", "fresh")])
        self.assertEqual(self.units(report), [("old.c", "analysed")])

    def test_a_moved_line_stays_known(self):
        self.commit({"old.c": "// one\n// two\n" + GOOD + OLD.replace("  write", "      write")})
        report = self.new()
        self.assertEqual(self.findings(report), [("known", "old.c", "old")])
        self.assertEqual(report["findings"][0]["location"]["line"], 6)
        self.assertEqual(report["exitCode"], PASS)

    def test_a_second_copy_of_a_known_line_is_new(self):
        self.commit({"old.c": OLD.replace('  write(fd, "old", 3);\n', '  write(fd, "old", 3);\n' * 2)})
        self.assertEqual(sorted(d for d, _, _ in self.findings(self.new())), ["enforced", "known"])

    def test_unstaged_and_untracked_changes_count_when_the_work_tree_is_judged(self):
        self.write("good.c", OLD)
        self.assertEqual(self.findings(self.new()), [("enforced", "good.c", "old")])
        self.write("good.c", GOOD)
        self.write("extra.c", GOOD)
        self.assertEqual(self.units(self.new()), [("extra.c", "not-in-database")])
        self.assertEqual(self.new()["exitCode"], INCOMPLETE)

    def test_a_changed_header_reaches_every_unit_that_includes_it_and_is_reported_once(self):
        self.commit({"shared.h": BAD_HEADER})
        report = self.new()
        self.assertEqual(self.findings(report), [("enforced", "shared.h", "note")])
        self.assertEqual(self.units(report), [("user1.c", "analysed"), ("user2.c", "analysed")])

    def test_a_finding_that_a_header_had_before_is_known(self):
        self.git("checkout", "-q", "main")
        self.commit({"shared.h": BAD_HEADER})
        self.git("checkout", "-q", "-B", "feature")
        self.commit({"user1.c": USER % 1 + NEW})
        self.assertEqual(self.findings(self.new()), [("known", "shared.h", "note"), ("enforced", "user1.c", "fresh")])

    def test_a_changed_header_that_nobody_includes_is_not_passed(self):
        self.commit({"lonely.h": BAD_HEADER})
        report = self.new()
        self.assertEqual(self.units(report), [("lonely.h", "not-in-database")])
        self.assertEqual(report["exitCode"], INCOMPLETE)

    def test_a_deleted_file_is_no_unit(self):
        self.git("rm", "-q", "old.c")
        self.commit({})
        report = self.new()
        self.assertEqual((report["verdict"], self.units(report)), ("pass", []))

    def test_a_deleted_header_breaks_the_units_that_include_it(self):
        self.git("rm", "-q", "shared.h")
        self.commit({})
        report = self.new()
        self.assertEqual(report["exitCode"], INCOMPLETE)
        self.assertEqual(self.units(report), [("user1.c", "parse-failed"), ("user2.c", "parse-failed")])

    def test_the_findings_of_a_renamed_file_are_new_because_the_fingerprint_has_the_path(self):
        self.git("mv", "old.c", "renamed.c")
        self.commit({})
        self.database("renamed.c", "good.c", "user1.c", "user2.c")
        self.assertEqual(self.findings(self.new()), [("enforced", "renamed.c", "old")])

    def test_what_main_did_since_is_not_compared(self):
        self.commit({"good.c": GOOD + NEW.replace("int", "#include <unistd.h>\nint", 1)})
        self.git("checkout", "-q", "main")
        self.commit({"good.c": GOOD + "// main\n" + NEW.replace("int", "#include <unistd.h>\nint", 1)})
        self.git("checkout", "-q", "feature")
        self.assertEqual(self.findings(self.new()), [("enforced", "good.c", "fresh")])

    def test_staged_together_with_the_merge_base(self):
        self.commit({"old.c": OLD + NEW})
        self.stage("good.c", OLD)
        self.write("good.c", GOOD)
        self.write("user1.c", OLD)
        self.assertEqual(self.findings(self.new()), [("known", "old.c", "old"), ("enforced", "old.c", "fresh"), ("enforced", "user1.c", "old")])
        staged = self.new("--staged")
        self.assertEqual(self.findings(staged), [("enforced", "good.c", "old"), ("known", "old.c", "old"), ("enforced", "old.c", "fresh")])

    def test_a_commit_is_judged_by_any_of_its_names_whatever_the_work_tree_has(self):
        self.commit({"old.c": OLD + NEW})
        self.git("tag", "v1")
        first = self.head()
        self.commit({"old.c": GOOD})
        self.write("old.c", "int broken( {\n")
        for name in (first, first[:10], "v1", "HEAD~1", "feature~1"):
            with self.subTest(name):
                report = self.judge("--commit", name)
                self.assertEqual(self.findings(report), [("enforced", "old.c", "old"), ("enforced", "old.c", "fresh")])
        self.assertEqual(self.judge("--commit", "HEAD")["verdict"], "pass")
        self.assertEqual(self.judge()["verdict"], "incomplete")

    def test_a_commit_is_compared_with_its_own_merge_base_and_not_with_that_of_head(self):
        self.git("checkout", "-q", "main")
        self.commit({"good.c": GOOD + NEW.replace("int", "#include <unistd.h>\nint", 1)})
        self.git("checkout", "-q", "-b", "later")
        self.commit({"user1.c": USER % 3})
        later = self.head()
        self.git("checkout", "-q", "feature")  # from before good.c had its finding
        report = self.new("--commit", later)
        self.assertEqual(self.units(report), [("user1.c", "analysed")])
        self.assertEqual(report["verdict"], "pass")

    def test_the_same_bytes_for_one_job_and_two(self):
        self.commit({"shared.h": BAD_HEADER, "old.c": OLD + NEW})
        self.assertEqual(self.new("-j", "1"), self.new("-j", "2"))

    def test_paths_narrow_the_change(self):
        self.commit({"old.c": OLD + NEW, "good.c": OLD})
        self.assertEqual(self.findings(self.new("good.c")), [("enforced", "good.c", "old")])

    def test_document_findings_are_compared_too(self):
        policy = "version: 1\ndocuments:\n  - { id: latest, pattern: ':latest', message: pin it, files: ['*.yml'] }\n"
        self.git("checkout", "-q", "main")
        self.commit({"lintel.yaml": policy, "a.yml": "image: a:latest\n"})
        self.git("checkout", "-q", "-B", "feature")
        self.commit({"a.yml": "# moved\nimage: a:latest\nimage: b:latest\n"})
        report = self.new()
        self.assertEqual([(f["disposition"], f["location"]["line"]) for f in report["findings"]], [("known", 2), ("enforced", 3)])

    def test_a_base_that_does_not_parse_makes_nothing_known(self):
        self.git("checkout", "-q", "main")
        self.commit({"old.c": OLD + "int broken( {\n"})
        self.git("checkout", "-q", "-B", "feature")
        self.commit({"old.c": OLD})
        self.assertEqual(self.findings(self.new()), [("enforced", "old.c", "old")])

    def test_branches_without_a_common_ancestor(self):
        self.git("checkout", "-q", "--orphan", "island")
        self.git("commit", "-q", "--no-verify", "-m", "island")
        result = self.lintel("gate", "--new-from-merge-base", "main")
        self.assertEqual(result.returncode, INVALID)
        self.assertIn("HEAD and 'main' have no common ancestor", result.stdout)


if __name__ == "__main__":
    unittest.main()
