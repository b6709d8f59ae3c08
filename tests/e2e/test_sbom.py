"""lintel sbom and its questions, on small repositories made up for it and on the corpus' leveldb."""

import json
import os
import re
import subprocess
import tempfile
import unittest

from support import FAIL, INCOMPLETE, INVALID, LINTEL, PASS, SOURCE, Project

FORMATS = ("cyclonedx-1.6", "cyclonedx-1.7", "spdx-2.3", "spdx-2.3-tag-value", "spdx-3.0")
LEVELDB = SOURCE / "build/corpus/leveldb"
MAIN = """#include "third_party/tiny/tiny.h"
#include <stdio.h>
int main(void) { return tiny() + (int)sizeof(FILE *); }
"""
TINY_H = '#pragma once\n#define TINY_VERSION "1.4.2"\nint tiny(void);\n'
TINY_C = '#include "tiny.h"\nint tiny(void) { return 1; }\n'


class SbomProject(Project):
    def sbom(self, *arguments, status=PASS, **environment):
        """The CycloneDX document of the repository."""
        path = self.home / "bom.json"
        path.unlink(missing_ok=True)
        result = self.lintel("sbom", "-o", f"cyclonedx-1.6:{path}", *arguments, **environment)
        self.assertVerdict(status, result)
        return json.loads(path.read_text())

    def component(self, name, document=None):
        found = [each for each in (document or self.sbom())["components"] if each["name"] == name]
        self.assertEqual(len(found), 1, f"components called {name}")
        return found[0]

    def document(self, form, *arguments, **environment):
        path = self.home / "document"
        path.unlink(missing_ok=True)
        self.assertVerdict(PASS, self.lintel("sbom", "-o", f"{form}:{path}", *arguments, **environment))
        return path.read_bytes()


