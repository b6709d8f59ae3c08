"""A project of two units, one with a finding, and ways to ask what became of them."""

import json

from support import Project

GOOD = "int good(int x) { return x + 1; }\n"
DROPPED = """#include <unistd.h>
int save(int fd, const char *text, unsigned long size) {
  write(fd, text, size);
  return close(fd);
}
"""
RULE = "lintel-error-discarded"


class TwoUnits(Project):
    def setUp(self):
        super().setUp()
        self.start({"bad.c": DROPPED, "good.c": GOOD}, "version: 1\n")

    def assertSays(self, status, result, *texts):
        self.assertEqual(result.returncode, status, result.stdout)
        for text in texts:
            self.assertIn(text, result.stdout)

    def gate(self, *arguments, **environment):
        return self.lintel("gate", *arguments, **environment)

    def report(self, *arguments):
        """The JSON report, which lies in a file so that messages do not mix with it."""
        path = self.home / "report.json"
        result = self.gate("-q", "-o", f"json:{path}", *arguments)
        report = json.loads(path.read_text())
        path.unlink()
        self.assertEqual(report["exitCode"], result.returncode, result.stdout)
        return report

    def outcome(self, report, unit, engine="checkers"):
        found = [(u["outcome"], u["detail"]) for u in report["units"] if u["unit"] == unit and u["engine"] == engine]
        self.assertEqual(len(found), 1, report["units"])
        return found[0]

    def replace(self, name):
        path = self.root / name
        path.unlink()
        return path
