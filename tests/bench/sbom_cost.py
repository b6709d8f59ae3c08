#!/usr/bin/python3 -B
"""What lintel sbom costs, against what clang needs to parse the same units.

    ./dev bench --sbom [--project NAME]... [--rounds N] [--write]

Floor: `clang -fsyntax-only`, one process for each unit, as in bench.py. lintel: `lintel sbom -j1`, one process, all three
views. CPU is user + system of all processes, as the kernel counts it; the two take turns, and the medians are compared.
--write puts the table into docs/performance.md.
"""
import argparse
import datetime
import os
import pathlib
import statistics
import tempfile

import bench

POLICIES = bench.ROOT / "tests/corpus/sbom"
MARK = "<!-- table: ./dev bench --sbom --write -->"


def sbom(build, project):
    policy = POLICIES / f"{project}.yaml"
    command = [build / "bin/lintel", "sbom", "-q", "-j1", "--root", bench.CORPUS / project, "-f", "cyclonedx-1.6"]
    bench.quiet(command + (["--config", policy] if policy.exists() else []), accept=(0, 3))


def row(build, project, rounds):
    entries = bench.units(project)
    floors, costs = [], []
    for index in range(rounds + 1):
        samples = (bench.measure(lambda: [bench.parse(entry) for entry in entries]), bench.measure(lambda: sbom(build, project)))
        if index > 0:  # the first round fills the caches
            floors.append(samples[0])
            costs.append(samples[1])
    floor = statistics.median(cpu for cpu, _ in floors)
    cpu, wall = (statistics.median(column) for column in zip(*costs))
    ratios = [mine[0] / base[0] for mine, base in zip(costs, floors)]
    return (f"| {project} | {len(entries)} | {floor:.2f} | {cpu:.2f} | {wall:.2f} | {100 * statistics.median(ratios):.0f} % "
            f"| {100 * min(ratios):.0f} % to {100 * max(ratios):.0f} % |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--project", action="append")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    lines = [f"{options.rounds} rounds, medians; {bench.shape()}; {datetime.date.today().isoformat()}.", "",
             "| project | units | clang CPU s | lintel sbom CPU s | lintel sbom wall s | CPU ratio | CPU ratio, min to max |",
             "|---|---|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory(prefix="lintel-bench-") as home:  # no index of the user's own
        os.environ |= {"HOME": home, "XDG_DATA_HOME": home, "XDG_CACHE_HOME": home}
        lines += [row(options.build.resolve(), project, options.rounds) for project in options.project or ["leveldb", "redis", "sqlite3"]]
    print("\n".join(lines))
    if options.write:
        bench.write_between(MARK, "\n".join(lines))


if __name__ == "__main__":
    main()
