"""lintel audit on small repositories made up for it: advisories, VEX, pinning, waivers, what a change adds."""

import json
import time
import unittest

from support import FAIL, INCOMPLETE, INVALID, PASS, Project

ADVISORIES = "version: 1\nexclude: [third_party/zlib/contrib/**]\ndependencies:\n  advisories: { databases: [build/osv.db]%s }\n"
MAIN = '#include "third_party/zlib/zlib.h"\nint main(void) { return inflate(0); }\n'
ZLIB = {
    "third_party/zlib/zlib.h": '#pragma once\n#define ZLIB_VERSION "1.2.11"\nint inflate(int);\n',
    "third_party/zlib/inflate.c": '#include "zlib.h"\nint inflate(int x) { return x; }\n',
}
OVERFLOW = {
    "schema_version": "1.6.0", "id": "OSV-2099-1", "aliases": ["CVE-2099-0001"], "modified": time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime()),
    "summary": "a made-up overflow",
    "affected": [{"package": {"ecosystem": "OSS-Fuzz", "name": "zlib"},
                  "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.2.12"}]}]}],
}
CMAKE = """cmake_minimum_required(VERSION 3.25)
project(demo C)
include(FetchContent)
FetchContent_Declare(old GIT_REPOSITORY https://git.example.org/old.git GIT_TAG main)
"""
NEWER = "FetchContent_Declare(newer GIT_REPOSITORY https://git.example.org/newer.git GIT_TAG develop)\n"
PINNING = "version: 1\ndependencies: { pinning: {} }\n"


class AuditProject(Project):
    def start(self, files, policy):
        """Without C files there is no compile database either."""
        super().start(files, policy)
        if not any(path.endswith(".c") for path in files):
            (self.root / "build/compile_commands.json").unlink()

    def audit(self, *arguments, status=PASS):
        """The findings; the report's exit code is the program's."""
        return self.findings_of("audit", *arguments, status=status)

    def findings_of(self, command, *arguments, status):
        path = self.home / "report.json"
        path.unlink(missing_ok=True)
        result = self.lintel(command, "-q", "-o", f"json:{path}", *arguments)
        self.assertVerdict(status, result)
        report = json.loads(path.read_text())
        self.assertEqual(report["exitCode"], status)
        return report["findings"]

    def rules(self, findings):
        return [(finding["rule"], finding["symbol"]) for finding in findings]

    def add(self, *records):
        for record in records:
            self.write(f"{record['id']}.json", json.dumps(record), self.home / "osv")
        result = self.lintel("audit", "db", "add", "--db", self.root / "build/osv.db", self.home / "osv")
        self.assertVerdict(PASS, result)
        return result.stdout


