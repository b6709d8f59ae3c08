"""Lintel's own repository passes its own gate, and what is generated from the code is up to date."""
import json
import os
import pathlib
import subprocess
import unittest

SOURCE = pathlib.Path(os.environ["LINTEL_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["LINTEL_BUILD_DIR"])
LINTEL = BUILD / "bin/lintel"


class OwnRepository(unittest.TestCase):
    def test_passes_its_own_gate(self):
        run = subprocess.run([LINTEL, "gate", "--root", SOURCE, "-p", BUILD, "-f", "json"], capture_output=True, text=True, check=False)
        report = json.loads(run.stdout or "{}")
        # Notes too: one that is right is mended, one that is wrong is a defect of its check, or says why it stays.
        findings = [f"{f['location']['path']}:{f['location'].get('line')}: {f['message']} [{f['rule']}]"
                    for f in report.get("findings", []) if f["disposition"] in ("enforced", "reported")]
        self.assertEqual(findings, [], run.stderr)
        incomplete = [unit for unit in report["units"] if unit["outcome"] not in ("analysed", "cached", "excluded")]
        self.assertEqual(incomplete, [])
        self.assertEqual(run.returncode, 0)
        units = {unit["unit"] for unit in report["units"] if unit["outcome"] == "analysed"}
        self.assertIn("checkers/engine/worker_pool.cpp", units)
        self.assertIn("app/main.cpp", units)

    def test_generated_documents_are_up_to_date(self):
        run = subprocess.run([SOURCE / "tests/support/docs.sh", "--check", LINTEL], capture_output=True, text=True, check=False)
        self.assertEqual((run.returncode, run.stderr), (0, ""))

    def test_the_example_ends_as_expected(self):
        database = BUILD / "examples/orders/compile_commands.json"
        self.assertTrue(database.exists(), "build the target orders_database first")
        run = subprocess.run([SOURCE / "examples/orders/demo.sh", LINTEL], capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        shown = [line for line in (SOURCE / "README.md").read_text().splitlines() if line.startswith(("findings:", "units:", "verdict:"))]
        self.assertEqual(len(shown), 3)
        for line in shown:  # what the README shows is what the program says
            self.assertIn(line, run.stdout.splitlines())


if __name__ == "__main__":
    unittest.main()
