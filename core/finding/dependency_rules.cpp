#include "core/finding/dependency_rules.h"

#include <algorithm>
#include <vector>

namespace lintel {
namespace {

struct Row {
  const char *id;
  const char *section;
  Severity severity;
  const char *summary;
  const char *page; // Markdown below the title
};

constexpr Row kRows[] = {
    {"advisory", "advisories", Severity::Error, "a component has a known vulnerability", R"(
A component in the version that is used is affected by a published advisory.

Update to a version that the message names. When the vulnerable code is not used, say so in an OpenVEX document
(`dependencies.advisories.vex`); when the risk is taken for a while, in `dependencies.advisories.ignore`, with a reason and a
day on which that ends:

```yaml
dependencies:
  advisories:
    ignore: [{ id: CVE-2030-0001, reason: no untrusted input gets there, expires: 2030-06-30 }]
```
)"},
    {"advisory-unknown", "advisories", Severity::Warning, "it cannot be decided whether an advisory applies", R"(
An advisory names a component, but what is known of the component does not tell whether its version is affected: the
version is not known, or the advisory speaks of commits that are not at hand. This is not "clean".

Make the version known (a submodule, a manifest, an index of upstream releases), or decide by hand in an OpenVEX document or in
`dependencies.advisories.ignore`. `dependencies.advisories.unknown` sets how much it weighs: `allow`, `warn` or `deny`.
)"},
    {"banned", "bans", Severity::Error, "a component that the policy bans is used", R"(
The component, in this version, is on the list `dependencies.bans.denied` (or `dependencies.banned`). The message quotes the reason.

With `wrappers` in the entry, the named components and paths may use it, and everything else goes through them:

```yaml
dependencies:
  bans:
    denied:
      - { name: "libcurl*", version: "<7.88", reason: use net/http, wrappers: ["src/net/**"] }
```
)"},
    {"checksum", "pinning", Severity::Error, "a download is not what the manifest or the lock says", R"(
A file in one of the directories of `dependencies.pinning.artefacts` does not have the checksum that the manifest or the lock file
states for it, or two files of the repository state different checksums for the same thing.

Somebody replaced the file, the server delivers something else, or the lock was changed by hand. Find out which before you
update the checksum.
)"},
    {"copyleft", "licenses", Severity::Error, "a copyleft licence reaches the program by the way it is linked", R"(
The licence asks for the source, or for the means to link again, of a program that is linked with the component in this way.
Statically (an archive, or the component's sources compiled in) that holds for GPL, AGPL and LGPL; dynamically for GPL and AGPL.
Licences that hold for their own files only, such as MPL, and GNU licences with a linking exception ask for neither.

Link dynamically where that is enough, choose another component, or except this one in `dependencies.licenses.exceptions`.
)"},
    {"duplicate", "bans", Severity::Warning, "a component is used in several versions", R"(
The same component is in the build more than once, in different versions. Two copies of a library in one program share symbols and
not types: that they work together is luck, and only one of them is looked at when an advisory appears.

Let everything use one version, or name the component in `dependencies.bans.skip` with a reason.
)"},
    {"expired-entry", "", Severity::Warning, "an entry of the policy has expired", R"(
An entry of `dependencies:` counts no more: its last day (`expires`) is over, or the file whose hash it names has changed. What it
had excused is judged as if it were not there. Mend the matter, or renew or remove the entry.
)"},
    {"indirect", "drift", Severity::Warning, "a component comes in through another one, without leave", R"(
No file of the project names the component and no manifest asks for it; another component brought it in. The list
`dependencies.drift.indirect` says which components may come in so, and this one is not on it.

Add it to the list after a look at it, declare it, or replace the component that needs it.
)"},
    {"insecure-source", "sources", Severity::Error, "a component is fetched over an unprotected protocol", R"(
`http://`, `git://`, `ftp://` and `svn://` do not prove who answers: everybody on the way can deliver something else. Use `https://` or
`ssh://`. `dependencies.sources.insecure` sets how much it weighs: `allow`, `warn` or `deny`.
)"},
    {"invalid-license", "licenses", Severity::Warning, "a licence tag is no expression of SPDX licences", R"(
A line `SPDX-License-Identifier:` in a file of the component does not name licences of the SPDX list, so what it says counts for
nothing: a mistyped identifier, one that the list does not have, or two of them without `AND` or `OR`.

Ask its authors what they mean, and record the answer in `dependencies.licenses.clarify`.
)"},
    {"license", "licenses", Severity::Error, "a component carries a licence that the policy does not allow", R"(
A licence of the component is denied, or not among those that are allowed. Of `A OR B` one must be allowed, of `A AND B` both. A
licence with an exception is allowed where the licence itself is, and "or later" where that version is.

Choose another component, allow the licence, allow it for this component in `dependencies.licenses.exceptions`, or, when what was
found is wrong, say what is right in `dependencies.licenses.clarify`.
)"},
    {"license-mismatch", "licenses", Severity::Warning, "declared and concluded licences contradict each other", R"(
What the component declares is not what its texts say: a licence was concluded from its files that it does not declare. Read
them, and record the result in `dependencies.licenses.clarify`.
)"},
    {"not-allowed", "bans", Severity::Error, "a component is used that is not on the list of allowed ones", R"(
`dependencies.bans.allowed` is given, so only the components on it may be used. Have this one authorised and add it, or do
without it.
)"},
    {"outdated", "freshness", Severity::Note, "newer releases of a component exist", R"(
More releases are newer than the version in use than `dependencies.freshness.max-behind` grants, or the first of them is older than
`max-age` days. Only the local index of upstream releases is asked, so it can be newer still.
)"},
    {"source", "sources", Severity::Error, "a component is fetched from a place that the policy does not allow", R"(
`dependencies.sources.allowed` lists the hosts and organisations from which components may be fetched, `dependencies.sources.registries`
the registries; this one is not among them. Use a mirror that is, or add the place after a look at who owns it.
)"},
    {"stale-advisories", "advisories", Severity::Error, "the database of advisories is missing or too old", R"(
The audit knows advisories from local databases only. This one is not there, or it is older than `dependencies.advisories.max-age`
days: the day on which advisories were last added counts, and that of the newest of them. No finding then means nothing. Bring it up
to date with `lintel audit db add` and a fresh dump.
)"},
    {"undeclared", "drift", Severity::Warning, "a component is used that no manifest declares", R"(
The project includes or links the component, and no manifest of the repository asks for it: it is there because this
machine happens to have it. Declare it (`find_package`, `vcpkg.json`, `conanfile.txt`, ...), or stop using it.
)"},
    {"unknown-license", "licenses", Severity::Warning, "the licence of a component is not known", R"(
No licence of the component was found, or a header belongs to no package, vendored directory or part of the project. Read what came
with it, and record the result in `dependencies.licenses.clarify`.
)"},
    {"unpinned", "pinning", Severity::Error, "what is fetched can change without a change of the repository", R"(
The same commit of the repository can build something else tomorrow: a branch or another name that moves, an archive without a
strong hash, a submodule without a commit, or a version that neither the manifest nor a lock file states.

```cmake
FetchContent_Declare(zlib
  GIT_REPOSITORY https://github.com/madler/zlib.git
  GIT_TAG 51b7f2abdade71cd9bb0e7a373ef2610ec6f9daf) # v1.3.1
```

`branches`, `tags`, `hashes` and `lock-files` of `dependencies.pinning` set what is asked for.
)"},
    {"unused-declaration", "drift", Severity::Warning, "a declared component is neither compiled nor linked", R"(
A manifest asks for the component, and no unit includes it and no artefact is linked with it. It costs time, and its advisories and
licence count for nothing. Remove the declaration. Tools, tests, optional and conditional declarations are not judged.
)"},
    {"unused-entry", "", Severity::Warning, "an entry of the policy matches nothing", R"(
An entry of `dependencies:` that allows, excepts or ignores something has met nothing of the kind in the whole tree. It hides what
comes tomorrow: remove it, or mend a mistyped name.
)"},
};

std::vector<DependencyRule> makeRules() {
  std::vector<DependencyRule> rules;
  for (const Row &row : kRows) {
    DependencyRule &rule = rules.emplace_back();
    rule.info.id = std::string("dependencies/") + row.id;
    rule.info.summary = row.summary;
    rule.info.help = "# " + rule.info.id + "\n" + row.page;
    rule.info.severity = row.severity;
    rule.info.category = "dependencies";
    rule.section = row.section;
  }
  std::ranges::sort(rules, {}, [](const DependencyRule &rule) { return rule.info.id; });
  return rules;
}

} // namespace

std::span<const DependencyRule> dependencyRules() {
  static const std::vector<DependencyRule> rules = makeRules();
  return rules;
}

const DependencyRule *findDependencyRule(std::string_view id) {
  for (const DependencyRule &rule : dependencyRules()) {
    if (rule.info.id == id) return &rule;
  }
  return nullptr;
}

} // namespace lintel
