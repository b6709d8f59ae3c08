#!/usr/bin/python3 -B
"""How true a bill of materials is: Lintel and cdxgen on the same trees, against truth made by hand.

    ./dev bench-sbom [--project NAME]... [--peer DIR] [--misses] [--write]

Truth: tests/corpus/sbom/<project>.truth, one dependency a line, fields separated by tabs:
  names    the name, and other names that tools may give it, separated by '|'
  version  '-' when nobody can know it; 'dpkg:PACKAGE' for what the machine's package has
  purl     without qualifiers, {version} for the version; alternatives separated by '|'; '-' when there is none
  views    declared, compiled, linked: how it comes in; script: only makefiles and configure scripts name it
           (declared, too); may: the line counts neither for nor against
  known    where a person sees it
Three levels: the name; name and version; package URL and evidence (an identity method with confidence, or an
occurrence). Recall is over the lines of the truth, precision over the components of the document. Noise: components
that are the project's own files. --peer names a directory with <project>.json of another producer (made beforehand,
see docs/accuracy-sbom.md). --write puts the table into docs/accuracy-sbom.md.
"""
import argparse
import collections
import datetime
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = ROOT / "build/corpus"
TRUTH = ROOT / "tests/corpus/sbom"
PAGE = ROOT / "docs/accuracy-sbom.md"
MARK = "<!-- table: ./dev bench-sbom --write -->"

Dependency = collections.namedtuple("Dependency", "names version purls views known line")
Score = collections.namedtuple("Score", "truth components name version evidence precision without noise scripts script wrong missed")


def fold(name):
    """Spelling only: case and punctuation. What else a dependency may be called stands in the truth."""
    return re.sub(r"[^a-z0-9+]", "", name.lower())


