#!/usr/bin/python3 -B
"""What lintel check costs, against the floor and against clang-tidy, on the same units in one run.

    ./dev bench [--project NAME] [--rounds N] [--units] [--write]

Floor: `clang -fsyntax-only`, one process for each unit, with the arguments of the compile database.
clang-tidy: `-checks=-*,bugprone-*`, one process for each unit, as its own driver script starts it.
lintel: `lintel check -j1` with every rule, and with every rule off, which only parses. CPU is user + system of
all processes, as the kernel counts it; the tools take turns, and the medians are compared.
--units compares unit by unit instead, every rule against none, and prints the dearest units.
--write puts the table into docs/performance.md. Projects are those of tests/corpus/prepare.sh.
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
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = ROOT / "build/corpus"
MARK = "<!-- table: ./dev bench --write -->"


def units(project):
    seen = {}
    for entry in json.loads((CORPUS / project / "build/compile_commands.json").read_text()):
        seen.setdefault(entry["file"], entry)
    return [seen[file] for file in sorted(seen) if os.path.exists(seen[file]["file"])]


def arguments(entry):
    """The entry's arguments without what writes and what only gcc knows: the same for every tool."""
    words = (entry.get("arguments") or shlex.split(entry["command"]))[1:]
    kept, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word in ("-o", "-MF", "-MT", "-MQ"):
            skip = True
        elif word not in ("-c", "-MD", "-MMD", "-MP", "-Werror") and not is_source(word, entry):
            kept.append(word)
    return kept


def is_source(word, entry):
    return os.path.normpath(os.path.join(entry["directory"], word)) == os.path.normpath(entry["file"])


def compiler(entry):
    return "clang-22" if entry["file"].endswith(".c") else "clang++-22"


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


def parse(entry):
    quiet([compiler(entry), "-fsyntax-only", "-w", *arguments(entry), entry["file"]], cwd=entry["directory"])


def tidy(entry):
    quiet(["clang-tidy-22", "--quiet", "-checks=-*,bugprone-*", entry["file"], "--", "-w", *arguments(entry)],
          cwd=entry["directory"])


def lintel(build, project, rules, *paths):
    """A run of lintel check; rules: "enforce" or "off"."""
    root = CORPUS / project
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as policy:
        policy.write(f'version: 1\ndatabase: build\nincomplete: allow\nchecks:\n  "lintel-*": {rules}\n')
        policy.flush()
        quiet([str(build / "bin/lintel"), "check", "-q", "-j1", "--root", str(root), "--config", policy.name, *paths],
              accept=(0, 1))


def write_between(mark, text):
    """Puts text into docs/performance.md, between a mark and the next end mark."""
    page = ROOT / "docs/performance.md"
    before, _, rest = page.read_text().partition(mark)
    after = rest.split("<!-- end -->", 1)[1]
    page.write_text(f"{before}{mark}\n\n{text}\n\n<!-- end -->{after}")


def shape():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "")
    memory = int(next(line.split()[1] for line in open("/proc/meminfo"))) // (1 << 20)
    return f"{os.cpu_count()} cores ({model}), {memory} GiB"


def compare(build, project, rounds):
    entries = units(project)
    tools = {
        "`clang-22 -fsyntax-only`": lambda: [parse(entry) for entry in entries],
        "`clang-tidy-22 -checks='-*,bugprone-*'`": lambda: [tidy(entry) for entry in entries],
        "`lintel check -j1`, every rule off": lambda: lintel(build, project, "off"),
        "`lintel check -j1`": lambda: lintel(build, project, "enforce"),
    }
    samples = {name: [] for name in tools}
    for index in range(rounds + 1):
        for name, run in tools.items():
            sample = measure(run)
            if index > 0:  # the first round fills the caches
                samples[name].append(sample)
    base = samples["`clang-22 -fsyntax-only`"]
    lines = [f"{project}, {len(entries)} units, {rounds} rounds, medians; {shape()}; {datetime.date.today().isoformat()}.",
             "", "| tool | CPU s | wall s | CPU ratio | wall ratio | CPU ratio, min to max |", "|---|---|---|---|---|---|"]
    for name, values in samples.items():
        cpu, wall = (statistics.median(column) for column in zip(*values))
        ratios = [mine[0] / floors[0] for mine, floors in zip(values, base)]
        walls = [mine[1] / floors[1] for mine, floors in zip(values, base)]
        lines.append(f"| {name} | {cpu:.2f} | {wall:.2f} | {statistics.median(ratios):.2f} | "
                     f"{statistics.median(walls):.2f} | {min(ratios):.2f} to {max(ratios):.2f} |")
    return "\n".join(lines)


def compare_units(build, project, rounds):
    """Each unit in a process of its own, with every rule and with none: the start of the program cancels out."""
    ratios = []
    for entry in units(project):
        costs = {rules: min(measure(lambda: lintel(build, project, rules, entry["file"]))[0] for _ in range(rounds))
                 for rules in ("off", "enforce")}
        file = os.path.relpath(entry["file"], CORPUS / project)
        ratios.append((costs["enforce"] / costs["off"], costs["off"], costs["enforce"], file))
    lines = [f"{project}, {len(ratios)} units, dearest of {rounds} rounds each by CPU; {datetime.date.today().isoformat()}.", "",
             "| unit | every rule off, s | every rule, s | ratio |", "|---|---|---|---|"]
    for ratio, base, cost, file in sorted(ratios, reverse=True)[:10]:
        lines.append(f"| {file} | {base:.2f} | {cost:.2f} | {ratio:.2f} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--project", action="append")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--units", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    run = compare_units if options.units else compare
    tables = [run(options.build.resolve(), project, options.rounds) for project in options.project or ["leveldb"]]
    text = "\n\n".join(tables)
    print(text)
    if options.write:
        page = ROOT / "docs/performance.md"
        head = page.read_text().split(MARK)[0]
        page.write_text(head + MARK + "\n\n" + text + "\n")


if __name__ == "__main__":
    main()
