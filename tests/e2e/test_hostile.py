"""A repository that wants to do harm: nothing of it is executed, nothing is written, and what it hides is named."""

import json
import os
import time
import unittest

from support import INCOMPLETE, INVALID, LINTEL, PASS, Project

GOOD = "int good(int x) { return x + 1; }\n"
BAD = """#include <unistd.h>
int save(int fd) {
  write(fd, "x", 1);
  return close(fd);
}
"""


class Hostile(Project):
    def setUp(self):
        super().setUp()
        self.stage("good.c", GOOD)
        self.stage("bad.c", BAD)
        self.stage("lintel.yaml", "version: 1\n")
        self.stage(".gitignore", "/build/\n")
        self.git("commit", "-q", "--no-verify", "-m", "start")
        self.loot = self.home / "loot"  # whatever appears here was written or run on behalf of the repository
        self.loot.mkdir()

    def entries(self, *entries):
        self.write("build/compile_commands.json", json.dumps(
            [{"directory": str(self.root), "file": "good.c", "arguments": ["cc", "-c", "good.c"]}, *entries]))

    def entry(self, *arguments, file="bad.c", compiler="cc"):
        return {"directory": str(self.root), "file": file, "arguments": [compiler, *arguments, "-c", file]}

    def everything(self):
        """Names, sizes and times of everything below the home directory."""
        return {str(path): (path.lstat().st_mode, path.lstat().st_size, path.lstat().st_mtime_ns, path.lstat().st_ctime_ns)
                for path in self.home.rglob("*")}

    def judge(self, *arguments, command="gate"):
        """The report of a run that left everything as it was; the report comes on standard output."""
        before = self.everything()
        result = self.lintel(command, "-q", "-f", "json", *arguments)
        self.assertEqual(self.everything(), before)
        self.assertEqual(list(self.loot.iterdir()), [])
        report = json.loads(result.stdout)
        self.assertEqual(report["exitCode"], result.returncode)
        return report

    def outcome(self, report, unit):
        found = [(u["outcome"], u["detail"]) for u in report["units"] if u["unit"] == unit]
        self.assertEqual(len(found), 1, report["units"])
        return found[0]