class Advisories(AuditProject):
    def begin(self, record=OVERFLOW, more="", files=None):
        self.start({"main.c": MAIN} | ZLIB | (files or {}), ADVISORIES % more)
        self.add(record)

    def test_an_affected_copy_fails_the_audit_where_it_is_included(self):
        self.begin()
        findings = self.audit(status=FAIL)
        self.assertEqual(self.rules(findings), [("dependencies/advisory", "zlib")])
        finding = findings[0]
        self.assertEqual((finding["severity"], finding["disposition"]), ("error", "enforced"))
        self.assertEqual((finding["location"]["path"], finding["location"]["line"]), ("main.c", 1))
        for text in ("1.2.11", "CVE-2099-0001", "OSV-2099-1", "a made-up overflow", "1.2.12"):
            self.assertIn(text, finding["message"])

    def test_the_gate_asks_the_same(self):
        self.begin()
        self.assertEqual(self.rules(self.findings_of("gate", status=FAIL)), [("dependencies/advisory", "zlib")])

    def test_a_fixed_copy_passes(self):
        self.begin()
        self.write("third_party/zlib/zlib.h", ZLIB["third_party/zlib/zlib.h"].replace("1.2.11", "1.2.12"))
        self.assertEqual(self.audit(), [])

    def test_a_copy_of_unknown_version_is_not_taken_for_clean(self):
        self.begin()
        self.write("third_party/zlib/zlib.h", "#pragma once\nint inflate(int);\n")
        findings = self.audit()
        self.assertEqual(self.rules(findings), [("dependencies/advisory-unknown", "zlib")])
        self.write("lintel.yaml", ADVISORIES % ", unknown: deny")
        self.audit(status=FAIL)

    def test_a_withdrawn_advisory_counts_for_nothing(self):
        self.begin(OVERFLOW | {"withdrawn": "2024-02-01T00:00:00Z"})
        self.assertEqual(self.audit(), [])

    def test_the_database_says_what_it_holds(self):
        self.begin()
        self.assertIn("0 added", self.add(OVERFLOW))
        self.assertIn("1 added", self.add(OVERFLOW | {"id": "OSV-2099-2", "withdrawn": "2024-02-01T00:00:00Z"}))
        shown = self.lintel("audit", "db", "show", "--db", "build/osv.db")
        self.assertVerdict(PASS, shown)
        for text in ("advisories: 1, and 1 withdrawn", "OSS-Fuzz", OVERFLOW["modified"]):
            self.assertIn(text, shown.stdout)

    def test_a_malformed_record_is_named_and_the_rest_goes_in(self):
        self.start({"main.c": MAIN} | ZLIB, ADVISORIES % "")
        self.write("OSV-2099-1.json", json.dumps(OVERFLOW), self.home / "osv")
        self.write("broken.json", '{"id": "OSV-2099-9",\n', self.home / "osv")
        result = self.lintel("audit", "db", "add", "--db", self.root / "build/osv.db", self.home / "osv")
        self.assertVerdict(INCOMPLETE, result)
        self.assertIn("broken.json", result.stdout)
        self.assertIn("1 added", result.stdout)
        self.audit(status=FAIL)

    def test_a_vex_statement_lifts_an_advisory(self):
        self.begin(more=", vex: [vex.json]")
        statement = {"vulnerability": {"name": "CVE-2099-0001"}, "products": [{"@id": "pkg:generic/zlib@1.2.11"}],
                     "status": "not_affected", "justification": "vulnerable_code_cannot_be_controlled_by_adversary"}
        document = {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.org/vex/1", "author": "Product security",
                    "timestamp": "2024-03-01T00:00:00Z", "version": 1, "statements": [statement]}
        self.write("vex.json", json.dumps(document))
        self.assertEqual(self.audit(), [])
        statement["products"][0]["@id"] = "pkg:generic/zlib@1.2.10"  # speaks of another version
        self.write("vex.json", json.dumps(document))
        self.audit(status=FAIL)

    def test_a_vex_statement_about_the_project_lifts_an_advisory(self):
        self.begin(more=", vex: [vex.json]")
        self.git("remote", "add", "origin", "git@github.com:Acme/App.git")
        product = {"@id": "pkg:github/acme/app", "subcomponents": [{"@id": "pkg:generic/zlib"}]}
        statement = {"vulnerability": {"name": "CVE-2099-0001"}, "products": [product], "status": "not_affected",
                     "justification": "vulnerable_code_not_in_execute_path"}
        document = {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.org/vex/1", "author": "Product security",
                    "timestamp": "2024-03-01T00:00:00Z", "version": 1, "statements": [statement]}
        self.write("vex.json", json.dumps(document))
        self.assertEqual(self.audit(), [])
        product["@id"] = "pkg:github/acme/another"
        self.write("vex.json", json.dumps(document))
        self.assertEqual({finding["rule"] for finding in self.audit(status=FAIL)},
                         {"dependencies/advisory", "dependencies/unused-entry"})

    def test_code_that_no_unit_compiles_lifts_an_advisory_that_names_it(self):
        """The copy has the file, and the build leaves it out."""
        record = json.loads(json.dumps(OVERFLOW))
        record["affected"][0]["ecosystem_specific"] = {"files": ["contrib/untgz.c"]}
        self.begin(record, files={"third_party/zlib/contrib/untgz.h": "#pragma once\n"})
        self.write("third_party/zlib/contrib/untgz.c", "int untgz(void) { return 1; }\n")
        self.assertEqual(self.audit(), [])
        self.database("main.c", "third_party/zlib/inflate.c", "third_party/zlib/contrib/untgz.c")
        self.audit(status=FAIL)

    def test_openvex_is_written(self):
        self.begin()
        path = self.home / "vex.json"
        self.lintel("audit", "-q", "-o", f"openvex:{path}")
        document = json.loads(path.read_text())
        self.assertTrue(document["@context"].startswith("https://openvex.dev/ns"))
        self.assertEqual([(each["vulnerability"]["name"], each["status"]) for each in document["statements"]],
                         [("CVE-2099-0001", "under_investigation")])

    def test_ignoring_needs_the_id_or_an_alias_and_ends_with_its_last_day(self):
        entry = ", ignore: [{ id: CVE-2099-0001, reason: no untrusted input gets there, expires: 2090-01-31 }]"
        self.begin(more=entry)
        self.assertEqual(self.audit("--effective-time", "2026-01-01"), [])
        late = self.audit("--effective-time", "2090-02-01", status=FAIL)
        self.assertIn(("dependencies/advisory", "zlib"), self.rules(late))
        expired = [finding for finding in late if finding["rule"] == "dependencies/expired-entry"]
        self.assertEqual([finding["location"]["path"] for finding in expired], ["lintel.yaml"])

    def test_an_entry_that_meets_nothing_is_reported_at_its_line(self):
        self.begin(more=",\n    ignore: [{ id: CVE-2099-0002, reason: a slip of the pen }]")
        findings = self.audit(status=FAIL)
        unused = [finding for finding in findings if finding["rule"] == "dependencies/unused-entry"]
        self.assertEqual([(each["location"]["path"], each["location"]["line"]) for each in unused], [("lintel.yaml", 5)])
        self.assertEqual(unused[0]["severity"], "warning")

    def test_an_old_database_and_a_missing_one_fail(self):
        self.begin(more=", max-age: 30")
        self.write("third_party/zlib/zlib.h", ZLIB["third_party/zlib/zlib.h"].replace("1.2.11", "1.3.1"))
        self.assertEqual(self.audit(), [])
        late = self.audit("--effective-time", "2090-01-01", status=FAIL)
        self.assertEqual([finding["rule"] for finding in late], ["dependencies/stale-advisories"])
        (self.root / "build/osv.db").unlink()
        self.assertEqual([finding["rule"] for finding in self.audit(status=FAIL)], ["dependencies/stale-advisories"])

    def test_sarif_knows_the_rules(self):
        self.begin()
        path = self.home / "report.sarif"
        self.assertVerdict(FAIL, self.lintel("audit", "-q", "-o", f"sarif:{path}"))
        run = json.loads(path.read_text())["runs"][0]
        rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
        self.assertTrue({"dependencies/advisory", "dependencies/unpinned", "dependencies/unused-entry"} <= set(rules), sorted(rules))
        self.assertEqual([result["ruleId"] for result in run["results"]], ["dependencies/advisory"])
        self.assertTrue(rules["dependencies/advisory"]["shortDescription"]["text"])