class Documents(SbomProject):
    def setUp(self):
        super().setUp()
        self.start({"main.c": MAIN, "third_party/tiny/tiny.h": TINY_H, "third_party/tiny/tiny.c": TINY_C})

    def test_every_format_is_the_same_for_one_worker_and_two_and_at_any_time(self):
        for form in FORMATS:
            with self.subTest(form):
                first = self.document(form, "-j", "1")
                self.assertEqual(first, self.document(form, "-j", "2"))
                dated = self.document(form, "-j", "1", SOURCE_DATE_EPOCH="1700000000")
                self.assertEqual(dated, self.document(form, "-j", "2", SOURCE_DATE_EPOCH="1700000000"))
                self.assertIn(b"2023-11-14T22:13:20Z", dated)

    def test_every_format_is_valid_and_names_the_copy_with_its_version(self):
        paths = []
        for form in FORMATS:
            paths.append(self.home / form)
            paths[-1].write_bytes(self.document(form))
            text = paths[-1].read_text()
            self.assertIn("tiny", text, form)
            self.assertIn("1.4.2", text, form)
        result = self.lintel("sbom", "validate", *paths)
        self.assertVerdict(PASS, result)
        self.assertEqual(result.stdout.count(": valid, 0 errors"), len(FORMATS), result.stdout)

    def test_a_reference_that_leads_nowhere_is_refused(self):
        path = self.home / "dangling.json"
        document = self.sbom()
        document["dependencies"][0].setdefault("dependsOn", []).append("lost-and-gone")
        path.write_text(json.dumps(document, indent=1))
        result = self.lintel("sbom", "validate", path)
        self.assertVerdict(FAIL, result)
        self.assertIn("lost-and-gone", result.stdout)
        self.assertIn("not valid", result.stdout)
        line = next(number for number, text in enumerate(path.read_text().splitlines(), 1) if "lost-and-gone" in text)
        self.assertIn(f"dangling.json:{line}", result.stdout)

    def test_what_is_no_document_is_refused(self):
        self.assertVerdict(FAIL, self.lintel("sbom", "validate", self.write("text.json", "{}\n")))
        result = self.lintel("sbom", "validate", "not-there.json")
        self.assertVerdict(INVALID, result)
        self.assertIn("not-there.json", result.stdout)

    def test_a_difference_names_the_versions(self):
        before = self.home / "before.json"
        before.write_bytes(self.document("cyclonedx-1.6"))
        self.write("third_party/tiny/tiny.h", TINY_H.replace("1.4.2", "1.5.0"))
        after = self.home / "after.spdx.json"
        after.write_bytes(self.document("spdx-2.3"))
        result = self.lintel("sbom", "diff", before, after)
        self.assertVerdict(PASS, result)
        self.assertTrue(any("tiny" in line and "1.4.2" in line and "1.5.0" in line for line in result.stdout.splitlines()), result.stdout)
        changes = json.loads(self.lintel("sbom", "diff", "-f", "json", before, after).stdout)["versionChanged"]
        self.assertEqual([(change["before"], change["after"]) for change in changes], [("1.4.2", "1.5.0")])
        same = self.lintel("sbom", "diff", before, before)
        self.assertVerdict(PASS, same)
        self.assertIn("no difference", same.stdout)

    def test_the_tree_begins_at_the_project(self):
        result = self.lintel("sbom", "tree")
        self.assertVerdict(PASS, result)
        lines = result.stdout.splitlines()
        self.assertEqual(lines[0].split()[0], "project", result.stdout)
        self.assertTrue(any(re.search(r"── tiny 1\.4\.2  \[.*compiled", line) for line in lines), result.stdout)
        self.assertIn("libc6-dev", result.stdout)

    def test_why_names_the_unit_and_the_line(self):
        result = self.lintel("sbom", "why", "tiny")
        self.assertVerdict(PASS, result)
        self.assertIn("path: project -> tiny", result.stdout)
        self.assertRegex(result.stdout, r"third_party/tiny/tiny\.h included by .*main\.c, at main\.c:1\b")
        self.assertIn("third_party/tiny/tiny.c compiled as a unit", result.stdout)
        reasons = json.loads(self.lintel("sbom", "why", "-f", "json", "pkg:generic/tiny").stdout)
        site = next(entry["site"] for entry in reasons[0]["compiled"] if entry["header"].endswith("tiny.h"))
        self.assertEqual((site["path"], site["line"]), ("main.c", 1))

    def test_a_name_that_nothing_has_is_refused_with_a_suggestion(self):
        result = self.lintel("sbom", "why", "tinny")
        self.assertVerdict(INVALID, result)
        self.assertIn("no component is called 'tinny'", result.stdout)
        self.assertIn("did you mean 'tiny'?", result.stdout)

    def test_the_version_of_a_copy_comes_from_its_macro_with_the_place(self):
        component = self.component("tiny")
        self.assertEqual((component["version"], component["purl"]), ("1.4.2", "pkg:generic/tiny@1.4.2"))
        methods = [method for identity in component["evidence"]["identity"] for method in identity["methods"]]
        self.assertTrue(any("third_party/tiny/tiny.h:2" in json.dumps(identity) for identity in component["evidence"]["identity"])
                        or any("TINY_VERSION" in json.dumps(method) for method in methods), methods)

    def test_a_copy_without_a_version_gets_none(self):
        self.write("third_party/tiny/tiny.h", "#pragma once\nint tiny(void);\n")
        component = self.component("tiny")
        self.assertNotIn("version", component)
        self.assertEqual(component["purl"], "pkg:generic/tiny")

    def test_no_component_is_a_file_of_the_project(self):
        self.write("util/own.h", "int own(void);\n")
        self.write("main.c", '#include "util/own.h"\n' + MAIN)
        document = self.sbom()
        self.assertNotIn("file", {component["type"] for component in document["components"]})
        self.assertFalse({"own", "own.h", "util", "main", "main.c"} & {component["name"] for component in document["components"]})

    def test_links_that_go_round_do_no_harm(self):
        os.symlink(".", self.root / "third_party/loop")
        os.symlink("other", self.root / "third_party/one")
        os.symlink("one", self.root / "third_party/other")
        os.symlink("../../third_party", self.root / "third_party/tiny/up")
        self.git("add", "-A")
        self.assertEqual(self.component("tiny")["version"], "1.4.2")

    def test_a_format_that_does_not_exist_is_refused(self):
        result = self.lintel("sbom", "-f", "cyclonedx-9")
        self.assertVerdict(INVALID, result)
        self.assertIn("cyclonedx-1.6", result.stdout)


