#!/usr/bin/python3 -B
"""What an audit costs: 1,000 components against 50,000 advisories, all of them made up.

    ./dev bench --audit [--rounds N] [--write]

Makes a dump of OSV records (several ecosystems; versions as lists, SEMVER, ECOSYSTEM and GIT ranges) and a repository
whose lock files declare the components, the same ones on every machine. Then measures `lintel audit db add` of the dump
and `lintel audit` of the repository: CPU is user + system of the process, the best of the rounds counts. Before that it
compares the audit's findings with those that the dump was made to cause: a fast audit that finds nothing is worth nothing.
--write puts the table into docs/performance.md.
"""
import argparse
import datetime
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import zipfile

import bench

ADVISORIES = 50_000
# Ecosystem -> components that the lock files declare; together 1,000.
DECLARED = {"npm": 600, "ConanCenter": 200, "crates.io": 100, "PyPI": 100}
# Ecosystem -> share of the records, in percent. "GIT" has no package, only a repository.
SHARES = {"npm": 30, "PyPI": 20, "Debian:12": 20, "GIT": 10, "Go": 8, "crates.io": 7, "ConanCenter": 5}
WORDS = ("buffer overflow in the parser of a header that is too long allows a remote peer to read memory after the end of "
         "the record when compression is on and the length was taken from input without a check").split()
MARK = "<!-- table: ./dev bench --audit --write -->"


def version(numbers):
    return ".".join(map(str, numbers))