class CommitRanges(AuditProject):
    """A submodule, and an advisory that knows commits only."""

    URL = "https://git.example.org/team/dep.git"

    def setUp(self):
        super().setUp()
        self.upstream = self.home / "upstream"
        self.upstream.mkdir()
        self.git("init", "-q", "-b", "main", cwd=self.upstream)
        self.commits = []
        for number in range(5):
            self.write("dep.h", f"#pragma once\nint dep(int); // state {number}\n", self.upstream)
            self.git("add", ".", cwd=self.upstream)
            self.git("commit", "-q", "-m", str(number), cwd=self.upstream)
            self.commits.append(self.head(self.upstream))
        self.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(self.upstream), "third_party/dep")
        self.git("config", "-f", ".gitmodules", "submodule.third_party/dep.url", self.URL)
        self.git("add", ".gitmodules")
        self.start({"main.c": '#include "third_party/dep/dep.h"\nint main(void) { return dep(1); }\n'}, ADVISORIES % "")
        self.add({"schema_version": "1.6.0", "id": "OSV-2099-7", "modified": time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime()), "summary": "a made-up race",
                  "affected": [{"ranges": [{"type": "GIT", "repo": self.URL,
                                            "events": [{"introduced": self.commits[1]}, {"fixed": self.commits[3]}]}]}]})

    def use(self, number):
        self.git("checkout", "-q", self.commits[number], cwd=self.root / "third_party/dep")
        self.git("add", "third_party/dep")

    def test_ancestry_decides(self):
        for number, affected in enumerate((False, True, True, False, False)):
            with self.subTest(f"commit {number}"):
                self.use(number)
                findings = self.audit(status=FAIL if affected else PASS)
                self.assertEqual(self.rules(findings), [("dependencies/advisory", "dep")] if affected else [])

    def test_without_the_history_it_cannot_be_decided(self):
        self.use(2)
        self.git("config", "-f", ".gitmodules", "submodule.third_party/dep.url", self.URL)
        (self.root / "third_party/dep/.git").unlink()
        self.assertEqual(self.rules(self.audit()), [("dependencies/advisory-unknown", "dep")])

    def test_a_clone_that_the_policy_names_decides(self):
        self.use(2)
        (self.root / "third_party/dep/.git").unlink()
        clone = self.home / "mirror.git"
        self.git("clone", "-q", "--bare", self.upstream, clone)
        self.git("remote", "set-url", "origin", self.URL + "/", cwd=clone)
        self.write("lintel.yaml", ADVISORIES % f", clones: ['{clone}']")
        self.assertEqual(self.rules(self.audit(status=FAIL)), [("dependencies/advisory", "dep")])

    def test_a_clone_that_is_not_there_or_of_nothing_is_refused(self):
        for path, reason in (("../nowhere", "cannot be opened"), ("../upstream", "has no remote")):
            self.write("lintel.yaml", ADVISORIES % f", clones: ['{path}']")
            result = self.lintel("audit")
            self.assertVerdict(INVALID, result)
            self.assertIn("lintel.yaml:4:", result.stdout)
            self.assertIn(reason, result.stdout)

    def test_a_submodule_that_moves_onto_a_flaw_is_what_the_change_adds(self):
        self.use(0)
        self.git("commit", "-q", "--no-verify", "-am", "use the first")
        self.git("checkout", "-q", "-b", "feature")
        self.use(2)
        self.git("commit", "-q", "--no-verify", "-m", "move the submodule")
        findings = self.findings_of("gate", "--new-from-merge-base", "main", status=FAIL)
        self.assertEqual([(each["rule"], each["symbol"], each["disposition"]) for each in findings],
                         [("dependencies/advisory", "dep", "enforced")])

    def test_units_that_did_not_change_still_use_what_they_use(self):
        self.start({"main.c": '#include <zlib.h>\nint main(void) { return zlibVersion() == 0; }\n', "CMakeLists.txt": "find_package(ZLIB)\n"},
                   "version: 1\ndependencies: { drift: {} }\n")
        self.git("checkout", "-q", "-b", "feature")
        self.stage("CMakeLists.txt", "find_package( ZLIB )\n")
        self.git("commit", "-q", "--no-verify", "-m", "only blanks")
        self.assertEqual(self.findings_of("gate", "--new-from-merge-base", "main", status=PASS), [])


