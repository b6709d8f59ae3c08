#include "tests/unit/policy/policy_cases.h"

namespace lintel::policy::test {

const char *const kFullPolicy = R"yaml(version: 1
database: build/release/
fail-on: warning
incomplete: allow
exclude: ["third_party/**", gen/*.cpp]
checks:
  "lintel-*": { mode: enforce }
  lintel-error-discarded: off
  lintel-cast-pointer-int:
    mode: warn
    severity: note
    paths: { include: ["src/**"], exclude: ["src/arch/**"] }
    options:
      MaxDepth: 5
      Strict: True
      Helper: checked_cast
      FieldPattern: '^(page_?size|limit)$'
      Types: [std::size_t, 7, true]
  lintel-forbidden-call:
    options:
      Rules:
        - function: (std::)?printf
          where: [{ argument: 1, is-not: literal }, { argument: 2, matches: '"a\s"' }]
          message: >
            a "format"
            is a literal
          replacement: fmt::print
          severity: note
          allowed-files: ["src/**"]
          allowed-in: ['app::.*']
        - { header: 'boost/.*', message: no Boost }
  documents/no-latest-tag: enforce
contracts: { library: own, functions: [{ function: put, returns: zero }] }
waivers: .lintel/waivers.yaml
documents:
  - id: no-latest-tag
    pattern: 'image:\s*\S+:latest\b'
    message: >
      pin the image
      by digest
    severity: warning
    files: ["deploy/**/*.yaml"]
    exclude: [deploy/test/**]
dependencies:
  mode: warn
  vendored: ["third_party/*"]
  index: .lintel/releases.db
  vcpkg: /opt/vcpkg
  banned: [{ name: "libssl1*", reason: no longer supported }]
  advisories:
    mode: enforce
    severity: error
    databases: [default, .lintel/osv.db]
    max-age: 14
    threshold: medium
    unknown: deny
    ignore: [{ id: CVE-2030-1, name: zlib*, reason: not reachable, expires: 2030-06-30 }]
    vex: [.lintel/vex.json]
  licenses:
    mode: warn
    severity: warning
    allowed: [MIT, Apache-2.0]
    denied: ["AGPL-*"]
    exceptions:
      - libfoo
      - { name: libbar, version: "<2", licenses: [MPL-2.0], reason: unchanged, expires: 2030-06-30 }
    copyleft: { static: warn, dynamic: deny }
    mismatch: allow
    clarify:
      - { name: odd, version: "1.*", expression: MIT OR Zlib, reason: asked the author, expires: 2030-06-30,
          file-hash: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef }
  bans:
    mode: warn
    severity: warning
    denied:
      - { name: curl, version: ">=7.0 <7.88", wrappers: ["src/net/**"], reason: use net, expires: 2030-06-30 }
    allowed: ["*", { name: a, version: "1.2.3", reason: looked at, expires: 2030-06-30 }]
    multiple-versions: warn
    skip: [{ name: b, version: "*", reason: two are needed, expires: 2030-06-30 }]
  sources:
    mode: warn
    severity: warning
    allowed: [github.com/google/*]
    registries: [conan, npm]
    insecure: warn
    ignore: [{ name: c, version: "1.0", reason: internal, expires: 2030-06-30 }]
  pinning:
    mode: warn
    severity: warning
    branches: warn
    tags: warn
    hashes: warn
    lock-files: warn
    exact: [d]
    artefacts: [build/_deps]
    ignore: [{ name: e, version: "1.0", reason: internal, expires: 2030-06-30 }]
  drift:
    mode: warn
    severity: note
    unused: deny
    undeclared: deny
    indirect: [f, { name: g, version: "1.0", reason: looked at, expires: 2030-06-30 }]
    ignore: [{ name: h, version: "1.0", reason: internal, expires: 2030-06-30 }]
  freshness:
    mode: warn
    severity: note
    max-behind: 3
    max-age: 365
    ignore: [{ name: i, version: "1.0", reason: internal, expires: 2030-06-30 }]
)yaml";

const std::vector<BadCase> &badPolicies() {
  static const std::vector<BadCase> cases = {
      {"an empty file",
       Kind::Structure,
       "",
       {"lintel.yaml: the file is empty; expected a mapping; write 'version: 1'"}},
      {"a list", Kind::Structure, "- 1\n", {"lintel.yaml:1:1: the file is a list; expected a mapping"}},
      {"no version",
       Kind::Structure,
       "fail-on: error\n",
       {"lintel.yaml:1:1: missing key 'version'; expected version: 1"}},
      {"another version", Kind::Structure, "version: 2\n", {"lintel.yaml:1:10: 'version' is '2'; expected 1"}},
      {"version as text", Kind::Structure, "version: \"1\"\n", {"lintel.yaml:1:10: 'version' is a string; expected 1"}},
      {"an unknown key",
       Kind::Structure,
       "version: 1\nwiavers: x\n",
       {"lintel.yaml:2:1: unknown key 'wiavers'; expected version, database, fail-on, incomplete, exclude, checks, "
        "contracts, "
        "waivers, documents or dependencies; did you mean 'waivers'?"}},
      {"a bad severity",
       Kind::Structure,
       "version: 1\nfail-on: eror\n",
       {"lintel.yaml:2:10: 'fail-on' is 'eror'; expected note, warning or error; did you mean 'error'?"}},
      {"an empty value",
       Kind::Structure,
       "version: 1\nexclude:\n",
       {"lintel.yaml:2:1: 'exclude' is empty; expected a list of strings; give a value or remove the key"}},
      {"a string for a list",
       Kind::Structure,
       "version: 1\nexclude: third_party/**\n",
       {"lintel.yaml:2:10: 'exclude' is a string; expected a list of strings; write it as a list: ['third_party/**']"}},
      {"a number for a glob",
       Kind::Structure,
       "version: 1\nexclude: [3]\n",
       {"lintel.yaml:2:11: an item of 'exclude' is an integer; expected a glob; put quotes around it to make it a "
        "string"}},
      {"a bad glob",
       Kind::Meaning,
       "version: 1\nexclude: ['src/[a']\n",
       {"lintel.yaml:2:11: an item of 'exclude' is no valid pattern: unclosed '[' in the pattern 'src/[a'; expected a "
        "glob"}},
      {"a check that does not exist",
       Kind::Meaning,
       "version: 1\nchecks:\n  lintel-error-discared: off\n",
       {"lintel.yaml:3:3: no rule matches 'lintel-error-discared'; expected the id of a rule, or a glob over ids; did "
        "you mean 'lintel-error-discarded'?"}},
      {"a glob that matches no check",
       Kind::Meaning,
       "version: 1\nchecks:\n  \"clang-*\": off\n",
       {"lintel.yaml:3:3: no rule matches 'clang-*'; expected the id of a rule, or a glob over ids"}},
      {"a bad mode",
       Kind::Structure,
       "version: 1\nchecks: { 'lintel-*': on }\n",
       {"lintel.yaml:2:23: 'lintel-*' is 'on'; expected off, warn or enforce"}},
      {"a boolean as a mode",
       Kind::Structure,
       "version: 1\nchecks: { 'lintel-*': false }\n",
       {"lintel.yaml:2:23: 'lintel-*' is a boolean; expected off, warn or enforce, or a mapping"}},
      {"options of several checks",
       Kind::Structure,
       "version: 1\nchecks:\n  'lintel-*': { options: { MaxDepth: 1 } }\n",
       {"lintel.yaml:3:17: unknown key 'options'; expected mode, severity or paths; options belong to an entry that "
        "names one check, without a wildcard"}},
      {"an unknown option",
       Kind::Structure,
       "version: 1\nchecks:\n  lintel-cast-pointer-int: { options: { MaxDept: 1 } }\n",
       {"lintel.yaml:3:41: unknown key 'MaxDept'; expected MaxDepth, Strict, Helper, FieldPattern or Types; did you "
        "mean 'MaxDepth'?"}},
      {"an option of a check without options",
       Kind::Structure,
       "version: 1\nchecks:\n  lintel-error-discarded: { options: { A: 1 } }\n",
       {"lintel.yaml:3:40: unknown key 'A'; expected no key"}},
      {"options of the wrong types",
       Kind::Structure,
       "version: 1\nchecks:\n  lintel-cast-pointer-int:\n    options:\n      MaxDepth: many\n      Strict: 1\n"
       "      Helper: [a]\n      Types: { a: b }\n",
       {"lintel.yaml:5:17: 'MaxDepth' is a string; expected an integer",
        "lintel.yaml:6:15: 'Strict' is an integer; expected true or false",
        "lintel.yaml:7:15: 'Helper' is a list; expected a string",
        "lintel.yaml:8:14: 'Types' is a mapping; expected a string, number or boolean, or a list of strings"}},
      {"a bad regex in an option",
       Kind::Meaning,
       "version: 1\nchecks:\n  lintel-cast-pointer-int: { options: { FieldPattern: '(' } }\n",
       {"lintel.yaml:3:55: 'FieldPattern' is no valid pattern: missing ): (; expected a regular expression (RE2)"}},
      {"usage rules of the wrong form",
       Kind::Structure,
       "version: 1\nchecks:\n  lintel-forbidden-call:\n    options:\n      Rules:\n"
       "        - function f => no\n"
       "        - { function: f, macro: F, message: m }\n"
       "        - { function: f }\n"
       "        - { macro: F, where: [{ argument: 1, is: literal }], message: m }\n"
       "        - { function: f, where: [{ argument: 0, is: odd }], message: m }\n"
       "        - { function: f, where: [{ argument: 1 }], message: m, allowed-file: [] }\n",
       {"lintel.yaml:6:11: an item of 'Rules' is a string; expected a mapping",
        "lintel.yaml:7:11: too many keys; expected exactly one of 'function', 'macro', 'type' or 'header'",
        "lintel.yaml:8:11: missing key 'message'; expected message: a string that is not empty",
        "lintel.yaml:9:23: 'where' without 'function'; expected 'where' only beside 'function'",
        "lintel.yaml:10:46: 'argument' is '0'; expected 1 to 63",
        "lintel.yaml:10:53: 'is' is 'odd'; expected literal, constant or null",
        "lintel.yaml:11:34: missing key 'is', 'is-not', 'matches' or 'matches-not'; expected exactly one of 'is', "
        "'is-not', 'matches' or 'matches-not'",
        "lintel.yaml:11:64: unknown key 'allowed-file'; expected function, macro, type, header, where, message, "
        "replacement, severity, allowed-files or allowed-in; did you mean 'allowed-files'?"}},
      {"patterns of usage rules",
       Kind::Meaning,
       "version: 1\nchecks:\n  lintel-forbidden-call:\n    options:\n      Rules:\n"
       "        - { function: 'f(', message: m, allowed-files: ['['] }\n",
       {"lintel.yaml:6:23: 'function' is no valid pattern: missing ): f(; expected a regular expression (RE2)",
        "lintel.yaml:6:57: an item of 'allowed-files' is no valid pattern: unclosed '[' in the pattern '['; expected a "
        "glob"}},
      {"an empty include",
       Kind::Structure,
       "version: 1\nchecks:\n  'lintel-*': { paths: { include: [] } }\n",
       {"lintel.yaml:3:35: 'include' is an empty list; expected at least one item"}},
      {"a database outside",
       Kind::Meaning,
       "version: 1\ndatabase: ../r/build\n",
       {"lintel.yaml:2:11: 'database' is '../r/build'; expected a path inside the repository"}},
      {"an absolute path",
       Kind::Structure,
       "version: 1\nwaivers: /etc/passwd\n",
       {"lintel.yaml:2:10: 'waivers' is '/etc/passwd'; expected a path inside the repository"}},
      {"waivers that do not exist",
       Kind::Meaning,
       "version: 1\nwaivers: missing.yaml\n",
       {"lintel.yaml:2:10: 'missing.yaml' does not exist; expected a YAML file; create it, or remove the key "
        "'waivers'"}},
      {"control characters in a path",
       Kind::Structure,
       "version: 1\nwaivers: \"a\\e[2J\"\ndatabase: \"a\\0b\"\n",
       {"lintel.yaml:2:10: 'waivers' is 'a\\x1b[2J'; expected a path inside the repository",
        "lintel.yaml:3:11: 'database' is 'a\\x00b'; expected a path inside the repository"}},
      {"a document rule without its keys",
       Kind::Structure,
       "version: 1\ndocuments:\n  - id: a\n    severity: error\n",
       {"lintel.yaml:3:5: missing key 'files'; expected files: a list of strings",
        "lintel.yaml:3:5: missing key 'message'; expected message: a string that is not empty",
        "lintel.yaml:3:5: missing key 'pattern'; expected pattern: a regular expression"}},
      {"bad ids of document rules",
       Kind::Structure,
       "version: 1\ndocuments:\n  - { id: No_Latest, pattern: x, message: m, files: ['*'] }\n",
       {"lintel.yaml:3:11: 'id' is 'No_Latest'; expected an id of a-z, 0-9 and '-'"}},
      {"two document rules of one id",
       Kind::Meaning,
       "version: 1\ndocuments:\n  - { id: a, pattern: x, message: m, files: ['*'] }\n"
       "  - { id: a, pattern: y, message: m, files: ['*'] }\n",
       {"lintel.yaml:4:11: a second document rule has the id 'a'; expected each id once; the first stands in line 3"}},
      {"a bad regex",
       Kind::Meaning,
       "version: 1\ndocuments:\n  - { id: a, pattern: 'a(?=b)', message: m, files: ['*'] }\n",
       {"lintel.yaml:3:23: 'pattern' is no valid pattern: invalid perl operator: (?=; expected a regular expression "
        "(RE2)"}},
      {"a regex that grows",
       Kind::Meaning,
       "version: 1\ndocuments:\n  - { id: a, pattern: '\\pL{200}', message: m, files: ['*'] }\n",
       {"lintel.yaml:3:23: 'pattern' is no valid pattern: pattern too large - compile failed; expected a regular "
        "expression (RE2)"}},
      {"a long regex",
       Kind::Structure,
       "version: 1\ndocuments:\n  - { id: a, pattern: " + std::string(1001, 'a') + ", message: m, files: ['*'] }\n",
       {"lintel.yaml:3:23: 'pattern' is too long; expected at most 1000 bytes"}},
      {"a blank message",
       Kind::Structure,
       "version: 1\ndocuments:\n  - { id: a, pattern: x, message: '  ', files: ['*'] }\n",
       {"lintel.yaml:3:35: 'message' is '  '; expected a string that is not empty"}},
      {"dependencies of the wrong form",
       Kind::Structure,
       "version: 1\ndependencies:\n  banned: [libssl]\n  licenses: { alowed: [MIT] }\n",
       {"lintel.yaml:3:12: an item of 'banned' is a string; expected a mapping",
        "lintel.yaml:4:15: unknown key 'alowed'; expected mode, severity, allowed, denied, exceptions, copyleft, "
        "mismatch or clarify; did you mean 'allowed'?"}},
      {"a mistyped section of dependencies",
       Kind::Structure,
       "version: 1\ndependencies:\n  pining: {}\n  drift:\n",
       {"lintel.yaml:3:3: unknown key 'pining'; expected mode, vendored, index, vcpkg, banned, advisories, licenses, "
        "bans, sources, pinning, drift or freshness; did you mean 'pinning'?",
        "lintel.yaml:4:3: 'drift' is empty; expected a mapping; give a value or remove the key"}},
      {"levels, days and thresholds of the wrong kind",
       Kind::Structure,
       "version: 1\ndependencies:\n  advisories: { unknown: warm, max-age: -1, threshold: hogh, databases: [] }\n"
       "  licenses: { copyleft: { static: error } }\n",
       {"lintel.yaml:3:26: 'unknown' is 'warm'; expected allow, warn or deny; did you mean 'warn'?",
        "lintel.yaml:3:41: 'max-age' is '-1'; expected 0 to 36500",
        "lintel.yaml:3:56: 'threshold' is 'hogh'; expected none, low, medium, high or critical; did you mean 'high'?",
        "lintel.yaml:3:73: 'databases' is an empty list; expected at least one item",
        "lintel.yaml:4:35: 'static' is 'error'; expected allow, warn or deny"}},
      {"an entry without reason",
       Kind::Structure,
       "version: 1\ndependencies:\n  advisories: { ignore: [{ id: CVE-2030-1 }] }\n  bans: { skip: [zlib] }\n",
       {"lintel.yaml:3:26: missing key 'reason'; expected reason: a string that is not empty",
        "lintel.yaml:4:18: an item of 'skip' is a string; expected a mapping"}},
      {"versions that are no range",
       Kind::Structure,
       "version: 1\ndependencies:\n  banned:\n"
       "    - { name: a, version: \"~> 1\", reason: r }\n"
       "    - { name: a, version: \"1.*.2\", reason: r }\n"
       "    - { name: a, version: 1.2, reason: r }\n",
       {"lintel.yaml:4:27: 'version' is '~> 1'; expected a version range such as '>=1.0 <1.2', '1.1.*' or '1.1.3'",
        "lintel.yaml:5:27: 'version' is '1.*.2'; expected a version range such as '>=1.0 <1.2', '1.1.*' or '1.1.3'",
        "lintel.yaml:6:27: 'version' is a number; expected a version range such as '>=1.0 <1.2', '1.1.*' or '1.1.3'; "
        "put quotes around it to make it a string"}},
      {"a registry that nobody knows",
       Kind::Structure,
       "version: 1\ndependencies: { sources: { registries: [npn], allowed: github.com } }\n",
       {"lintel.yaml:2:41: an item of 'registries' is 'npn'; expected bazel, cargo, conan, golang, meson, npm, pypi, "
        "vcpkg or xmake; did you mean 'npm'?",
        "lintel.yaml:2:56: 'allowed' is a string; expected a list of strings; write it as a list: ['github.com']"}},
      {"a day that does not exist in an entry",
       Kind::Meaning,
       "version: 1\ndependencies: { bans: { skip: [{ name: a, reason: r, expires: 2030-02-29 }] } }\n",
       {"lintel.yaml:2:63: 'expires' is '2030-02-29'; expected a day of the calendar, YYYY-MM-DD"}},
      {"every mistake is told",
       Kind::Structure,
       "fail-on: x\nincomplete: 1\nchecks: []\n",
       {"lintel.yaml:1:1: missing key 'version'; expected version: 1",
        "lintel.yaml:1:10: 'fail-on' is 'x'; expected note, warning or error",
        "lintel.yaml:2:13: 'incomplete' is an integer; expected fail or allow",
        "lintel.yaml:3:9: 'checks' is a list; expected a mapping"}},
      {"a duplicate key",
       Kind::Yaml,
       "version: 1\nfail-on: note\nfail-on: error\n",
       {"lintel.yaml:3:1: duplicate key 'fail-on'; expected each key once; it stands in line 2 too"}},
      {"a duplicate check",
       Kind::Yaml,
       "version: 1\nchecks:\n  'lintel-*': off\n  lintel-*: warn\n",
       {"lintel.yaml:4:3: duplicate key 'lintel-*'; expected each key once; it stands in line 3 too"}},
      {"two documents",
       Kind::Yaml,
       "version: 1\n---\nversion: 1\n",
       {"lintel.yaml:2:1: a second document begins here; expected one document in a file"}},
      {"a tab",
       Kind::Yaml,
       "version: 1\nchecks:\n\tlintel-*: off\n",
       {"lintel.yaml:3:10: not YAML: *; indent with blanks, not with tabs"}},
      {"an unquoted glob",
       Kind::Yaml,
       "version: 1\nexclude:\n  - *.cpp\n",
       {"lintel.yaml:3:5: not YAML: *; a pattern that begins with '*' must stand in quotes"}},
      {"a regex in double quotes",
       Kind::Yaml,
       "version: 1\ndatabase: \"\\s\"\n",
       {"lintel.yaml:2:14: not YAML: unknown escape character: s; put patterns with '\\' in single quotes"}},
      {"an unclosed bracket", Kind::Yaml, "version: 1\nexclude: [a\n", {"lintel.yaml:3:1: not YAML: *"}},
      {"a merge key",
       Kind::Yaml,
       "version: 1\nchecks:\n  <<: { 'lintel-*': off }\n",
       {"lintel.yaml:3:3: merge keys ('<<') are not supported; write the keys out, or give the whole value an anchor "
        "and use an alias"}},
      {"a tag",
       Kind::Yaml,
       "version: 1\ndatabase: !!str build\n",
       {"lintel.yaml:2:11: tags are not supported: 'tag:yaml.org,2002:str'; leave the tag out"}},
      {"not UTF-8", Kind::Yaml, "version: 1\nowner: \xff\n", {"lintel.yaml:2:8: the file is not text; expected UTF-8"}},
      {"a NUL byte",
       Kind::Yaml,
       std::string("version: 1\0\n", 12),
       {"lintel.yaml:1:11: the file is not text; expected UTF-8"}},
      {"a key that is a list",
       Kind::Yaml,
       "version: 1\n[a]: b\n",
       {"lintel.yaml:2:1: a key is a list; expected a string"}},
      {"an alias to what it stands in",
       Kind::Yaml,
       "version: 1\nexclude: &a [*a]\n",
       {"lintel.yaml:2:14: this alias stands inside the value that it names; expected a value without itself in it"}},
      {"an escape sequence in a key",
       Kind::Structure,
       "version: 1\n\"\\e[2Jx\": 1\n",
       {"lintel.yaml:2:1: unknown key '\\x1b[2Jx'; expected version, database, fail-on, incomplete, exclude, checks, "
        "contracts, "
        "waivers, documents or dependencies"}},
  };
  return cases;
}

} // namespace lintel::policy::test
