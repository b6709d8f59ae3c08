#!/usr/bin/python3 -B
"""Lintel on a ground truth that it did not write, scored beside its peers.

    ./dev groundtruth --suite DIR [--scorer DIR] [--cases FILE] [--misses N] [--write]

DIR is a checkout of NIST Juliet C/C++ 1.3 (testcases/ and testcasesupport/). The scorer lists the cases and judges
the findings: make_cases.py, score.py, mapping.json, dev-cases.txt. --cases takes the ids of FILE instead of the
development sample. --write puts the table into docs/accuracy.md. Every check runs with its defaults.
"""
import argparse
import collections
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/accuracy.md"
MARK = "<!-- table: ./dev groundtruth --write -->"
ONE_UNIT = range(1, 46)  # flow variants that stay within one translation unit
STRICT = {"CWE252", "CWE253", "CWE390", "CWE391", "CWE367", "CWE467", "CWE587"}


def run(command, accept=(0,)):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if done.returncode not in accept:
        sys.exit(f"groundtruth: {' '.join(str(word) for word in command[:2])} ended with {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def peers():
    lines = [line for line in (pathlib.Path(__file__).parent / "peers.tsv").read_text().splitlines()
             if not line.startswith("#")]
    names = lines[0].split("\t")[1:]
    return names, {cells[0]: cells[1:] for cells in (line.split("\t") for line in lines[1:])}


def list_cases(scorer, suite, ids, families, folder):
    out = folder / "cases.json"
    run([sys.executable, scorer / "make_cases.py", "--root", suite, "--ids", ids, "--out", out])
    cases = json.loads(out.read_text())
    cases["cases"] = [case for case in cases["cases"] if case["cwe"] in families]
    out.write_text(json.dumps(cases))
    return out, cases["cases"]


def write_database(suite, cases, folder):
    entries = []
    for source in sorted({source for case in cases for source in case["sources"]}):
        compiler = ["clang-22", "-std=gnu17"] if source.endswith(".c") else ["clang++-22", "-std=gnu++11"]
        entries.append({"directory": str(suite), "file": source,
                        "arguments": [*compiler, "-Itestcasesupport", "-w", "-c", source]})
    (folder / "compile_commands.json").write_text(json.dumps(entries))


def judge(build, scorer, suite, cases, folder, misses):
    policy, sarif, scores = folder / "lintel.yaml", folder / "lintel.sarif", folder / "scores.json"
    policy.write_text('version: 1\nincomplete: allow\nchecks:\n  "lintel-*": enforce\n')
    run([build / "bin/lintel", "check", "-q", "--root", suite, "-p", folder, "--config", policy,
         "-o", f"sarif:{sarif}"], accept=(0, 1))
    score = [sys.executable, scorer / "score.py", "--cases", cases, "--map", scorer / "mapping.json",
             "--findings", f"lintel={sarif}", "--base", suite, "--json", scores]
    output = run([*score, "--misses", misses])
    if misses:
        print("\n".join(line for line in output.splitlines() if line.startswith("missed")), file=sys.stderr)
    return json.loads(scores.read_text())


def percent(part, whole):
    return f"{100 * part / whole:.0f}" if whole else "-"


def rates(results):
    found = sum(bool(result["near"]) for result in results)
    twins = sum(bool(result["good"]) for result in results)
    return f"{percent(found, len(results))}/{percent(twins, len(results))}"


def table(results):
    names, rows = peers()
    by_cwe = collections.defaultdict(list)
    for result in results:
        by_cwe[result["cwe"]].append(result)
    lines = ["| flaw | cases | goal | Lintel, one unit | Lintel, all flows | " + " | ".join(names) + " |",
             "|" + "---|" * (5 + len(names))]
    for cwe, row in rows.items():
        here = [result for result in by_cwe[cwe] if int(result["flow"]) in ONE_UNIT]
        goal = "95/1" if cwe in STRICT else "90/3"
        lines.append(f"| {cwe} | {len(here)} of {len(by_cwe[cwe])} | {goal} | **{rates(here)}** | {rates(by_cwe[cwe])} | "
                     + " | ".join(row) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--suite", type=pathlib.Path, required=True)
    parser.add_argument("--scorer", type=pathlib.Path, default=ROOT.parent / "shared/groundtruth")
    parser.add_argument("--cases", type=pathlib.Path)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    suite, scorer = options.suite.resolve(), options.scorer.resolve()
    for needed, flag in ((suite / "testcases", "--suite"), (scorer / "score.py", "--scorer")):
        if not needed.exists():
            sys.exit(f"groundtruth: {needed} is not there; give its folder with {flag}")

    _, rows = peers()
    ids = options.cases or scorer / "dev-cases.txt"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        case_file, cases = list_cases(scorer, suite, ids, rows, folder)
        write_database(suite, cases, folder)
        results = judge(options.build.resolve(), scorer, suite, case_file, folder, options.misses)
    text = (f"Juliet C/C++ 1.3, {len(cases)} cases of {'the development sample' if not options.cases else ids.name}, "
            f"default options; {datetime.date.today().isoformat()}.\n\n" + table(results))
    print(text)
    if options.write:
        PAGE.write_text(PAGE.read_text().split(MARK)[0] + MARK + "\n\n" + text + "\n")


if __name__ == "__main__":
    main()