class Pinning(AuditProject):
    def test_a_change_answers_for_what_it_adds(self):
        self.start({"main.c": "int main(void) { return 0; }\n", "CMakeLists.txt": CMAKE}, PINNING)
        self.git("checkout", "-q", "-b", "feature")
        self.stage("CMakeLists.txt", CMAKE.replace("project(demo C)\n", "project(demo C)\n# more\n") + NEWER)
        self.git("commit", "-q", "--no-verify", "-m", "add a dependency")
        findings = self.findings_of("gate", "--new-from-merge-base", "main", status=FAIL)
        self.assertEqual([(each["symbol"], each["disposition"], each["location"]["line"]) for each in findings],
                         [("old", "known", 5), ("newer", "enforced", 6)])
        self.assertEqual({each["rule"] for each in findings}, {"dependencies/unpinned"})

    def test_a_change_that_adds_nothing_passes(self):
        self.start({"main.c": "int main(void) { return 0; }\n", "CMakeLists.txt": CMAKE}, PINNING)
        self.git("checkout", "-q", "-b", "feature")
        self.stage("CMakeLists.txt", CMAKE + "# nothing new\n")
        self.git("commit", "-q", "--no-verify", "-m", "say more")
        findings = self.findings_of("gate", "--new-from-merge-base", "main", status=PASS)
        self.assertEqual([each["disposition"] for each in findings], ["known"])

    def test_a_commit_pins(self):
        commit = "0123456789abcdef0123456789abcdef01234567"
        self.start({"CMakeLists.txt": CMAKE.replace("GIT_TAG main", f"GIT_TAG {commit}")}, PINNING)
        self.assertEqual(self.audit(), [])

    def test_a_waiver_by_symbol_covers_one_component(self):
        waivers = ("version: 1\nwaivers:\n  - { rule: dependencies/unpinned, path: CMakeLists.txt, symbol: old, reason: moves with us, "
                   "owner: build team, expires: %s }\n")
        self.start({"CMakeLists.txt": CMAKE + NEWER}, "version: 1\nwaivers: waivers.yaml\ndependencies: { pinning: {} }\n")
        self.write("waivers.yaml", waivers % "2090-01-01")
        findings = self.audit("--effective-time", "2026-01-01", status=FAIL)
        self.assertEqual([(each["symbol"], each["disposition"]) for each in findings], [("old", "waived"), ("newer", "enforced")])
        self.write("CMakeLists.txt", CMAKE)
        self.assertEqual([each["disposition"] for each in self.audit("--effective-time", "2026-01-01")], ["waived"])
        expired = self.audit("--effective-time", "2090-01-02", status=FAIL)
        self.assertIn(("dependencies/unpinned", "enforced"), [(each["rule"], each["disposition"]) for each in expired])