class Gaps(SbomProject):
    def test_a_unit_that_cannot_be_scanned_is_a_gap_and_the_rest_is_written(self):
        self.start({"main.c": MAIN, "third_party/tiny/tiny.h": TINY_H, "bad.c": '#include "not_there.h"\n'})
        document = self.sbom(status=INCOMPLETE)
        self.assertEqual(self.component("tiny", document)["version"], "1.4.2")
        self.assertIn("incomplete", json.dumps(document["metadata"].get("properties", [])))
        result = self.lintel("sbom", "-f", "cyclonedx-1.6")
        self.assertVerdict(INCOMPLETE, result)
        self.assertIn("bad.c", result.stdout)
        self.write("lintel.yaml", "version: 1\nincomplete: allow\n")
        self.sbom(status=PASS)

    def test_a_manifest_that_cannot_be_read_is_a_gap(self):
        self.start({"main.c": MAIN, "third_party/tiny/tiny.h": TINY_H, "conan.lock": '{"version": "0.5", "requires": [\n'})
        self.sbom(status=INCOMPLETE)
        result = self.lintel("sbom", "-f", "cyclonedx-1.6")
        self.assertIn("conan.lock:", result.stdout)


class Submodules(SbomProject):
    def test_a_submodule_has_the_commit_that_the_repository_records(self):
        upstream = self.home / "upstream"
        upstream.mkdir()
        self.git("init", "-q", "-b", "main", cwd=upstream)
        self.write("dep.h", "#pragma once\nint dep(void);\n", upstream)
        self.git("add", ".", cwd=upstream)
        self.git("commit", "-q", "-m", "one", cwd=upstream)
        recorded = self.head(upstream)
        self.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(upstream), "libs/dep")
        self.git("config", "-f", ".gitmodules", "submodule.libs/dep.url", "https://git.example.org/team/dep.git")
        self.git("add", ".gitmodules")
        self.write("dep.h", "#pragma once\nint dep(int);\n", upstream)
        self.git("commit", "-q", "-am", "two", cwd=upstream)
        self.start({"main.c": '#include "libs/dep/dep.h"\nint main(void) { return dep(); }\n'})
        component = self.component("dep")
        self.assertEqual(component["version"], recorded)
        self.assertIn(recorded, component["purl"])
        self.assertIn("https://git.example.org/team/dep.git", json.dumps(component["externalReferences"]))


