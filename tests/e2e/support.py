"""What the end-to-end tests share: a small C project in a Git repository of its own, and the built lintel."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["LINTEL_SOURCE_DIR"])
LINTEL = pathlib.Path(os.environ["LINTEL_BUILD_DIR"]) / "bin" / "lintel"

# Under a sanitizer memory cannot be limited (it reserves address space itself).
SANITIZED = any(line.startswith("LINTEL_SANITIZE:") and not line.endswith("=")
                for line in (pathlib.Path(os.environ["LINTEL_BUILD_DIR"]) / "CMakeCache.txt").read_text().splitlines())

PASS, FAIL, INVALID, INCOMPLETE = 0, 1, 2, 3

GOOD = "int f(const char *p) { return *p; }\n"
BAD = "int f(const char *p) { return (int)(long)p; }\n"
RULE = "lintel-cast-pointer-int"
POLICY = "version: 1\nfail-on: warning\n"


class Project(unittest.TestCase):
    """Every test gets an empty repository below a fresh home, untouched by the user's configuration."""

    directory = "project"  # its name; a subclass may choose an awkward one

    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="lintel-e2e-"))
        self.addCleanup(shutil.rmtree, self.home)
        keep = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        self.environment = keep | {
            "HOME": str(self.home), "XDG_CACHE_HOME": str(self.home / "cache"), "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
            "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org", "NO_COLOR": "1",
        }
        self.root = self.home / self.directory
        self.root.mkdir()
        self.git("init", "-q", "-b", "main")

    def run_in(self, *command, cwd=None, **environment):
        return subprocess.run([str(word) for word in command], cwd=cwd or self.root, env=self.environment | environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)

    def try_git(self, *arguments, cwd=None, **environment):
        return self.run_in("git", *arguments, cwd=cwd, **environment)

    def git(self, *arguments, cwd=None):
        result = self.try_git(*arguments, cwd=cwd)
        self.assertEqual(result.returncode, 0, f"git {arguments}: {result.stdout}")
        return result.stdout.strip()

    def lintel(self, *arguments, cwd=None, **environment):
        return self.run_in(LINTEL, *arguments, cwd=cwd, **environment)

    def write(self, path, text, root=None):
        file = (root or self.root) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def stage(self, path, text):
        self.write(path, text)
        self.git("add", "--", path)

    def database(self, *sources, root=None):
        root = root or self.root
        self.write("build/compile_commands.json", json.dumps([
            {"directory": str(root / "build"), "file": str(root / source), "arguments": ["clang", "-I", str(root), "-c", str(root / source)]}
            for source in sources]), root)

    def start(self, files, policy=POLICY):
        """A first commit with files; every .c file is in the compile database, which Git ignores."""
        self.stage(".gitignore", "/build/\n")
        self.stage("lintel.yaml", policy)
        for path, text in files.items():
            self.stage(path, text)
        self.database(*(path for path in files if path.endswith(".c")))
        self.git("commit", "-q", "--no-verify", "-m", "start")

    def head(self, root=None):
        return self.git("rev-parse", "HEAD", cwd=root)

    def snapshot(self):
        """Every file of the work tree and the index with a hash of its bytes, its mode and its time of change."""
        files = [self.root / ".git" / "index"]
        files += [path for path in self.root.rglob("*") if ".git" not in path.relative_to(self.root).parts]
        state = {}
        for path in files:
            status = path.lstat()
            content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            state[str(path)] = (content, status.st_mode, status.st_mtime_ns if path.is_file() else 0)
        return state

    def assertVerdict(self, expected, result):
        self.assertEqual(result.returncode, expected, result.stdout)

    def assertRefused(self, result, *shown):
        self.assertNotEqual(result.returncode, 0, result.stdout)
        for text in shown or (RULE,):
            self.assertIn(text, result.stdout)


class HookProject(Project):
    """A project with two good files, and Lintel's hooks when a test installs them."""

    directory = "pro'ject \"with\" $blanks"  # whatever a hook does not quote breaks here

    def setUp(self):
        super().setUp()
        self.start({"a.c": GOOD, "b.c": GOOD})
        self.hooks = self.root / ".git" / "hooks"
        for sample in self.hooks.glob("*.sample"):
            sample.unlink()

    def install(self, *arguments, cwd=None):
        result = self.lintel("install", *arguments, cwd=cwd)
        self.assertVerdict(PASS, result)
        return result
