"""check, gate and sbom on leveldb as a new user would run them (tests/corpus/prepare.sh puts it there)."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import jsonschema

SOURCE = pathlib.Path(os.environ["LINTEL_SOURCE_DIR"])
LINTEL = pathlib.Path(os.environ["LINTEL_BUILD_DIR"]) / "bin/lintel"
LEVELDB = SOURCE / "build/corpus/leveldb"
POLICY = SOURCE / "tests/corpus/leveldb.yaml"
SCHEMAS = SOURCE / "build/schemas"


def lintel(*arguments):
    return subprocess.run([LINTEL, *arguments], capture_output=True, text=True, check=False)


def on_leveldb(command, *arguments):
    return lintel(command, "--root", LEVELDB, "--config", POLICY, *arguments)


def additional_items(validator, allowed, instance, schema):
    """The library's own version cannot word its message for a list of objects (it sorts them)."""
    items = schema.get("items", {})
    if isinstance(items, list) and validator.is_type(instance, "array") and allowed is False and len(instance) > len(items):
        yield jsonschema.ValidationError("more items than the schema names")


def validate(document, schema_name):
    schema = json.loads((SCHEMAS / schema_name).read_text())
    store = {}
    for path in SCHEMAS.glob("*.json"):
        text = json.loads(path.read_text())
        store[text.get("$id", path.name)] = text
        store[path.name] = text
    resolver = jsonschema.RefResolver(base_uri=schema.get("$id", ""), referrer=schema, store=store)
    plain = jsonschema.validators.validator_for(schema)
    validator = jsonschema.validators.extend(plain, {"additionalItems": additional_items})(schema, resolver=resolver)
    return [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(document)]


def references_of(components):
    """Of components and of those inside them."""
    for component in components:
        yield component["bom-ref"]
        yield from references_of(component.get("components", []))


class Leveldb(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if not (LEVELDB / "build/compile_commands.json").exists():
            raise RuntimeError("leveldb is not there; run tests/corpus/prepare.sh")

    def test_every_unit_has_an_outcome(self):
        report = json.loads(on_leveldb("check", "-f", "json").stdout)
        database = json.loads((LEVELDB / "build/compile_commands.json").read_text())
        compiled = {os.path.relpath(os.path.join(e["directory"], e["file"]), LEVELDB) for e in database}
        outcomes = {unit["unit"]: unit["outcome"] for unit in report["units"]}
        self.assertEqual({outcomes.get(path) for path in compiled}, {"analysed"})
        sources = {str(p.relative_to(LEVELDB)) for p in LEVELDB.rglob("*") if p.suffix in (".cc", ".c") and "build" not in p.parts}
        self.assertEqual(sources - set(outcomes), set())

    def test_one_and_two_workers_write_the_same_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            texts = []
            for jobs in ("1", "2"):
                files = {name: pathlib.Path(folder, f"{name}{jobs}") for name in ("text", "json", "sarif")}
                outputs = [argument for name, path in files.items() for argument in ("-o", f"{name}:{path}")]
                run = on_leveldb("gate", "-j", jobs, "-q", *outputs)
                self.assertEqual(run.returncode, 1, run.stderr)
                texts.append({name: path.read_bytes() for name, path in files.items()})
            self.assertEqual(texts[0], texts[1])
            self.assertGreater(len(texts[0]["sarif"]), 10000)

    def test_gate_says_what_a_new_user_needs(self):
        run = lintel("gate", "--root", LEVELDB)  # no policy yet
        self.assertEqual(run.returncode, 3, run.stderr)
        self.assertIn("no lintel.yaml", run.stderr)
        self.assertIn("units: not-in-database: no entry in the compile database", run.stdout)
        self.assertIn("db/c.cc:363:3: error: the 'leveldb::Status' returned by", run.stdout)
        self.assertIn("verdict: INCOMPLETE", run.stdout)

    def test_sarif_is_valid(self):
        with tempfile.TemporaryDirectory() as folder:
            other = pathlib.Path(folder, "report.json")
            run = on_leveldb("gate", "-f", "sarif", "-o", f"json:{other}")
            findings = json.loads(other.read_text())["findings"]
        report = json.loads(run.stdout)
        self.assertEqual(validate(report, "sarif-2.1.0.json"), [])
        self.assertGreater(len(findings), 10)
        self.assertEqual(len(report["runs"][0]["results"]), len(findings))

    def test_sbom_is_valid_and_names_what_is_included(self):
        run = on_leveldb("sbom", "-f", "cyclonedx-1.6")
        self.assertEqual(run.returncode, 0, run.stderr)
        again = on_leveldb("sbom", "-f", "cyclonedx-1.6", "-j", "1")
        self.assertEqual(run.stdout, again.stdout)
        bom = json.loads(run.stdout)
        self.assertEqual(validate(bom, "bom-1.6.schema.json"), [])
        components = {c["name"]: c for c in bom["components"]}
        self.assertTrue({"libc6-dev", "libstdc++-12-dev"} <= set(components), components.keys())
        for name in ("libc6-dev", "libstdc++-12-dev"):
            version = subprocess.run(["dpkg-query", "-W", "-f=${Version}", name], capture_output=True, text=True, check=True).stdout
            self.assertEqual(components[name]["version"], version)
            self.assertTrue(components[name]["purl"].startswith("pkg:deb/debian/"))
            self.assertTrue(components[name]["evidence"]["occurrences"])
        references = set(references_of([bom["metadata"]["component"], *bom["components"]]))
        for edge in bom["dependencies"]:
            self.assertTrue({edge["ref"], *edge.get("dependsOn", [])} <= references)
        self.assertNotIn("leveldb/db", json.dumps([c["name"] for c in bom["components"]]))


if __name__ == "__main__":
    unittest.main()