class ExitCodes(AuditProject):
    def test_nothing_to_complain_of_passes(self):
        self.start({"CMakeLists.txt": "cmake_minimum_required(VERSION 3.25)\nproject(demo C)\n"}, PINNING)
        self.assertEqual(self.audit(), [])

    def test_a_policy_that_is_wrong_judges_nothing(self):
        self.start({"CMakeLists.txt": CMAKE}, "version: 1\ndependencies: { pining: {} }\n")
        result = self.lintel("audit")
        self.assertVerdict(INVALID, result)
        self.assertIn("lintel.yaml:2", result.stdout)
        self.assertIn("pinning", result.stdout)

    def test_a_database_that_is_none_judges_nothing(self):
        self.start({"main.c": MAIN} | ZLIB, ADVISORIES % "")
        self.write("build/osv.db", "this is no database\n")
        result = self.lintel("audit")
        self.assertVerdict(INVALID, result)
        self.assertIn("osv.db", result.stdout)

    def test_a_manifest_that_cannot_be_read_is_incomplete_and_the_rest_is_judged(self):
        self.start({"CMakeLists.txt": CMAKE, "package-lock.json": '{"lockfileVersion": 3, "packages": {\n'}, PINNING)
        findings = self.audit(status=INCOMPLETE)
        self.assertEqual(self.rules(findings), [("dependencies/unpinned", "old")])
        result = self.lintel("audit")
        self.assertIn("package-lock.json", result.stdout)

    def test_a_unit_that_cannot_be_scanned_is_incomplete(self):
        self.start({"main.c": MAIN, "bad.c": '#include "not_there.h"\n'} | ZLIB, PINNING)
        self.audit(status=INCOMPLETE)
        self.write("lintel.yaml", PINNING + "incomplete: allow\n")
        self.audit(status=PASS)

    def test_a_repository_without_dependencies_section_is_judged_by_the_defaults(self):
        self.start({"CMakeLists.txt": CMAKE}, "version: 1\n")
        findings = self.audit(status=FAIL)
        self.assertIn(("dependencies/unpinned", "old"), self.rules(findings))
        self.assertIn("dependencies/stale-advisories", {finding["rule"] for finding in findings})


if __name__ == "__main__":
    unittest.main()
