"""Bad input gets an error with a place and a way out, or an outcome; never a silent pass."""

import json
import os
import time
import unittest

from support import FAIL, INCOMPLETE, INVALID, LINTEL, PASS
from two_units import DROPPED, GOOD, RULE, TwoUnits


class Databases(TwoUnits):
    @property
    def path(self):
        return self.root / "build" / "compile_commands.json"

    def test_none(self):
        self.path.unlink()
        self.assertSays(INVALID, self.gate(), str(self.root), "no compile database in build*/", "CMAKE_EXPORT_COMPILE_COMMANDS")

    def test_empty(self):
        for text in ("", "[]", "\n\n"):
            self.path.write_text(text)
            self.assertSays(INVALID, self.gate(), str(self.path))

    def test_not_json_names_the_place(self):
        self.path.write_text('[\n  {"directory": "/x",\n   "file": }\n]\n')
        self.assertSays(INVALID, self.gate(), f"{self.path}:3:")

    def test_a_directory(self):
        self.path.unlink()
        self.path.mkdir()
        self.assertSays(INVALID, self.gate(), "no compile database")
        self.assertSays(INVALID, self.gate("-p", self.path), "holds no compile database")

    def test_a_pipe_does_not_hang(self):
        self.path.unlink()
        os.mkfifo(self.path)
        self.assertSays(INVALID, self.gate("-p", self.path), "compile database")

    def test_several_are_named(self):
        self.write("build-debug/compile_commands.json", self.path.read_text())
        self.assertSays(INVALID, self.gate(), "build/compile_commands.json, build-debug/compile_commands.json", "-p")
        self.assertVerdict(FAIL, self.gate("-p", "build"))

    def test_an_entry_that_is_wrong_costs_only_its_unit(self):
        entries = json.loads(self.path.read_text())
        entries[1] = {"directory": str(self.root), "file": "good.c", "command": "cc -c 'good.c"}
        self.path.write_text(json.dumps(entries))
        report = self.report()
        self.assertEqual(report["exitCode"], INCOMPLETE)
        self.assertEqual(self.outcome(report, "good.c")[0], "parse-failed")
        self.assertEqual(self.outcome(report, "bad.c")[0], "analysed")
        self.assertEqual(len(report["findings"]), 1)


