"""The templates for CI services: well-formed, and their gate gives the verdict that it should."""

import json
import unittest

import yaml

from support import BAD, FAIL, GOOD, LINTEL, PASS, SOURCE, Project


class Pipelines(Project):
    """The commands of the CI templates, as they stand there, on a project with a branch to merge."""

    def setUp(self):
        super().setUp()
        self.start({"a.c": BAD, "b.c": GOOD})
        self.git("update-ref", "refs/remotes/origin/main", "main")
        self.git("checkout", "-q", "-b", "topic")

    def template(self, name):
        return yaml.safe_load((SOURCE / "hooks" / "ci" / name).read_text())

    def assertJudges(self, command, **environment):
        environment["PATH"] = f"{LINTEL.parent}:{self.environment['PATH']}"
        for content, verdict in ((GOOD + "\n", PASS), (BAD, FAIL)):
            self.stage("b.c", content)
            self.git("commit", "-q", "-m", "change")
            self.assertVerdict(verdict, self.run_in("sh", "-e", "-c", command, **environment))
            findings = json.loads((self.root / "lintel.sarif").read_text())["runs"][0]["results"]
            self.assertEqual(any("b.c" in json.dumps(finding["locations"]) for finding in findings), verdict == FAIL)
            (self.root / "lintel.sarif").unlink()

    def test_github(self):
        job = self.template("github-actions.yml")["jobs"]["gate"]
        steps = job["steps"]
        for step in steps:
            if "uses" in step:
                self.assertRegex(step["uses"], r"^[\w./-]+@[0-9a-f]{40}$")
        checkout, = (step for step in steps if step.get("uses", "").startswith("actions/checkout@"))
        self.assertEqual(checkout["with"]["fetch-depth"], 0)
        upload, = (step for step in steps if "upload-sarif" in step.get("uses", ""))
        self.assertIn("!cancelled()", upload["if"])
        gate, = (step for step in steps if step.get("run", "").startswith("lintel gate"))
        self.assertJudges(gate["run"], BASE="main")

    def test_gitlab(self):
        job = self.template("gitlab-ci.yml")["lintel"]
        self.assertEqual(job["variables"]["GIT_DEPTH"], "0")
        self.assertEqual(job["artifacts"]["when"], "always")
        for line in job["before_script"] + job["script"]:
            self.assertIsInstance(line, str)  # an unquoted colon would make it a mapping
        gate, = (line for line in job["script"] if line.startswith("lintel gate"))
        self.assertJudges(gate, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")


if __name__ == "__main__":
    unittest.main()
