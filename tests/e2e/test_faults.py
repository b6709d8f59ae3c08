"""What goes wrong during a run: reports that cannot be written, workers that end badly, signals."""

import json
import os
import pathlib
import signal
import subprocess
import time
import unittest

from support import FAIL, INCOMPLETE, INVALID, LINTEL, SANITIZED
from two_units import RULE, TwoUnits


class Outputs(TwoUnits):
    def test_a_full_disk(self):
        result = self.gate("-o", "json:/dev/full", "-o", f"sarif:{self.home}/kept.sarif")
        self.assertSays(INVALID, result, "/dev/full: cannot be written: No space left on device", RULE)
        json.loads((self.home / "kept.sarif").read_text())

    def test_standard_output_on_a_full_disk(self):
        for command in (["gate"], ["gate", "-f", "json"], ["sbom"], ["policy", "schema"], ["policy", "show"], ["policy", "verify"],
                        ["explain", RULE], ["--help"], ["version"]):
            with self.subTest(command), open("/dev/full", "w") as full:
                result = subprocess.run([LINTEL, *command], cwd=self.root, env=self.environment, stdout=full, stderr=subprocess.PIPE, text=True)
                self.assertEqual(result.returncode, INVALID)
                self.assertIn("standard output", result.stderr)

    def test_a_closed_pipe(self):
        reading, writing = os.pipe()
        os.close(reading)
        result = subprocess.run([LINTEL, "gate", "-o", f"json:{self.home}/kept.json"], cwd=self.root, env=self.environment,
                                stdout=writing, stderr=subprocess.PIPE, text=True)
        os.close(writing)
        self.assertEqual(result.returncode, INVALID)
        self.assertIn("cannot write", result.stderr)
        self.assertEqual(json.loads((self.home / "kept.json").read_text())["exitCode"], FAIL)

    def test_a_place_that_cannot_be_written(self):
        self.write("file", "")
        (self.root / "directory").mkdir()
        for path in ("nowhere/report.json", "file/report.json", "directory", "/proc/report.json"):
            with self.subTest(path):
                self.assertSays(INVALID, self.gate("-o", f"json:{path}"), f"{path}: cannot be written", RULE)
        self.assertEqual(list((self.root / "directory").iterdir()), [])

    def test_an_old_report_is_replaced_whole_or_not_at_all(self):
        path = self.write("report.json", "old")
        self.assertVerdict(INVALID, self.gate("--no-such-flag", "-o", "json:report.json"))
        self.assertEqual(path.read_text(), "old")
        self.assertVerdict(FAIL, self.gate("-o", "json:report.json"))
        json.loads(path.read_text())


class Faults(TwoUnits):
    def test_a_worker_that_ends_badly_costs_one_unit(self):
        expected = {"crash": ("crashed", "signal 6"), "hang": ("timed-out", "not finished after 2 s"),
                    "oom": ("crashed", "needed more memory than the limit of 512 MiB")}
        if SANITIZED:
            del expected["oom"]
        for kind, (outcome, detail) in expected.items():
            with self.subTest(kind):
                fault = ("--timeout", "2", "--memory", "512", "--inject-fault", f"{kind}:good.c")
                result = self.gate(*fault)
                self.assertSays(INCOMPLETE, result, f"good.c: {outcome}", detail, RULE, "INCOMPLETE")
                one = self.report(*fault, "-j", "1")
                self.assertEqual(one, self.report(*fault, "-j", "2"))
                self.assertEqual(self.outcome(one, "good.c")[0], outcome)
                self.assertIn(detail, self.outcome(one, "good.c")[1])
                self.assertEqual(self.outcome(one, "bad.c"), ("analysed", ""))
                self.assertEqual([finding["rule"] for finding in one["findings"]], [RULE])

    def test_text_is_the_same_bytes_for_one_job_and_two(self):
        fault = ("--memory", "512", "--inject-fault", "crash:good.c")
        self.assertEqual(self.gate("-j", "1", *fault).stdout, self.gate("-j", "2", *fault).stdout)

    def test_an_allowed_crash_is_still_named(self):
        self.write("lintel.yaml", "version: 1\nincomplete: allow\n")
        self.assertSays(FAIL, self.gate("--inject-fault", "crash:good.c"), "good.c: crashed", RULE)


def children(pid):
    """Every process that descends from pid."""
    parents = {}
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit():
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    found, grown = {pid}, True
    while grown:
        more = {child for child, parent in parents.items() if parent in found} - found
        found |= more
        grown = bool(more)
    return found - {pid}


def alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Signals(TwoUnits):
    def start_hanging(self, hangup=signal.SIG_DFL):
        """A run whose two workers hang, and the workers. What a test runner ignores must not be inherited."""
        def prepare():
            for number, action in ((signal.SIGINT, signal.SIG_DFL), (signal.SIGTERM, signal.SIG_DFL), (signal.SIGHUP, hangup)):
                signal.signal(number, action)

        run = subprocess.Popen([LINTEL, "gate", "-j", "2", "-o", "json:out/report.json", "--inject-fault", "hang:bad.c", "--inject-fault", "hang:good.c"],
                               cwd=self.root, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=prepare)
        self.addCleanup(run.stdout.close)
        self.addCleanup(run.wait)
        self.addCleanup(run.kill)
        deadline = time.monotonic() + 20
        while len(children(run.pid)) < 2:
            self.assertLess(time.monotonic(), deadline, "no workers")
            self.assertIsNone(run.poll())
            time.sleep(0.02)
        return run, children(run.pid)

    def assertGone(self, workers):
        deadline = time.monotonic() + 10
        while any(alive(pid) for pid in workers):
            self.assertLess(time.monotonic(), deadline, "a worker is left")
            time.sleep(0.02)

    def test_a_signal_ends_the_run_and_leaves_nothing(self):
        (self.root / "out").mkdir()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                run, workers = self.start_hanging()
                run.send_signal(number)
                self.assertEqual(run.wait(timeout=10), -number) # the shell shows 128 + number
                self.assertGone(workers)
                self.assertEqual(list((self.root / "out").iterdir()), [])

    def test_a_signal_that_was_ignored_at_the_start_stays_ignored(self):
        run, workers = self.start_hanging(hangup=signal.SIG_IGN)
        time.sleep(0.2)  # a worker sets its signals before it takes a task
        for pid in (run.pid, *workers):
            os.kill(pid, signal.SIGHUP)
        time.sleep(0.5)
        self.assertIsNone(run.poll())
        self.assertEqual(children(run.pid), workers)
        run.send_signal(signal.SIGTERM)
        self.assertEqual(run.wait(timeout=10), -signal.SIGTERM)
        self.assertGone(workers)

    def test_a_coordinator_that_is_killed_leaves_no_workers(self):
        run, workers = self.start_hanging()
        run.kill()
        run.wait(timeout=10)
        self.assertGone(workers)

    def test_a_worker_that_is_killed_costs_its_unit(self):
        run, workers = self.start_hanging()
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        output = run.communicate(timeout=20)[0].decode()
        self.assertEqual(run.returncode, INVALID, output) # out/ does not exist
        self.assertIn("signal 9", output)


if __name__ == "__main__":
    unittest.main()