class CompileCommands(Hostile):
    def test_arguments_that_load_run_or_write_something_do_nothing(self):
        plugin = self.loot.parent / "plugin.so"
        source = self.home / "plugin.c"
        source.write_text("#include <stdio.h>\n__attribute__((constructor)) static void loaded(void) {\n"
                          f'  FILE *file = fopen("{self.loot}/loaded", "w");\n  if (file) fclose(file);\n}}\n')
        compiled = self.run_in("clang-22", "-shared", "-fPIC", "-o", plugin, source)
        self.assertEqual(compiled.returncode, 0, compiled.stdout)
        script = self.home / "script.sh"
        script.write_text(f"#!/bin/sh\ntouch {self.loot}/executed\n")
        script.chmod(0o755)
        loot = str(self.loot)
        cases = [
            [f"-fplugin={plugin}"], [f"-fpass-plugin={plugin}"], ["-Xclang", "-load", "-Xclang", str(plugin)],
            ["-Xclang", "-plugin", "-Xclang", "x", "-Xclang", "-load", "-Xclang", str(plugin)], ["-load", str(plugin)],
            ["-mllvm", f"-load={plugin}"], ["-mllvm", f"-info-output-file={loot}/info"], ["-o", f"{loot}/evil"], [f"-o{loot}/evil"],
            ["-MD", "-MF", f"{loot}/deps"], ["-MMD", f"-MF{loot}/deps"], [f"-Wp,-MD,{loot}/deps"], ["-MJ", f"{loot}/json"],
            ["-Xclang", "-dependency-file", "-Xclang", f"{loot}/deps"],
            ["--serialize-diagnostics", f"{loot}/dia"], ["-serialize-diagnostics", f"{loot}/dia"],
            ["-save-temps=obj", "-o", f"{loot}/x.o"], ["-save-temps"], ["-dumpdir", f"{loot}/"], ["-ftime-trace"], [f"-ftime-trace={loot}/trace"],
            [f"-fmodules-cache-path={loot}/modules", "-fmodules"], ["-fmodules", "-fimplicit-module-maps"],
            [f"-fprofile-instr-generate={loot}/profile"], ["--coverage"], ["-fcrash-diagnostics-dir=" + loot, "-gen-reproducer"],
            ["-fstack-usage"], ["-gsplit-dwarf"], ["-fdiagnostics-format=sarif"], ["-Xpreprocessor", "-MF", "-Xpreprocessor", f"{loot}/deps"],
            ["-wrapper", str(script)], [f"-B{self.home}"], ["-no-integrated-as", "-S"], [f"--config={self.home}/x.cfg"],
            [f"-fsanitize-coverage-allowlist={loot}/none"], ["-emit-pch", "-o", f"{loot}/pch"], ["-P", "-E", "-o", f"{loot}/out"],
            ["-frewrite-includes"], [f"-foptimization-record-file={loot}/record"], ["-fsave-optimization-record"],
            ["-H"], ["-Xclang", "-header-include-file", "-Xclang", f"{loot}/headers"], ["-Xclang", "-fdump-record-layouts"],
            ["-ivfsoverlay", f"{self.home}/none.yaml"], ["-index-store-path", f"{loot}/index"], ["-emit-symbol-graph", f"--symbol-graph-dir={loot}"],
            ["-cc1"], ["--analyze", "-o", loot], ["-v"], ["-###"], ["--version"],
        ]
        for arguments in cases:
            with self.subTest(arguments):
                self.entries(self.entry(*arguments))
                report = self.judge()
                self.assertEqual(self.outcome(report, "bad.c"), ("analysed", ""))
                self.assertEqual(len(report["findings"]), 1)

    def test_configuration_files_and_compiled_headers_of_the_tree_are_not_loaded(self):
        self.stage("x86_64-e/e-linux-gnu.cfg", f"-MJ {self.loot}/json\n--serialize-diagnostics {self.loot}/dia\n-DCONFIGURED\n")
        self.stage("pre.h", "int before(void);\n")
        self.stage("bad.c", BAD + "#ifdef CONFIGURED\n#error configured\n#endif\n")
        self.entries(self.entry("--target=x86_64-e/e-linux-gnu"))
        self.assertEqual(self.outcome(self.judge(), "bad.c")[0], "parse-failed")
        self.entries(self.entry("--target=x86_64-linux-gnu"))
        self.assertEqual(self.outcome(self.judge(), "bad.c"), ("analysed", ""))
        for name in ("pre.h.pch", "pre.h.gch"):
            self.write(name, "CPCH garbage")
        for arguments in (["-include", "pre.h"], ["-Xclang", "-include", "-Xclang", "pre.h"], ["-include-pch", "pre.h.pch"]):
            with self.subTest(arguments):
                self.entries(self.entry(*arguments))
                self.assertEqual(self.outcome(self.judge(), "bad.c"), ("analysed", ""))

    def test_words_of_files_outside_the_tree_are_not_quoted(self):
        (self.home / "secret").write_text("password = hunter2;\n")
        self.write("bad.c", f'#include "{self.home}/secret"\n')
        self.entries(self.entry())
        kind, detail = self.outcome(self.judge(), "bad.c")
        self.assertEqual(kind, "parse-failed")
        self.assertIn("an error in a file outside the repository", detail)
        self.assertNotIn("hunter2", detail)
        self.assertNotIn("password", detail)

    def test_a_very_deep_name_costs_its_entry_only(self):
        self.entries(self.entry(), self.entry(file="a/" * 2000 + "x.c"), self.entry("@" + "a/" * 2000 + "x"))
        self.assertEqual(self.lintel("check").returncode, INCOMPLETE)

    def test_a_compiler_is_a_name_and_nothing_that_is_run(self):
        script = self.write("cc.sh", f"#!/bin/sh\ntouch {self.loot}/executed\n")
        script.chmod(0o755)
        for compiler in (str(script), "./cc.sh", "ccache ./cc.sh", f"$(touch {self.loot}/shell)"):
            with self.subTest(compiler):
                self.entries(self.entry(compiler=compiler))
                self.assertEqual(self.outcome(self.judge(), "bad.c")[0], "analysed")
        self.entries({"directory": str(self.root), "file": "bad.c", "command": f"cc -c bad.c; touch {self.loot}/a; `touch {self.loot}/b` | $(touch {self.loot}/c)"})
        self.judge()

    def test_response_files_stay_inside_and_end(self):
        (self.home / "outside.rsp").write_text("-DOUTSIDE\n")
        self.write("inside.rsp", "-DINSIDE\n")
        self.write("loop.rsp", "@loop.rsp\n")
        self.write("wide.rsp", "@wide.rsp @wide.rsp\n")
        (self.root / "link.rsp").symlink_to(self.home / "outside.rsp")
        self.write("bad.c", "#ifndef INSIDE\n#error no response file\n#endif\n" + BAD)
        self.entries(self.entry("@inside.rsp"))
        self.assertEqual(self.outcome(self.judge(), "bad.c")[0], "analysed")
        for name, detail in ((f"{self.home}/outside.rsp", "lies outside"), ("../outside.rsp", "lies outside"), ("link.rsp", "lies outside"),
                             ("loop.rsp", "nests deeper than 8"), ("wide.rsp", "nests deeper than 8"), ("/dev/zero", "lies outside"), ("none.rsp", "none.rsp")):
            with self.subTest(name):
                self.entries(self.entry("@" + name))
                report = self.judge()
                outcome, text = self.outcome(report, "bad.c")
                self.assertEqual((report["exitCode"], outcome), (INCOMPLETE, "parse-failed"))
                self.assertIn(detail, text)

    def test_a_source_outside_the_tree_is_not_read(self):
        (self.home / "outside.c").write_text("int secret( {\n")
        (self.root / "link.c").symlink_to(self.home / "outside.c")
        (self.root / "directory").symlink_to(self.home)
        self.entries(self.entry(), self.entry(file="link.c"), self.entry(file="directory/outside.c"), self.entry(file="../outside.c"))
        report = self.judge()
        self.assertEqual(report["exitCode"], INCOMPLETE)
        self.assertEqual(self.outcome(report, "link.c"), ("parse-failed", "a link that leaves the repository"))
        self.assertEqual(self.outcome(report, "directory/outside.c"), ("parse-failed", "a link that leaves the repository"))
        self.assertNotIn("secret", json.dumps(report))

    def test_ten_thousand_entries_for_a_missing_file_are_one_outcome_each_way_of_compiling(self):
        self.entries(self.entry(), *(self.entry("-o", f"{i}.o", file="missing.c") for i in range(10_000)))
        started = time.monotonic()
        report = self.judge()
        self.assertLess(time.monotonic() - started, 15)
        self.assertEqual(self.outcome(report, "missing.c")[0], "parse-failed")
        self.entries(self.entry(), *(self.entry(f"-DN={i}", file="missing.c") for i in range(10_000)))
        started = time.monotonic()
        report = self.judge()
        self.assertLess(time.monotonic() - started, 20)
        self.assertEqual(report["exitCode"], INCOMPLETE)
        self.assertEqual(len(report["findings"]), 1)

    def test_including_a_device_or_a_pipe_costs_at_most_the_unit(self):
        os.mkfifo(self.root / "pipe.h")
        for name in ("/dev/zero", "/dev/stdin", "/dev/tty", "pipe.h", "/proc/self/mem", "."):
            with self.subTest(name):
                self.write("bad.c", f'#include "{name}"\n')
                self.entries(self.entry())
                started = time.monotonic()
                report = self.judge("--timeout", "3", "--memory", "256")
                self.assertLess(time.monotonic() - started, 10)
                self.assertEqual(self.outcome(report, "good.c")[0], "analysed")
                if name in ("pipe.h", "."):
                    self.assertIn(self.outcome(report, "bad.c")[0], ("timed-out", "parse-failed"))


