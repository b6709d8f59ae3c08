#!/usr/bin/python3 -B
"""What lintel check costs, against the floor and against clang-tidy, on the same units in one run.

    ./dev bench [--rounds N] [--write]

Floor: `clang++-22 -fsyntax-only`, one process for each unit, with the arguments of the compile database.
clang-tidy: `-checks=-*,bugprone-*`, one process for each unit, as its own driver script starts it.
lintel: `lintel check -j1`. CPU is user + system of all processes, as the kernel counts it; the three take
turns, and the medians are compared. --write puts the table into docs/performance.md.
"""
import argparse
import datetime
import json
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = ROOT / "build/corpus/leveldb"
MARK = "<!-- table: ./dev bench --write -->"


def units():
    seen = {}
    for entry in json.loads((CORPUS / "build/compile_commands.json").read_text()):
        seen.setdefault(entry["file"], entry)
    return [seen[file] for file in sorted(seen)]


def arguments(entry):
    """The entry's arguments without what writes: the same for every tool."""
    words = shlex.split(entry["command"])[1:]
    kept, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word in ("-o", "-MF", "-MT"):
            skip = True
        elif word not in ("-c", entry["file"], "-MD"):
            kept.append(word)
    return kept


def measure(run):
    before = os.times()
    start = time.monotonic()
    run()
    wall = time.monotonic() - start
    after = os.times()
    cpu = (after.children_user - before.children_user) + (after.children_system - before.children_system)
    return cpu, wall


def quiet(command, cwd=None, accept=(0,)):
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode not in accept:
        sys.exit(f"bench: {' '.join(command[:3])}... ended with {done.returncode}\n{done.stderr.decode()[-2000:]}")


def floor():
    for entry in units():
        quiet(["clang++-22", "-fsyntax-only", "-w", *arguments(entry), entry["file"]], cwd=entry["directory"])


def clang_tidy():
    for entry in units():
        quiet(["clang-tidy-22", "--quiet", "-checks=-*,bugprone-*", entry["file"], "--", *arguments(entry)],
              cwd=entry["directory"])


def lintel(build):
    policy = ROOT / "tests/corpus/leveldb.yaml"
    command = [str(build / "bin/lintel"), "check", "-q", "-j1", "--root", str(CORPUS), "--config", str(policy)]
    return lambda: quiet(command, accept=(0, 1))


def shape():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "")
    memory = int(next(line.split()[1] for line in open("/proc/meminfo"))) // (1 << 20)
    return f"{os.cpu_count()} cores ({model}), {memory} GiB"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    tools = {
        "`clang++-22 -fsyntax-only`": floor,
        "`clang-tidy-22 -checks='-*,bugprone-*'`": clang_tidy,
        "`lintel check -j1`": lintel(pathlib.Path(options.build).resolve()),
    }
    samples = {name: [] for name in tools}
    for index in range(options.rounds + 1):
        for name, run in tools.items():
            sample = measure(run)
            if index > 0:  # the first round fills the caches
                samples[name].append(sample)

    base = samples["`clang++-22 -fsyntax-only`"]
    lines = [f"leveldb 1.23, {len(units())} units, {options.rounds} rounds, medians; {shape()}; "
             f"{datetime.date.today().isoformat()}.", "",
             "| tool | CPU s | wall s | CPU ratio | wall ratio | CPU ratio, min to max |", "|---|---|---|---|---|---|"]
    for name, values in samples.items():
        cpu, wall = (statistics.median(column) for column in zip(*values))
        ratios = [mine[0] / floors[0] for mine, floors in zip(values, base)]
        walls = [mine[1] / floors[1] for mine, floors in zip(values, base)]
        lines.append(f"| {name} | {cpu:.2f} | {wall:.2f} | {statistics.median(ratios):.2f} | "
                     f"{statistics.median(walls):.2f} | {min(ratios):.2f} to {max(ratios):.2f} |")
    table = "\n".join(lines)
    print(table)
    if options.write:
        page = ROOT / "docs/performance.md"
        head = page.read_text().split(MARK)[0]
        page.write_text(head + MARK + "\n\n" + table + "\n")


if __name__ == "__main__":
    main()
