"""Documents that unit_write makes of a rich bill of materials, held against the official schemas."""

import copy
import json
import os
import pathlib
import subprocess
import unittest
import warnings

import jsonschema

SOURCE = pathlib.Path(os.environ["LINTEL_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["LINTEL_BUILD_DIR"])
SCHEMAS = SOURCE / "build" / "schemas"
SAMPLES = BUILD / "sbom-samples"
NAMES = ("rich", "empty", "incomplete")


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


class Documents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        warnings.simplefilter("ignore", DeprecationWarning)  # jsonschema's own resolver
        subprocess.run([BUILD / "bin" / "unit_write", "documents of every format*"], check=True, stdout=subprocess.DEVNULL)

    def schema(self, name, directory=SCHEMAS):
        path = directory / name
        self.assertTrue(path.exists(), f"{path} is missing; ./dev test fetches it")
        return read(path)

    def validator(self, schema, kind):
        store = {f"http://cyclonedx.org/schema/{path.name}": read(path) for path in SCHEMAS.glob("*.schema.json")}
        resolver = jsonschema.RefResolver(schema.get("$id", ""), schema, store=store)
        return kind(schema, resolver=resolver, format_checker=jsonschema.FormatChecker())

    def assertAccepted(self, validator, document):
        self.assertEqual([f"{list(error.absolute_path)}: {error.message[:300]}" for error in validator.iter_errors(document)], [])

    def check(self, suffix, schema, kind, break_it, directory=SCHEMAS):
        validator = self.validator(self.schema(schema, directory), kind)
        for name in NAMES:
            with self.subTest(name=name):
                self.assertAccepted(validator, read(SAMPLES / f"{name}.{suffix}"))
        broken = copy.deepcopy(read(SAMPLES / f"rich.{suffix}"))
        break_it(broken)
        self.assertFalse(validator.is_valid(broken), "the schema does not see what is wrong")

    def test_cyclonedx(self):
        def break_it(document):
            document["components"][0]["type"] = "thing"
        for version in ("1.6", "1.7"):
            self.check(f"cdx-{version}.json", f"bom-{version}.schema.json", jsonschema.Draft7Validator, break_it)

    def test_spdx_3(self):
        def break_it(document):
            relationship = next(each for each in document["@graph"] if each["type"] == "Relationship")
            relationship["relationshipType"] = "likes"
        self.check("spdx-3.0.1.json", "spdx-3.0.1.schema.json", jsonschema.Draft202012Validator, break_it)

    def test_spdx_2(self):
        """The shape that SPDX 2.3 asks for, written down for the fields that Lintel writes."""
        def break_it(document):
            document["packages"][0]["licence"] = "MIT"
        self.check("spdx-2.3.json", "spdx-2.3-written.schema.json", jsonschema.Draft7Validator, break_it,
                   SOURCE / "tests" / "data" / "spdx")

    def test_tag_value_says_the_same(self):
        for name in NAMES:
            text = (SAMPLES / f"{name}.spdx-2.3.spdx").read_text(encoding="utf-8")
            document = read(SAMPLES / f"{name}.spdx-2.3.json")
            self.assertEqual(text.count("\nPackageName: "), len(document["packages"]))
            self.assertEqual(text.count("\nRelationship: "), len(document["relationships"]))
            self.assertIn(f"\nDocumentNamespace: {document['documentNamespace']}\n", text)
            for package in document["packages"]:
                self.assertIn(f"\nSPDXID: {package['SPDXID']}\n", text)


if __name__ == "__main__":
    unittest.main()