def installed_version(package):
    done = subprocess.run(["dpkg-query", "-W", "-f=${Version}", package], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else "not installed"


def read_truth(project):
    dependencies = []
    path = TRUTH / f"{project}.truth"
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 5:
            sys.exit(f"{path.relative_to(ROOT)}:{number}: expected five fields separated by tabs, got {len(fields)}")
        names, version, purls, views, known = (field.strip() for field in fields)
        if version.startswith("dpkg:"):
            version = installed_version(version[5:])
        purls = [] if purls == "-" else [purl.replace("{version}", version) for purl in purls.split("|")]
        dependencies.append(Dependency([fold(name) for name in names.split("|")], version, purls, views, known, number))
    return dependencies


def components_of(document):
    found = []

    def walk(components, inside):
        for component in components or []:
            is_part = inside and component.get("type") == "file"  # a file of the component that it stands in
            if component.get("type") != "operating-system" and not is_part:
                found.append(component)
            walk(component.get("components"), True)
    walk(document.get("components"), False)
    return found


def names_of(component):
    names = {component.get("name", "")}
    if component.get("group"):
        names.add(f"{component['group']}/{component['name']}")
    for entry in component.get("properties", []):
        if entry["name"] == "lintel:debian:source":
            names.add(entry["value"])
    return {fold(name) for name in names}


def bare(purl):
    """Without qualifiers, and with the colon of an epoch as some write it."""
    return purl.split("?")[0].split("#")[0].replace("%3A", ":").replace("%2B", "+").replace("%7E", "~").lower()


def has_evidence(component):
    evidence = component.get("evidence") or {}
    identity = evidence.get("identity") or []
    if isinstance(identity, dict):
        identity = [identity]
    return any(method.get("confidence") for entry in identity for method in entry.get("methods", [])) or bool(evidence.get("occurrences"))


def is_noise(component, tree):
    """One of the project's own files given as a component. cdxgen names them in the package URL's subpath."""
    name, subpath = component.get("name", ""), component.get("purl", "").partition("#")[2]
    if subpath and (tree / subpath).exists():
        return True
    return component.get("type") == "file" or ("/" in name and (tree / name).exists()) or (
        pathlib.PurePath(name).suffix in (".c", ".cc", ".cpp", ".h", ".hpp"))


def score(truth, document, tree):
    components = components_of(document)
    found = {"name": 0, "version": 0, "evidence": 0, "script": 0}
    right, missed = set(), []
    for dependency in truth:
        matching = [index for index, component in enumerate(components) if names_of(component) & set(dependency.names)]
        right.update(matching)
        if dependency.views == "may":
            continue
        if not matching:
            missed.append(f"{dependency.names[0]} ({dependency.known})")
            continue
        found["name"] += 1
        found["script"] += dependency.views == "script"
        versions = {components[index].get("version", "-") or "-" for index in matching}
        if dependency.version in versions:
            found["version"] += 1
        elif dependency.version != "-":
            missed.append(f"{dependency.names[0]}: version {dependency.version}, got {', '.join(sorted(versions))}")
        wanted = {bare(purl) for purl in dependency.purls}
        if any(has_evidence(components[index]) and (not wanted or bare(components[index].get("purl", "")) in wanted) for index in matching):
            found["evidence"] += 1
        else:
            missed.append(f"{dependency.names[0]}: purl {' or '.join(sorted(wanted))}, got "
                          + ", ".join(sorted(bare(components[index].get("purl", "none")) for index in matching)))
    wrong = [component.get("name", "") for index, component in enumerate(components) if index not in right]
    required = sum(dependency.views != "may" for dependency in truth)
    return Score(required, len(components), found["name"], found["version"], found["evidence"], len(right),
                 sum(not has_evidence(component) for component in components),
                 sum(is_noise(component, tree) for index, component in enumerate(components) if index not in right),
                 sum(dependency.views == "script" for dependency in truth), found["script"], wrong, missed)


def lintel_document(build, project):
    policy = TRUTH / f"{project}.yaml"
    command = [build / "bin/lintel", "sbom", "--root", CORPUS / project, "-f", "cyclonedx-1.6"]
    if policy.exists():
        command += ["--config", policy]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        sys.exit(f"bench-sbom: lintel sbom on {project} ended with {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def percent(part, whole):
    return f"{100 * part / whole:.0f} %" if whole else "-"


def row(project, tool, result):
    return (f"| {project} | {tool} | {result.components} | {result.name}/{result.truth} | {result.script}/{result.scripts} | {percent(result.precision, result.components)} "
            f"| {result.version}/{result.truth} | {result.evidence}/{result.truth} | {result.without} | {result.noise} |")


def total(results):
    sums = [sum(getattr(result, field) for result in results) for field in Score._fields[:10]]
    return Score(*sums, [], [])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--project", action="append")
    parser.add_argument("--peer", type=pathlib.Path, help="directory with <project>.json of cdxgen")
    parser.add_argument("--misses", action="store_true", help="also list what is missed and what is not in the truth")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    projects = options.project or sorted(path.stem for path in TRUTH.glob("*.truth"))
    lines = ["| project | tool | components | names found | of these in scripts only | names right | versions found | purl and evidence | without evidence | own files |",
             "|---|---|---|---|---|---|---|---|---|---|"]
    results = collections.defaultdict(list)
    for project in projects:
        truth = read_truth(project)
        documents = {"lintel": lintel_document(options.build, project)}
        if options.peer and (options.peer / f"{project}.json").exists():
            documents["cdxgen"] = json.loads((options.peer / f"{project}.json").read_text())
        for tool, document in documents.items():
            result = score(truth, document, CORPUS / project)
            results[tool].append(result)
            lines.append(row(project, tool, result))
            if options.misses:
                for text in result.missed:
                    print(f"{project}: {tool}: misses {text}", file=sys.stderr)
                for name in result.wrong:
                    print(f"{project}: {tool}: not in the truth: {name}", file=sys.stderr)
    for tool, scores in results.items():
        lines.append(row("all", tool, total(scores)))
    table = "\n".join(lines)
    print(table)
    if options.write:
        text = PAGE.read_text()
        before, _, rest = text.partition(MARK)
        after = rest.split("<!-- end -->", 1)[1]
        stamp = f"Measured on {datetime.date.today().isoformat()}."
        PAGE.write_text(f"{before}{MARK}\n{stamp}\n\n{table}\n<!-- end -->{after}")


if __name__ == "__main__":
    main()