class Policies(Hostile):
    def test_an_alias_bomb_and_deep_nesting_end_with_an_error(self):
        self.entries(self.entry())
        bomb = "\n".join(["version: 1", "a0: &a0 [x, x, x, x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)])
        for text in (bomb, "version: " + "[" * 100_000, "version: 1\nchecks: " + "{a: " * 10_000, "&a [*a]", "version: 1\n" * 50_000):
            with self.subTest(text[:40]):
                self.write("lintel.yaml", text)
                before, started = self.everything(), time.monotonic()
                result = self.lintel("gate")
                self.assertEqual(result.returncode, INVALID)
                self.assertIn("lintel.yaml:", result.stdout)
                self.assertLess(len(result.stdout), 1_000_000)
                self.assertLess(time.monotonic() - started, 10)
                self.assertEqual(self.everything(), before)

    def test_paths_of_the_policy_do_not_leave_the_tree(self):
        (self.home / "compile_commands.json").write_text("[]")
        (self.home / "waivers.yaml").write_text("version: 1\nwaivers: []\n")
        self.entries(self.entry())
        for key in ("database: ..", "database: /tmp", "waivers: ../waivers.yaml", f"waivers: {self.home}/waivers.yaml"):
            with self.subTest(key):
                self.write("lintel.yaml", f"version: 1\n{key}\n")
                result = self.lintel("gate")
                self.assertEqual(result.returncode, INVALID, result.stdout)
                self.assertIn("lintel.yaml:2:", result.stdout)

    def test_a_pattern_that_backtracking_would_never_finish(self):
        self.write("lintel.yaml", "version: 1\ndocuments:\n  - { id: slow, pattern: '(a*)*(a*)*b', message: no, files: ['*.txt'] }\n")
        self.write("long.txt", "a" * 1_000_000 + "\n")
        started = time.monotonic()
        self.assertEqual(self.judge(command="documents")["exitCode"], PASS)
        self.assertLess(time.monotonic() - started, 10)

    def test_a_document_of_100_megabytes(self):
        self.write("lintel.yaml", "version: 1\ndocuments:\n  - { id: x, pattern: 'x', message: no, files: ['*.txt'] }\n")
        with open(self.root / "large.txt", "wb") as file:
            file.write(b"x\n" * (50 << 20))
        started = time.monotonic()
        report = self.judge(command="documents")
        self.assertLess(time.monotonic() - started, 15)
        self.assertEqual(report["exitCode"], INCOMPLETE)
        self.assertEqual(self.outcome(report, "large.txt")[0], "parse-failed")


class Terminal(Hostile):
    def test_escape_sequences_of_the_repository_do_not_reach_the_terminal(self):
        (self.root / "bad.c").write_bytes(BAD.replace('"x"', '"\x1b[2J\x1b]0;owned\x07"').encode())
        self.write("evil\x1b[31m.c", GOOD)
        self.entries(self.entry())
        for form in ("text", "json", "sarif"):
            result = self.run_in(LINTEL, "gate", "-v", "-f", form)
            self.assertEqual(result.returncode, INCOMPLETE)
            self.assertNotIn("\x1b", result.stdout)
            self.assertNotIn("\x07", result.stdout)


class GitConfiguration(Hostile):
    def test_filters_hooks_and_monitors_of_the_repository_are_not_run(self):
        touch = f"touch {self.loot}/run"
        self.stage(".gitattributes", "*.c filter=evil diff=evil\n")
        self.git("commit", "-q", "--no-verify", "-m", "attributes")
        for key in ("filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv", "diff.evil.command", "core.fsmonitor",
                    "core.sshCommand", "core.pager", "core.editor"):
            self.git("config", key, touch)
        for hook in ("pre-commit", "post-index-change", "post-checkout", "fsmonitor-watchman"):
            path = self.root / ".git" / "hooks" / hook
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"#!/bin/sh\n{touch}\n")
            path.chmod(0o755)
        self.entries(self.entry())
        self.write("bad.c", BAD + "// changed\n")
        for path in self.loot.iterdir():
            path.unlink()  # what Git itself ran above
        for arguments in ((), ("--staged",), ("--commit", "HEAD"), ("--new-from-merge-base", "HEAD~1")):
            with self.subTest(arguments):
                self.judge(*arguments)


if __name__ == "__main__":
    unittest.main()
