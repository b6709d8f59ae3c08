"""Contracts of the policy: they change verdicts, and `contracts show` says what counts and where it is written."""

import json
import os
import unittest

from support import FAIL, INVALID, PASS, Project

CODE = """int store_put(int key);
int touch(int fd, const char *text, unsigned long size);
long write(int fd, const void *data, unsigned long size);
void f(void) {
  store_put(1);
}
"""
STORE = """library: our storage
functions:
  - function: store_put
    arity: 1
    returns: negative
    must-check: yes
"""
POLICY = "version: 1\ncontracts:\n  files: [lint/store.yaml]\n"


class Contracts(Project):
    def gate(self, *arguments):
        return self.lintel("gate", *arguments)

    def test_a_contract_of_the_policy_changes_the_verdict(self):
        self.start({"a.c": CODE}, "version: 1\n")
        self.assertVerdict(PASS, self.gate())
        self.stage("lint/store.yaml", STORE)
        self.stage("lintel.yaml", POLICY)
        self.assertRefused(self.gate(), "a.c:5:3", "store_put", "lintel-error-discarded")
        self.write("lintel.yaml", POLICY + "  functions:\n    - {function: store_put, returns: negative}\n")
        self.assertVerdict(PASS, self.gate())

    def test_a_built_in_contract_can_be_overridden(self):
        self.start({"a.c": "#include <unistd.h>\nvoid f(int fd) {\n  write(fd, \"\", 1);\n}\n"}, "version: 1\n")
        self.assertRefused(self.gate(), "'write'")
        self.write("lintel.yaml", "version: 1\ncontracts:\n  functions:\n    - {function: write, returns: minus-one}\n")
        self.assertVerdict(PASS, self.gate())
        shown = self.lintel("contracts", "show", "write")
        self.assertVerdict(PASS, shown)
        self.assertTrue(shown.stdout.startswith("# lintel.yaml:4, instead of posix.yaml:"), shown.stdout)
        self.assertIn("(built in)", shown.stdout)
        listed = self.lintel("policy", "show")
        self.assertIn("contract write", listed.stdout)

    def test_the_staged_file_counts(self):
        self.start({"a.c": CODE, "lint/store.yaml": STORE.replace("yes", "no")}, POLICY)
        self.write("lint/store.yaml", STORE)
        self.stage("a.c", CODE + "\n")
        self.assertVerdict(PASS, self.gate("--staged"))
        self.git("add", "lint/store.yaml")
        self.assertRefused(self.gate("--staged"), "store_put")

    def test_show(self):
        self.start({"a.c": CODE, "lint/store.yaml": STORE}, POLICY)
        shown = self.lintel("contracts", "show", "store_put")
        self.assertEqual(shown.stdout, "# lint/store.yaml:3\nlibrary: our storage\nfunctions:\n  - function: store_put\n"
                                       "    arity: 1\n    returns: [negative]\n    must-check: yes\n")
        self.assertEqual(self.lintel("contracts", "show", "store_put", "--arity", "2").returncode, 1)
        unknown = self.lintel("contracts", "show", "store_putt")
        self.assertEqual(unknown.returncode, 1)
        self.assertIn("did you mean 'store_put'?", unknown.stdout)
        entries = json.loads(self.lintel("contracts", "show", "store_put", "-f", "json").stdout)
        self.assertEqual([entry["place"] for entry in entries], [{"file": "lint/store.yaml", "line": 3, "builtIn": False}])
        every = json.loads(self.lintel("contracts", "show", "--all", "-f", "json").stdout)
        self.assertGreater(len(every), 600)
        self.assertIn("store_put", [entry["name"] for entry in every])
        self.assertVerdict(INVALID, self.lintel("contracts", "show"))

    def test_mistakes_are_told_with_their_place(self):
        self.start({"a.c": CODE, "lint/store.yaml": STORE.replace("negative", "negativ")}, POLICY)
        self.assertRefused(self.gate(), "lint/store.yaml:5:14", "did you mean 'negative'?")
        self.write("lint/store.yaml", STORE)
        self.write("lintel.yaml", POLICY + "  functions:\n    - {function: f, aritty: 1}\n")
        self.assertRefused(self.gate(), "lintel.yaml:5:21", "did you mean 'arity'?")
        verify = self.lintel("policy", "verify")
        self.assertVerdict(INVALID, verify)

    def test_a_link_out_of_the_repository_is_not_followed(self):
        self.write("secret.yaml", "password: x\n", self.home)
        self.start({"a.c": CODE}, POLICY)
        (self.root / "lint").mkdir()
        os.symlink(self.home / "secret.yaml", self.root / "lint/store.yaml")
        result = self.gate()
        self.assertVerdict(INVALID, result)
        self.assertIn("is a link that leaves the repository", result.stdout)
        self.assertNotIn("password", result.stdout)


class Suppressions(Project):
    def test_an_ended_one_brings_its_finding_back(self):
        line = "int f(const char *p) { return (int)(long)p; } // NOLINT(lintel-cast-pointer-int): a hash (until 2030-01-31)\n"
        self.start({"a.c": line})
        self.assertVerdict(PASS, self.lintel("gate", "--effective-time", "2030-01-31"))
        self.assertRefused(self.lintel("gate", "--effective-time", "2030-02-01"), "ended on 2030-01-31", "lintel-cast-pointer-int")

    def test_one_without_finding_is_reported_unless_its_rule_is_off(self):
        self.start({"a.c": "int a; // NOLINT(lintel-cast-pointer-int): a hash\n"})
        self.assertRefused(self.lintel("gate"), "there is no finding of lintel-cast-pointer-int here")
        self.write("lintel.yaml", "version: 1\nfail-on: warning\nchecks: {lintel-cast-pointer-int: off}\n")
        self.assertVerdict(PASS, self.lintel("gate"))


if __name__ == "__main__":
    unittest.main()