class UpstreamIndex(SbomProject):
    POLICY = "version: 1\ndependencies: { index: build/releases.db }\n"

    def setUp(self):
        super().setUp()
        self.upstream = self.home / "small"
        self.upstream.mkdir()
        self.git("init", "-q", "-b", "main", cwd=self.upstream)
        for release in ("1.0", "1.1", "1.2"):
            for name, text in self.release(release).items():
                self.write(name, text, self.upstream)
            self.git("add", ".", cwd=self.upstream)
            self.environment["GIT_COMMITTER_DATE"] = f"200{release[-1]}-05-06T07:08:09Z"
            self.git("commit", "-q", "-m", release, cwd=self.upstream)
            self.git("tag", f"v{release}", cwd=self.upstream)
        del self.environment["GIT_COMMITTER_DATE"]

    @staticmethod
    def release(version):
        """Eight files; some change with every release."""
        files = {"small.h": "#pragma once\n" + "".join(f"int part{i}(void);\n" for i in range(6))}
        for i in range(6):
            since = version if i < 3 else "1.0"
            files[f"part{i}.c"] = f'#include "small.h"\n// state of {since}\nint part{i}(void) {{\n  return {i} + {len(since) + int(since[-1])};\n}}\n'
        files["util.c"] = f'// helpers of {version}\nstatic int helper(void) {{\n  return {version[-1]} * 1000;\n}}\nint use(void) {{ return helper(); }}\n'
        return files

    def add(self, source=None):
        source = source or f"file://{self.upstream}"
        result = self.lintel("sbom", "index", "add", source, "--name", "small", "--index", self.root / "build/releases.db")
        self.assertVerdict(PASS, result)
        self.assertIn("3 releases added", result.stdout)

    def copy(self, change):
        files = self.release("1.1") | change
        self.start({"main.c": '#include "third_party/small/small.h"\nint main(void) { return part0(); }\n'}
                   | {f"third_party/small/{name}": text for name, text in files.items()}, self.POLICY)

    def test_a_copy_with_a_changed_file_is_known_by_its_content(self):
        changed = self.release("1.1")["part4.c"].replace("return", "return 40 +")
        self.copy({"part4.c": changed, "ours.c": "int ours(void) { return 1; } // written for this project, not upstream's\n"})
        self.add()
        component = self.component("small")
        self.assertEqual(component["version"], "1.1")
        pedigree = component["pedigree"]
        self.assertEqual(pedigree["ancestors"][0]["version"], "v1.1")
        self.assertEqual(pedigree["commits"][0]["uid"], self.git("rev-parse", "v1.1^{commit}", cwd=self.upstream))
        properties = {entry["name"]: entry["value"] for entry in component["properties"]}
        self.assertEqual(properties["lintel:pedigree:modified"], "1")
        self.assertEqual(properties["lintel:pedigree:added"], "1")
        self.assertEqual(properties["lintel:pedigree:unmodified"], "7")
        techniques = {method["technique"] for identity in component["evidence"]["identity"] for method in identity["methods"]}
        self.assertIn("hash-comparison", techniques)

    def test_the_patch_is_measured_where_the_repository_is_at_hand(self):
        self.copy({"part4.c": self.release("1.1")["part4.c"].replace("return", "return 40 +")})
        self.add(self.upstream)
        properties = {entry["name"]: entry["value"] for entry in self.component("small")["properties"]}
        self.assertEqual(properties["lintel:pedigree:patch-lines"], "2")  # one line taken out, one put in

    def test_an_index_that_the_policy_names_must_be_there(self):
        self.copy({})
        result = self.lintel("sbom", "-f", "cyclonedx-1.6")
        self.assertVerdict(INVALID, result)
        self.assertIn("releases.db", result.stdout)

    def test_the_index_says_what_it_holds_and_adds_nothing_twice(self):
        self.copy({})
        self.add()
        again = self.lintel("sbom", "index", "add", self.upstream, "--name", "small", "--index", "build/releases.db")
        self.assertVerdict(PASS, again)
        shown = self.lintel("sbom", "index", "show", "--index", "build/releases.db")
        self.assertVerdict(PASS, shown)
        self.assertIn("small", shown.stdout)
        self.assertIn("3 releases", shown.stdout)

    def test_the_audit_says_how_old_the_first_newer_release_is(self):
        self.copy({})
        self.add()
        self.write("lintel.yaml", "version: 1\ndependencies: { index: build/releases.db, freshness: { severity: error, max-age: 365 } }\n")
        result = self.lintel("audit")
        self.assertVerdict(FAIL, result)
        self.assertIn("is 1 release behind '1.2'; '1.2' is of 2002-05-06 [dependencies/outdated]", result.stdout)

    def test_a_repository_that_is_not_there_is_refused(self):
        self.copy({})
        result = self.lintel("sbom", "index", "add", f"file://{self.home}/nowhere", "--index", "build/releases.db")
        self.assertVerdict(INVALID, result)
        self.assertIn("nowhere", result.stdout)


class Leveldb(unittest.TestCase):
    """A real project, in every format."""

    @classmethod
    def setUpClass(cls):
        if not (LEVELDB / "build/compile_commands.json").exists():
            raise RuntimeError("leveldb is not there; run tests/corpus/prepare.sh")

    def sbom(self, form, jobs):
        policy = SOURCE / "tests/corpus/leveldb.yaml"
        done = subprocess.run([LINTEL, "sbom", "-f", form, "-j", jobs, "--root", LEVELDB, "--config", policy],
                              capture_output=True, text=True, check=False, env=os.environ | {"SOURCE_DATE_EPOCH": "1700000000"})
        self.assertEqual(done.returncode, PASS, done.stderr)
        return done.stdout

    def test_every_format_is_valid_and_the_same_for_one_worker_and_two(self):
        for form in FORMATS:
            with self.subTest(form):
                text = self.sbom(form, "1")
                self.assertEqual(text, self.sbom(form, "2"))
                with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
                    file.write(text)
                    file.flush()
                    done = subprocess.run([LINTEL, "sbom", "validate", file.name], capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, PASS, done.stdout + done.stderr)

    def test_what_is_declared_compiled_and_linked_is_there(self):
        document = json.loads(self.sbom("cyclonedx-1.6", "2"))
        names = {component["name"].lower() for component in document["components"]}
        self.assertTrue({"libc6-dev", "libstdc++-12-dev", "snappy", "crc32c", "googletest", "benchmark"} <= names, names)
        for component in document["components"]:
            self.assertTrue(component.get("evidence"), component["name"])


if __name__ == "__main__":
    unittest.main()
