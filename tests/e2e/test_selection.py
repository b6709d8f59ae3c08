"""What a run looks at: nothing that was asked for is passed over in silence."""

import json
import shutil
import subprocess
import unittest

from support import FAIL, GOOD, INCOMPLETE, INVALID, PASS, Project

BODY = "inline int squeeze(char *p) { return (int)(long)p; }\n"


class Selection(Project):
    def setUp(self):
        super().setUp()
        self.stage(".gitignore", "/build/\n/ignored/\n")
        self.stage("lintel.yaml", "version: 1\nfail-on: warning\n")
        self.stage("include/impl.tpp", "#pragma once\n")
        self.stage("include/table.def", "ENTRY(1)\n")
        self.stage("src/main.cpp", '#include "../include/impl.tpp"\n#define ENTRY(x) int entry##x;\n#include "../include/table.def"\n')
        self.stage("src/other.CPP", "int other;\n")
        self.entries("src/main.cpp", "src/other.CPP")
        self.git("commit", "-q", "--no-verify", "-m", "start")

    def entries(self, *files, directory=None):
        directory = directory or self.root
        self.write("build/compile_commands.json", json.dumps(
            [{"directory": str(directory), "file": str(directory / file), "arguments": ["clang++", "-c", str(directory / file)]}
             for file in files]))

    def everyWay(self, path, expected):
        """Staged, against the last commit, and by name: the same verdict."""
        self.git("add", "--", path)
        for arguments in (["--staged"], ["--new-from-merge-base", "HEAD"], [path]):
            with self.subTest(arguments):
                self.assertVerdict(expected, self.lintel("gate", *arguments))

    def test_any_included_text_counts_whatever_its_name(self):
        self.write("include/impl.tpp", "#pragma once\n" + BODY)
        self.everyWay("include/impl.tpp", FAIL)
        self.git("reset", "-q", "--hard")
        self.write("include/table.def", "ENTRY(1)\n" + BODY)
        self.everyWay("include/table.def", FAIL)

    def test_an_included_text_that_is_removed_breaks_its_unit(self):
        self.git("rm", "-q", "include/table.def")
        self.assertVerdict(INCOMPLETE, self.lintel("gate", "--staged"))

    def test_a_unit_counts_whatever_its_ending(self):
        self.write("src/other.CPP", BODY)
        self.everyWay("src/other.CPP", FAIL)

    def test_sources_of_every_ending_that_no_unit_compiles_are_named(self):
        for name in ("a.CPP", "b.cp", "c.ixx", "d.cu", "e.mm", "f.CC"):
            self.stage(f"src/{name}", "int x;\n")
            with self.subTest(name):
                for arguments in ([], ["--staged"]):
                    result = self.lintel("gate", *arguments)
                    self.assertVerdict(INCOMPLETE, result)
                    self.assertIn(f"src/{name}", result.stdout)

    def test_a_file_with_a_number_sign_has_one_outcome(self):
        self.stage("src/a#b.cpp", "int x;\n")
        self.entries("src/main.cpp", "src/other.CPP", "src/a#b.cpp")
        self.assertVerdict(PASS, self.lintel("gate"))

    def test_paths_that_hold_nothing_to_judge_are_no_pass(self):
        self.write("ignored/g.cpp", BODY)
        (self.root / "empty").mkdir()
        for path in ("ignored", "empty", "build"):
            with self.subTest(path):
                self.assertVerdict(INVALID, self.lintel("gate", path))
        self.assertVerdict(INCOMPLETE, self.lintel("gate", "ignored/g.cpp"))

    def test_a_generated_unit_can_be_judged_by_name(self):
        self.write("build/gen.cpp", BODY)
        self.entries("src/main.cpp", "src/other.CPP", "build/gen.cpp")
        for arguments in ([], ["build/gen.cpp"]):
            self.assertVerdict(FAIL, self.lintel("gate", *arguments))

    def test_what_cmake_writes_is_no_source_of_the_tree(self):
        self.stage(".gitignore", "")
        self.write("build/CMakeCache.txt", "")
        self.write("build/CMakeFiles/3.25.1/CompilerIdC/CMakeCCompilerId.c", GOOD)
        self.assertVerdict(PASS, self.lintel("gate"))

    def test_without_git_only_records_and_builds_are_left_out(self):
        shutil.rmtree(self.root / ".git")
        self.write("buildtools/gen.cpp", BODY)
        self.write(".circleci/config.yml", "image: x:latest\n")
        self.write("lintel.yaml", "version: 1\ndocuments:\n  - { id: latest, pattern: latest, message: no, files: ['.circleci/**'] }\n")
        result = self.lintel("gate")
        self.assertVerdict(INCOMPLETE, result)
        self.assertIn("buildtools/gen.cpp", result.stdout)
        self.assertIn("documents/latest", result.stdout)

    def test_a_database_that_names_the_tree_through_a_link(self):
        link = self.home / "link"
        link.symlink_to(self.root)
        self.entries("src/main.cpp", "src/other.CPP", directory=link)
        self.assertVerdict(PASS, self.lintel("gate"))

    def test_a_policy_that_would_be_overlooked_is_an_error(self):
        self.git("mv", "lintel.yaml", "lintel.yml")
        self.assertVerdict(INVALID, self.lintel("gate"))
        self.git("mv", "lintel.yml", "lintel.yaml")
        self.git("rm", "-q", "--cached", "lintel.yaml")
        result = self.lintel("gate", "--staged")
        self.assertVerdict(INVALID, result)
        self.assertIn("git add lintel.yaml", result.stdout)

    def test_a_change_of_the_policy_alone_says_what_it_does_not_judge(self):
        self.stage("lintel.yaml", "version: 1\nfail-on: note\n")
        self.assertIn("the policy changed", self.lintel("gate", "--staged").stdout)

    def test_an_empty_value_is_no_default(self):
        for flag in ("--commit", "--config", "--root", "-p", "--new-from-merge-base"):
            with self.subTest(flag):
                self.assertVerdict(INVALID, self.lintel("gate", flag, ""))

    def test_a_checkout_without_documents_or_code_is_no_pass(self):
        empty = self.home / "empty"
        empty.mkdir()
        subprocess.run(["git", "init", "-q", empty], check=True, env=self.environment)
        self.assertVerdict(INVALID, self.lintel("gate", cwd=empty))


if __name__ == "__main__":
    unittest.main()