class Dump:
    """The records, and which of them affect a declared component."""

    def __init__(self):
        self.random = random.Random(4)
        self.packages = {name: self.names(name, share * 150) for name, share in SHARES.items()}
        # Every second declared component has a name that advisories know as well.
        self.declared = {}
        for ecosystem, count in DECLARED.items():
            known = self.random.sample(self.packages[ecosystem], count // 2)
            unknown = [f"quiet-{ecosystem.split('.')[0].lower()}-{index}" for index in range(count - count // 2)]
            self.declared[ecosystem] = {name: self.numbers() for name in known + unknown}
        self.affecting = set()  # (component, id)
        self.records = [self.record(index) for index in range(ADVISORIES)]

    def names(self, ecosystem, count):
        prefix = ecosystem.split(".")[0].split(":")[0].lower()
        return [f"{prefix}-{first}-{index}" for index in range(count // 5) for first in ("amber", "brisk", "cedar", "delta", "ember")]

    def numbers(self):
        return self.random.randint(0, 4), self.random.randint(0, 9), self.random.randint(0, 9)

    def commit(self):
        return f"{self.random.getrandbits(160):040x}"

    def record(self, index):
        ecosystem = self.random.choices(list(SHARES), weights=list(SHARES.values()))[0]
        package = self.random.choice(self.packages[ecosystem])
        record = {
            "schema_version": "1.6.0", "id": f"MADE-{2000 + index % 30}-{index:05}", "aliases": [f"CVE-2099-{index:05}"],
            "modified": f"20{10 + index % 20:02}-{1 + index % 12:02}-{1 + index % 28:02}T00:00:00Z",
            "published": f"20{10 + index % 20:02}-01-01T00:00:00Z", "summary": " ".join(self.random.choices(WORDS, k=10)),
            "details": " ".join(self.random.choices(WORDS, k=120)),
            "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}],
            "references": [{"type": "WEB", "url": f"https://advisories.example.org/{index}"}],
        }
        if ecosystem == "GIT":
            record["affected"] = [{"ranges": [{"type": "GIT", "repo": f"https://git.example.org/{package}",
                                               "events": [{"introduced": "0"}, {"fixed": self.commit()}]}]}]
            return record
        intervals = [sorted((self.numbers(), self.numbers()))]
        if index % 10 == 0:  # a second branch was hit as well
            intervals.append([(5, 0, 0), (5, 1, index % 9 + 1)])
        affected = {"package": {"ecosystem": ecosystem, "name": package}, "ranges": [self.range(ecosystem, intervals)]}
        listed = []
        if ecosystem == "PyPI" or index % 7 == 0:  # as PyPI's and many of npm's records do
            listed = [(major, minor, 0) for major in range(5) for minor in range(10)
                      if any(low <= (major, minor, 0) < high for low, high in intervals)]
            affected["versions"] = [self.spell(ecosystem, numbers) for numbers in listed]
        record["affected"] = [affected]
        if index % 100 == 99:
            record["withdrawn"] = record["modified"]
        else:
            mine = self.declared.get(ecosystem, {}).get(package)
            if mine is not None and (mine in listed or any(low <= mine < high for low, high in intervals)):
                self.affecting.add((package, record["id"]))
        return record

    @staticmethod
    def spell(ecosystem, numbers):
        return version(numbers) + ("-1" if ecosystem.startswith("Debian") else "")

    def range(self, ecosystem, intervals):
        semver = ecosystem in ("npm", "Go", "crates.io")
        events = [{kind: self.spell(ecosystem, numbers)} for interval in intervals for kind, numbers in zip(("introduced", "fixed"), interval)]
        return {"type": "SEMVER" if semver else "ECOSYSTEM", "events": events}

    def write(self, path):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for record in self.records:
                archive.writestr(f"{record['id']}.json", json.dumps(record))


def write_repository(declared, root, database):
    npm, conan, cargo, pypi = (declared[name] for name in ("npm", "ConanCenter", "crates.io", "PyPI"))
    packages = {"": {"name": "app", "version": "1.0.0", "dependencies": {name: f"^{version(numbers)}" for name, numbers in npm.items()}}}
    packages |= {f"node_modules/{name}": {"version": version(numbers)} for name, numbers in npm.items()}
    files = {
        "package-lock.json": json.dumps({"name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": True, "packages": packages}, indent=1),
        "conan.lock": json.dumps({"version": "0.5", "requires": [f"{name}/{version(numbers)}" for name, numbers in conan.items()],
                                  "build_requires": [], "python_requires": []}, indent=1),
        "Cargo.lock": "version = 3\n" + "".join(
            f'\n[[package]]\nname = "{name}"\nversion = "{version(numbers)}"\nsource = "registry+https://crates.example.org/index"\n'
            for name, numbers in cargo.items()),
        "requirements.txt": "".join(f"{name}=={version(numbers)}\n" for name, numbers in pypi.items()),
        "lintel.yaml": f"version: 1\ndependencies:\n  advisories: {{ databases: [{database}] }}\n",
    }
    for name, text in files.items():
        (root / name).write_text(text)


def findings(lintel, root):
    done = subprocess.run([lintel, "audit", "-q", "--root", root, "-f", "json"], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"bench: lintel audit ended with {done.returncode}\n{done.stderr[-2000:]}")
    return [finding for finding in json.loads(done.stdout)["findings"] if finding["rule"] == "dependencies/advisory"]


def check_findings(lintel, root, dump):
    """The audit names what the dump was made to cause, by component; ids stand in the message as CVE or as they are."""
    reported = sorted(finding["symbol"] for finding in findings(lintel, root))
    expected = sorted(package for package, _ in dump.affecting)
    if reported != expected:
        sys.exit(f"bench: {len(reported)} findings instead of {len(expected)}; the first that differs: "
                 f"{next(iter(set(reported) ^ set(expected)), 'the same names, other counts')}")
    return len(expected)


def best(rounds, run):
    samples = [bench.measure(run) for _ in range(rounds)]
    return min(cpu for cpu, _ in samples), min(wall for _, wall in samples)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    lintel = options.build.resolve() / "bin/lintel"
    with tempfile.TemporaryDirectory(prefix="lintel-bench-") as folder:
        home = pathlib.Path(folder)
        os.environ |= {"HOME": folder, "XDG_DATA_HOME": folder, "XDG_CACHE_HOME": folder}
        dump, archive, root = Dump(), home / "all.zip", home / "repository"
        dump.write(archive)
        root.mkdir()
        database = root / "osv.db"

        def add():
            database.unlink(missing_ok=True)
            bench.quiet([lintel, "audit", "db", "add", "--db", database, archive])
        rows = [("`lintel audit db add`, a zip of 50,000 records", *best(options.rounds, add))]
        write_repository(dump.declared, root, database.name)
        count = check_findings(lintel, root, dump)
        rows.append((f"`lintel audit`, 1,000 components, {count} findings",
                     *best(options.rounds, lambda: bench.quiet([lintel, "audit", "-q", "--root", root], accept=(0, 1)))))
    lines = [f"Best of {options.rounds} rounds; {bench.shape()}; {datetime.date.today().isoformat()}.", "",
             "| command | CPU s | wall s |", "|---|---|---|"]
    lines += [f"| {name} | {cpu:.2f} | {wall:.2f} |" for name, cpu, wall in rows]
    print("\n".join(lines))
    if options.write:
        bench.write_between(MARK, "\n".join(lines))


if __name__ == "__main__":
    main()