class Policies(TwoUnits):
    def test_a_directory(self):
        self.replace("lintel.yaml").mkdir()
        self.assertSays(INVALID, self.gate(), "lintel.yaml: 'lintel.yaml' is a directory; expected a YAML file")

    def test_a_dangling_link_a_link_out_of_the_tree_and_a_pipe_are_not_the_same_as_none(self):
        path = self.replace("lintel.yaml")
        path.symlink_to("nowhere")
        self.assertSays(INVALID, self.gate(), "lintel.yaml: neither a regular file nor a link to one")
        path.unlink()
        path.symlink_to(self.home / "policy.yaml")
        (self.home / "policy.yaml").write_text("version: 1\nchecks: { 'lintel-*': off }\n")
        self.assertSays(INVALID, self.gate(), "is a link that leaves the repository")
        path.unlink()
        os.mkfifo(path)
        self.assertSays(INVALID, self.gate(), "lintel.yaml: neither a regular file nor a link to one")

    def test_not_utf8(self):
        (self.root / "lintel.yaml").write_bytes(b"version: 1\nfail-on: \xff\n")
        self.assertSays(INVALID, self.gate(), "lintel.yaml:2:10:", "UTF-8")

    def test_too_large(self):
        self.write("lintel.yaml", "version: 1\n" + "#" * (2 << 20))
        self.assertSays(INVALID, self.gate(), "lintel.yaml")

    def test_an_alias_bomb(self):
        lines = ["version: 1", "a0: &a0 [x, x]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 64)]
        self.write("lintel.yaml", "\n".join(lines) + "\n")
        started = time.monotonic()
        self.assertSays(INVALID, self.gate(), "lintel.yaml")
        self.assertLess(time.monotonic() - started, 10)

    def test_a_waivers_file_that_is_missing(self):
        self.write("lintel.yaml", "version: 1\nwaivers: .lintel/none.yaml\n")
        self.assertSays(INVALID, self.gate(), "lintel.yaml:2:10: '.lintel/none.yaml' does not exist")


class Sources(TwoUnits):
    def test_bytes_that_are_not_utf8(self):
        (self.root / "bad.c").write_bytes(DROPPED.replace("int save", "// caf\xe9 \xff\nint save").encode("latin-1"))
        report = self.report()
        self.assertEqual(report["exitCode"], FAIL)
        self.assertEqual(report["findings"][0]["location"]["line"], 4)
        self.assertEqual(self.run_in(LINTEL, "gate", "-f", "sarif", "-q").returncode, FAIL)

    def test_a_file_name_that_is_not_utf8_is_named_as_not_analysed(self):
        os.rename(os.fsencode(self.root) + b"/bad.c", os.fsencode(self.root) + b"/caf\xe9.c")
        report = self.report()
        self.assertEqual(report["exitCode"], INCOMPLETE)
        self.assertIn("caf\ufffd.c", [unit["unit"] for unit in report["units"] if unit["outcome"] == "not-in-database"])

    def test_links_pipes_and_directories_in_place_of_a_source_are_never_green(self):
        path = self.replace("bad.c")
        outside = self.home / "outside.c"
        outside.write_text("int secret_of_another_directory( {\n")
        cases = {
            "a link that leaves the repository": lambda: path.symlink_to(outside),
            "the file does not exist": lambda: path.symlink_to("nowhere.c"),
            "not a regular file": lambda: os.mkfifo(path),
            "not a regular file ": lambda: path.mkdir(),
        }
        for detail, make in cases.items():
            with self.subTest(detail):
                make()
                report = self.report()
                outcome, text = self.outcome(report, "bad.c")
                self.assertEqual((report["exitCode"], outcome), (INCOMPLETE, "parse-failed"))
                self.assertIn(detail.strip(), text)
                self.assertNotIn("secret", json.dumps(report))
                path.rmdir() if path.is_dir() else path.unlink()

    def test_a_link_within_the_tree_is_followed(self):
        os.rename(self.root / "bad.c", self.root / "real.inc")
        (self.root / "bad.c").symlink_to("real.inc")
        report = self.report()
        self.assertEqual(self.outcome(report, "bad.c")[0], "analysed")
        self.assertEqual(report["exitCode"], FAIL)

    def test_50_megabytes_end_in_an_outcome_within_the_limits(self):
        with open(self.root / "good.c", "w") as file:
            for i in range(1_300_000):
                file.write(f"int f{i}(int x) {{ return x + {i}; }}\n")
        self.assertGreater((self.root / "good.c").stat().st_size, 50_000_000)
        started = time.monotonic()
        report = self.report("--timeout", "8", "--memory", "512")
        self.assertLess(time.monotonic() - started, 30)
        self.assertIn(self.outcome(report, "good.c")[0], ("crashed", "timed-out"))
        self.assertEqual(report["exitCode"], INCOMPLETE)
        self.assertEqual(len(report["findings"]), 1)

    def test_50_megabytes_that_can_be_analysed_keep_their_findings_and_suppressions(self):
        second = f'  write(fd, "y", 1); // NOLINT({RULE}): only a hint\n  return close(fd);'
        with open(self.root / "bad.c", "w") as file:
            file.write(DROPPED.replace("  return close(fd);", second))
            file.writelines(f"// line {i} of a comment that fills the file with nothing of any use\n" for i in range(800_000))
        self.assertGreater((self.root / "bad.c").stat().st_size, 50_000_000)
        report = self.report()
        self.assertEqual(self.outcome(report, "bad.c")[0], "analysed")
        self.assertEqual([finding["disposition"] for finding in report["findings"]], ["enforced", "suppressed"])
        self.assertEqual(len({finding["fingerprint"] for finding in report["findings"]}), 2)

    def test_nesting_without_end(self):
        self.write("good.c", "int x = " + "(" * 200_000 + "1" + ")" * 200_000 + ";\n")
        report = self.report("--timeout", "20")
        self.assertEqual(report["exitCode"], INCOMPLETE)
        self.assertNotEqual(self.outcome(report, "good.c")[0], "analysed")

    def test_a_header_that_includes_itself(self):
        self.write("self.h", '#include "self.h"\n')
        self.write("good.c", '#include "self.h"\n')
        self.assertEqual(self.outcome(self.report(), "good.c")[0], "parse-failed")


class Documents(TwoUnits):
    POLICY = "version: 1\ndocuments:\n  - { id: secret, pattern: 'password', message: no, files: ['*.txt'] }\n"

    def setUp(self):
        super().setUp()
        self.write("lintel.yaml", self.POLICY)
        self.write("bad.c", GOOD)

    def test_what_cannot_be_read_as_text_is_not_passed(self):
        outside = self.home / "outside.txt"
        outside.write_text("password\n")
        self.write("plain.txt", "nothing\n")
        (self.root / "latin.txt").write_bytes(b"caf\xe9\n")
        (self.root / "binary.txt").write_bytes(b"a\0b\n")
        self.stage("linked.txt", "")
        self.replace("linked.txt").symlink_to(outside)
        self.git("add", "linked.txt")
        report = self.report()
        self.assertEqual(report["exitCode"], INCOMPLETE)
        self.assertEqual(self.outcome(report, "plain.txt", "documents")[0], "analysed")
        self.assertEqual(self.outcome(report, "latin.txt", "documents"), ("parse-failed", "not text: it is not valid UTF-8"))
        self.assertEqual(self.outcome(report, "binary.txt", "documents")[0], "parse-failed")
        self.assertEqual(self.outcome(report, "linked.txt", "documents"), ("parse-failed", "a link that leaves the repository"))
        self.assertEqual(report["findings"], [])

    def test_100_megabytes(self):
        with open(self.root / "large.txt", "w") as file:
            file.truncate(100 << 20)
        started = time.monotonic()
        report = self.report()
        self.assertLess(time.monotonic() - started, 15)
        outcome, detail = self.outcome(report, "large.txt", "documents")
        self.assertEqual(outcome, "parse-failed")
        self.assertIn("larger than the limit", detail)
        self.assertEqual(report["exitCode"], INCOMPLETE)


class Repositories(TwoUnits):
    def test_a_broken_index(self):
        index = self.root / ".git" / "index"
        whole = index.read_bytes()
        for broken in (b"garbage", whole[: len(whole) // 2], whole[:-30] + b"x" * 30):
            index.write_bytes(broken)
            for arguments in ((), ("--staged",)):
                with self.subTest(size=len(broken), arguments=arguments):
                    self.assertSays(INVALID, self.gate(*arguments), "Git index", "git reset")
            self.assertEqual(index.read_bytes(), broken)

    def test_no_repository(self):
        directory = self.home / "plain"
        self.write("good.c", GOOD, directory)
        self.database("good.c", root=directory)
        for arguments in (["--staged"], ["--new-from-merge-base", "main"], ["--commit", "HEAD"]):
            self.assertSays(INVALID, self.lintel("gate", *arguments, cwd=directory), str(directory), "not in a Git repository", "git init")
        self.assertVerdict(PASS, self.lintel("gate", cwd=directory))

    def test_a_repository_that_git_does_not_take_for_one(self):
        (self.root / ".git" / "HEAD").unlink()
        self.assertSays(INVALID, self.gate(), "the Git repository cannot be read")

    def test_an_unknown_revision(self):
        self.assertSays(INVALID, self.gate("--new-from-merge-base", "maim"), "unknown revision 'maim'", "did you mean 'main'?")
        self.assertSays(INVALID, self.gate("--commit", "no such"), "unknown revision 'no such'", "expected a branch, tag or commit")

    def test_no_commits(self):
        directory = self.home / "fresh"
        directory.mkdir()
        self.git("init", "-q", "-b", "main", cwd=directory)
        self.write("bad.c", DROPPED, directory)
        self.database("bad.c", root=directory)
        self.assertVerdict(FAIL, self.lintel("gate", cwd=directory))
        self.assertSays(INVALID, self.lintel("gate", "--new-from-merge-base", "main", cwd=directory), "HEAD has no commit yet")
        self.assertSays(INVALID, self.lintel("gate", "--commit", "HEAD", cwd=directory), "HEAD")
        self.git("add", "bad.c", cwd=directory)
        self.assertVerdict(FAIL, self.lintel("gate", "--staged", cwd=directory))

    def test_a_path_that_the_commit_does_not_have(self):
        self.write("later.c", GOOD)
        self.assertSays(INVALID, self.gate("--commit", "HEAD", "later.c"), "'later.c' does not exist", "the tree that is judged")


if __name__ == "__main__":
    unittest.main()
