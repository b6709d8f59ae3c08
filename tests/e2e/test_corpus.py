"""The checks on real projects (tests/corpus/prepare.sh puts them there): what they report is what was read and
judged by hand, in tests/corpus/<project>.findings. A new finding has to be judged, a lost one explained. A list
holds the errors; one that begins with "severities: all" holds warnings and notes too."""
import json
import os
import pathlib
import subprocess
import unittest

SOURCE = pathlib.Path(os.environ["LINTEL_SOURCE_DIR"])
LINTEL = pathlib.Path(os.environ["LINTEL_BUILD_DIR"]) / "bin/lintel"
LISTS = SOURCE / "tests/corpus"
CORPUS = SOURCE / "build/corpus"
JUDGEMENTS = ("real", "minor", "intended", "false")
ALL = "severities: all"


def judged(project):
    """(place, rule) -> judgement of each line of the project's list, and the severities that it holds."""
    judgements = {}
    lines = (LISTS / f"{project}.findings").read_text().splitlines()
    severities = {"error", "warning", "note"} if ALL in lines else {"error"}
    for line in lines:
        if line and not line.startswith("#") and line != ALL:
            place, rule, judgement, why = (cell.strip() for cell in line.split("|", 3))
            assert judgement in JUDGEMENTS and why, line
            judgements.setdefault((place, rule), judgement)
    return judgements, severities


def report(project):
    run = subprocess.run([LINTEL, "check", "--root", CORPUS / project, "--config", LISTS / "policy.yaml", "-f", "json"],
                         capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stderr
    return json.loads(run.stdout)


def lines_of(project, units):
    """Lines of the units and of the headers beside them and under include/: what was judged."""
    root = CORPUS / project
    files = {root / unit for unit in units}
    for folder in {path.parent for path in files} | set((root / "include").rglob("*/")):
        files |= set(folder.glob("*.h"))
    return sum(path.read_bytes().count(b"\n") for path in files)


class Corpus(unittest.TestCase):
    maxDiff = None

    def judge(self, project):
        result = report(project)
        outcomes = {unit["unit"]: unit["outcome"] for unit in result["units"]}
        analysed = {unit.split("#")[0] for unit, outcome in outcomes.items() if outcome == "analysed"}
        self.assertEqual(set(outcomes.values()) - {"analysed", "not-in-database", "excluded"}, set())
        judgements, severities = judged(project)
        found = {severity: {(f"{finding['location']['path']}:{finding['location']['line']}", finding["rule"])
                            for finding in result["findings"] if finding["severity"] == severity}
                 for severity in severities}
        self.assertEqual(sorted(set().union(*found.values())), sorted(judgements))
        errors = found["error"]  # also one that shares its place with a note of the same rule
        real = sum(judgements[finding] in ("real", "minor") for finding in errors)
        self.assertGreaterEqual(real, 0.8 * len(errors))
        self.assertLessEqual(len(errors), lines_of(project, analysed) / 1000)


def add_tests():
    for path in sorted(LISTS.glob("*.findings")):
        project = path.stem
        setattr(Corpus, f"test_{project}", lambda self, project=project: self.judge(project))


add_tests()

if __name__ == "__main__":
    unittest.main()
