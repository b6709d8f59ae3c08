#include "core/support/hash.h"
#include "tests/unit/audit/audit_fixture.h"

namespace lintel::sbom::test {
namespace {

using Licenses = DependencyPolicy::Licenses;

std::vector<DependencyPolicy::Entry> entries(const std::vector<std::string> &texts) {
  std::vector<DependencyPolicy::Entry> entries;
  for (const std::string &text : texts) entries.push_back(entry(text));
  return entries;
}

// A repository that includes one component under the given licences.
Repository using_(std::vector<std::string> licenses) {
  Repository repository;
  Component lib = component("lib", "1.0", Origin::Vendored);
  lib.licenses = std::move(licenses);
  lib.licenseEvidence = "third_party/lib/LICENSE";
  repository.addIncluded(std::move(lib));
  repository.policy.licenses.emplace();
  return repository;
}

// Without those about entries of the policy.
Rules rulesAboutComponents(const Repository &repository) {
  Rules rules = repository.rules();
  std::erase(rules, "unused-entry");
  return rules;
}

} // namespace

TEST_CASE("a licence outside the list is an error that names it and its source") {
  Repository repository = using_({"GPL-3.0-or-later"});
  repository.policy.licenses->denied = entries({"AGPL-*"});
  repository.policy.licenses->allowed = entries({"Zlib"});
  repository.wholeTree = false;
  const Finding finding = repository.only();
  CHECK(finding.rule == "dependencies/license");
  CHECK(finding.severity == Severity::Error);
  CHECK(mentions(finding, "'GPL-3.0-or-later', which the policy does not allow"));
  CHECK(mentions(finding, "third_party/lib/LICENSE"));
}

TEST_CASE("licences are compared as SPDX compares them") {
  struct Case {
    const char *license;
    std::vector<std::string> allowed;
    std::vector<std::string> denied;
    bool passes;
  };
  const Case cases[] = {
      {"MIT", {"mit"}, {}, true},
      {"MIT", {"Zlib"}, {}, false},
      {"MIT OR GPL-3.0-only", {"MIT"}, {}, true},
      {"MIT AND GPL-3.0-only", {"MIT"}, {}, false},
      {"MIT AND GPL-3.0-only", {"MIT", "GPL-3.0"}, {}, true},
      {"(MIT OR Zlib) AND ISC", {"ISC", "Zlib"}, {}, true},
      {"GPL-2.0-or-later", {"GPL-2.0-only"}, {}, true},
      {"GPL-2.0-only", {"GPL-2.0-or-later"}, {}, false},
      {"Apache-2.0 WITH LLVM-exception", {"Apache-2.0"}, {}, true},
      {"Apache-2.0", {"Apache-2.0 WITH LLVM-exception"}, {}, false},
      {"LicenseRef-public-domain", {"LicenseRef-public-domain"}, {}, true},
      {"LicenseRef-public-domain", {"MIT"}, {}, false},
      {"MIT", {}, {"GPL-*", "AGPL-*"}, true},
      {"GPL-3.0-only", {}, {"GPL-*"}, false},
      {"gpl-3.0", {}, {"GPL-3.0-only"}, false},
      {"MIT OR GPL-3.0-only", {}, {"GPL-*"}, true},
      {"GPL-3.0-only WITH GCC-exception-3.1", {}, {"GPL-3.0-only"}, false},
      {"MIT", {"MIT"}, {"MIT"}, false}, // a denial outranks
  };
  for (const auto &[license, allowed, denied, passes] : cases) {
    INFO(license);
    Repository repository = using_({license});
    repository.policy.licenses->allowed = entries(allowed);
    repository.policy.licenses->denied = entries(denied);
    CHECK(rulesAboutComponents(repository).empty() == passes);
  }
}

TEST_CASE("every licence of a component must be allowed") {
  Repository repository = using_({"GPL-3.0-only", "MIT"});
  repository.policy.licenses->allowed = entries({"MIT"});
  const Finding finding = repository.only();
  CHECK(mentions(finding, "'GPL-3.0-only'"));
  CHECK_FALSE(mentions(finding, "'MIT'"));
}

TEST_CASE("a component without a known licence is a warning, unless any licence will do") {
  Repository repository = using_({});
  CHECK(repository.findings().empty());
  repository.policy.licenses->denied = entries({"GPL-*"});
  const Finding finding = repository.only();
  CHECK(finding.rule == "dependencies/unknown-license");
  CHECK(finding.severity == Severity::Warning);
}

TEST_CASE("copyleft and a denied mismatch cannot be judged of a licence that is not known") {
  Repository repository = using_({});
  repository.policy.licenses->copyleft.emplace();
  CHECK(repository.rules() == Rules{"unknown-license"});
  repository.policy.licenses->copyleft.reset();
  repository.policy.licenses->mismatch = Level::Deny;
  CHECK(repository.rules() == Rules{"unknown-license"});
  repository.policy.licenses->exceptions = {{named("lib"), {}}};
  CHECK(repository.findings().empty());
}

TEST_CASE("a tag that is no expression is a warning where it stands, once for each text") {
  Repository repository = using_({"MIT"});
  Component &lib = repository.bom.components[0];
  lib.invalidLicenseTags = {{"BSD3", {"third_party/lib/a.h", {3, 10}, {3, 14}}},
                            {"BSD3", {"third_party/lib/b.h", {1, 1}, {1, 5}}},
                            {"MIT BSD", {"third_party/lib/b.h", {2, 1}, {2, 8}}}};
  const auto findings = repository.findings();
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].rule == "dependencies/invalid-license");
  CHECK(findings[0].severity == Severity::Warning);
  CHECK(findings[0].location.path == "third_party/lib/a.h");
  CHECK(findings[0].location.begin.line == 3);
  CHECK(mentions(findings[0], "says 'BSD3', as 1 more do, which is no expression"));
  CHECK(mentions(findings[1], "says 'MIT BSD', which is no expression"));
  repository.policy.licenses->clarify = {{named("lib"), "MIT", ""}};
  CHECK(repository.findings().empty());
}

TEST_CASE("a tool that is only declared gets into no program, so that its licence need not be known") {
  Repository repository;
  repository.policy.licenses.emplace().denied = entries({"GPL-*"});
  Component tool = component("tool", "1.0", Origin::Declared);
  tool.declarations = {declaration("vcpkg.json", "tool")};
  repository.add(tool);
  CHECK(repository.rules() == Rules{"unknown-license"});
  repository.bom.components[0].declarations[0].scope = Scope::Build;
  CHECK(repository.findings().empty());
}

TEST_CASE("unknown licences of components that only manifests name are one finding") {
  Repository repository = using_({});
  repository.policy.licenses->denied = entries({"GPL-*"});
  for (const char *name : {"a", "b", "c", "d", "e", "f"}) {
    Component declared = component(name, "1.0", Origin::Declared);
    declared.declarations = {declaration("vcpkg.json", name)};
    repository.add(std::move(declared));
  }
  Component fetched = component("fetched", "1.0", Origin::Fetched);
  fetched.declarations = {declaration("FetchContent", "fetched")};
  fetched.path = "/build/_deps/fetched-src";
  repository.add(std::move(fetched));
  std::vector<std::string> messages;
  for (const Finding &finding : repository.findings()) messages.push_back(finding.message);
  CHECK(messages.size() == 3); // lib is compiled, fetched lies there
  const std::string all = "the licences of 6 components are not known, of which only manifests speak: "
                          "'a', 'b', 'c', 'd', 'e' and 1 more";
  CHECK(std::ranges::count(messages, all) == 1);
}

TEST_CASE("what was concluded counts where nothing is declared") {
  Repository repository = using_({});
  repository.bom.components[0].concludedLicense = "MIT";
  repository.bom.components[0].concludedEvidence = "LICENSE: 98 % of MIT";
  repository.policy.licenses->allowed = entries({"MIT"});
  CHECK(repository.findings().empty());
  repository.policy.licenses->allowed = entries({"Zlib"});
  repository.wholeTree = false;
  CHECK(mentions(repository.only(), "stated in 'LICENSE: 98 % of MIT'"));
}

TEST_CASE("an exception frees a component from the list, or adds licences for it alone") {
  Repository repository = using_({"GPL-3.0-only"});
  repository.policy.licenses->allowed = entries({"MIT"});
  repository.policy.licenses->exceptions = {{named("lib"), {}}};
  CHECK(rulesAboutComponents(repository).empty());
  repository.policy.licenses->exceptions = {{named("lib"), {"GPL-3.0"}}};
  CHECK(rulesAboutComponents(repository).empty());
  repository.policy.licenses->exceptions = {{named("lib"), {"Zlib"}}};
  CHECK(rulesAboutComponents(repository) == Rules{"license"});
  repository.policy.licenses->exceptions = {{named("lib", "<1"), {}}};
  CHECK(rulesAboutComponents(repository) == Rules{"license"});
  repository.policy.licenses->exceptions = {{named("lib", "", "2030-05-31"), {}}};
  CHECK(rulesAboutComponents(repository) == Rules{"license", "expired-entry"});
  repository.policy.bans.emplace().denied = {{named("lib"), {}}};
  repository.policy.licenses->exceptions = {{named("lib"), {}}};
  CHECK(rulesAboutComponents(repository) == Rules{"banned"});
}

TEST_CASE("an exception lifts a denial") {
  Repository repository = using_({"GPL-3.0-only"});
  repository.policy.licenses->denied = entries({"GPL-*"});
  CHECK(mentions(repository.only(), "which the policy denies"));
  repository.policy.licenses->exceptions = {{named("lib"), {"GPL-3.0-only"}}};
  CHECK(repository.findings().empty());
}

TEST_CASE("allowed licences and exceptions that nothing needs are told at their lines") {
  Repository repository = using_({"MIT"});
  repository.policy.licenses->allowed = {entry("MIT", 3), entry("Zlib", 4)};
  repository.policy.licenses->exceptions = {{named("nothing", "", "", 5), {}}};
  const auto findings = repository.findings();
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].rule == "dependencies/unused-entry");
  CHECK(findings[0].location == policyLine(4));
  CHECK(findings[0].severity == Severity::Warning);
  CHECK(mentions(findings[0], "the allowed licence 'Zlib' matches nothing"));
  CHECK(findings[1].location == policyLine(5));
  repository.wholeTree = false;
  CHECK(repository.findings().empty());
  repository.wholeTree = true;
  repository.bom.complete = false;
  CHECK(repository.findings().empty());
}

TEST_CASE("copyleft weighs by the way of linking") {
  struct Case {
    const char *license;
    LinkKind kind;
    Rules rules;
  };
  const Case cases[] = {
      {"LGPL-2.1-or-later", LinkKind::Archive, {"copyleft"}},
      {"LGPL-2.1-or-later", LinkKind::Object, {"copyleft"}},
      {"LGPL-2.1-or-later", LinkKind::Shared, {}},
      {"GPL-2.0-only", LinkKind::Archive, {"copyleft"}},
      {"GPL-2.0-only", LinkKind::Shared, {"copyleft"}},
      {"AGPL-3.0-only", LinkKind::Shared, {"copyleft"}},
      {"MPL-2.0", LinkKind::Archive, {}},
      {"MIT", LinkKind::Archive, {}},
      {"GPL-3.0-or-later WITH GCC-exception-3.1", LinkKind::Archive, {}},
      {"LGPL-2.1-only OR MIT", LinkKind::Archive, {}},
      {"LGPL-2.1-only AND MIT", LinkKind::Archive, {"copyleft"}},
  };
  for (const auto &[license, kind, rules] : cases) {
    INFO(license << (kind == LinkKind::Shared ? " dynamically" : " statically"));
    Repository repository = using_({license});
    repository.bom.components[0].links = {link("lib", kind)};
    repository.policy.licenses->copyleft = Licenses::Copyleft{Level::Deny, Level::Deny};
    CHECK(repository.rules() == rules);
  }
}

TEST_CASE("copyleft is judged only when the policy asks, and as it asks") {
  Repository repository = using_({"GPL-3.0-only"});
  repository.bom.components[0].links = {link("lib.so", LinkKind::Shared)};
  CHECK(repository.findings().empty());
  repository.policy.licenses->copyleft.emplace();
  CHECK(repository.findings().empty()); // dynamic: allow
  repository.policy.licenses->copyleft->linkedDynamically = Level::Warn;
  CHECK(repository.only().severity == Severity::Warning);
  CHECK(mentions(repository.only(), "linked dynamically"));
  repository.policy.licenses->exceptions = {{named("lib"), {"GPL-3.0-only"}}};
  CHECK(repository.findings().empty());
}

TEST_CASE("the sources of a component are compiled into the program") {
  Repository repository = using_({"LGPL-3.0-only"});
  repository.bom.components[0].occurrences.push_back({"third_party/lib/lib.c", "third_party/lib/lib.c"});
  repository.policy.licenses->copyleft.emplace();
  CHECK(mentions(repository.only(), "compiled into the program"));
}

TEST_CASE("how a component is linked is not guessed") {
  Repository repository = using_({"LGPL-3.0-only"});
  repository.policy.licenses->copyleft.emplace();
  AuditResult result = repository.audit();
  CHECK(result.findings.empty());
  REQUIRE(result.undecided.size() == 1);
  CHECK(result.undecided[0].find("how it is linked is not known") != std::string::npos);
  repository.bom.linkedKnown = true; // and so it is known that it is not
  CHECK(repository.audit().undecided.empty());
}

TEST_CASE("a conclusion that the declaration does not cover is a warning") {
  struct Case {
    const char *declared;
    const char *concluded;
    bool contradicts;
  };
  const Case cases[] = {
      {"MIT", "GPL-3.0-only", true},
      {"MIT", "MIT", false},
      {"GPL-2.0-or-later", "GPL-2.0-only", false}, // the text alone does not tell
      {"MIT", "MIT AND BSD-3-Clause", true},
      {"MIT AND BSD-3-Clause", "MIT", false},
      {"MIT OR Apache-2.0", "MIT", false},
  };
  for (const auto &[declared, concluded, contradicts] : cases) {
    INFO(declared << " and " << concluded);
    Repository repository = using_({declared});
    repository.bom.components[0].concludedLicense = concluded;
    CHECK(repository.rules() == (contradicts ? Rules{"license-mismatch"} : Rules{}));
  }
  Repository silenced = using_({"MIT"});
  silenced.bom.components[0].concludedLicense = "ISC";
  CHECK(silenced.only().severity == Severity::Warning);
  silenced.policy.licenses->mismatch = Level::Allow;
  CHECK(silenced.findings().empty());
}

TEST_CASE("a clarification holds in place of what was found, as long as the text is the same") {
  Repository repository = using_({"LicenseRef-odd"});
  repository.file("third_party/lib/LICENSE", "do as you like");
  repository.policy.licenses->allowed = entries({"MIT"});
  repository.policy.licenses->clarify = {{named("lib"), "MIT", ""}};
  CHECK(repository.findings().empty());
  repository.policy.licenses->clarify[0].fileHash = sha256Hex("do as you like");
  CHECK(repository.findings().empty());
  repository.file("third_party/lib/LICENSE", "do as I like");
  const auto findings = repository.findings();
  Rules rules = repository.rules();
  CHECK(std::ranges::count(rules, "license") == 1);
  CHECK(std::ranges::count(rules, "expired-entry") == 1);
  const auto expired = std::ranges::find(findings, "dependencies/expired-entry", &Finding::rule);
  CHECK(mentions(*expired, sha256Hex("do as I like")));
}

TEST_CASE("headers without owner are one warning that counts them") {
  Repository repository;
  repository.file("a.cpp", "#include <one.h>\n");
  for (const std::string path : {"/opt/made-up/one.h", "/opt/made-up/two.h"}) {
    Component header = component(path, "", Origin::Unknown);
    header.occurrences = {{"a.cpp", path}};
    repository.add(std::move(header));
    repository.bom.unknownHeaders.push_back(path);
  }
  CHECK(repository.findings().empty());
  repository.policy.bans.emplace().denied = {{named("something"), {}}}; // a ban cannot be judged either
  const Finding finding = repository.only();
  CHECK(finding.rule == "dependencies/unknown-license");
  CHECK(finding.severity == Severity::Warning);
  CHECK(finding.symbol.empty());
  CHECK(finding.location.begin == Position{1, 11});
  CHECK(mentions(finding, "'/opt/made-up/one.h'"));
  CHECK(mentions(finding, "1 more"));
}

TEST_CASE("a mistake that shows only here is told with its place") {
  Repository repository = using_({"MIT"});
  const OverlayFileSystem files(repository.content);
  const auto problem = [&] {
    const auto result = audit({files, kRoot, repository.bom, repository.policy});
    REQUIRE_FALSE(result);
    return toString(result.error());
  };
  repository.policy.licenses->clarify = {{named("lib", "", "", 9), "Apace-2.0", ""}};
  CHECK(problem() == "lintel.yaml:9:1: 'Apace-2.0' is no licence expression; expected SPDX identifiers or "
                     "LicenseRef-..., joined by AND, OR and WITH; did you mean 'Apache-2.0'?");
  repository.policy.licenses->clarify = {{named("lib", "~> 1", "", 9), "MIT", ""}};
  CHECK(problem().starts_with("lintel.yaml:9:1: '~> 1' is no version range"));
}

TEST_CASE("a licence of the policy that nobody knows is a mistake in it") {
  struct Case {
    const char *text;
    bool denied;
    const char *says; // nullptr: it is right
  };
  const Case cases[] = {
      {"MIT", false, nullptr},
      {"mit", false, nullptr},
      {"GPL-2.0+", false, nullptr},
      {"Apache-2.0 WITH LLVM-exception", false, nullptr},
      {"LicenseRef-ours", false, nullptr},
      {"MITT", false, "'MITT' is no licence; expected an SPDX identifier or LicenseRef-...; did you mean 'MIT'?"},
      {"MIT OR Apache-2.0", false,
       "'MIT OR Apache-2.0' is no licence; expected an SPDX identifier or LicenseRef-...; "
       "list the licences one by one"},
      {"GPL-*", false, "'GPL-*' is no licence"},
      {"AGPL-*", true, nullptr},
      {"{GPL,LGPL}-*", true, nullptr},
      {"LicenseRef-*", true, nullptr},
      {"AGLP-*", true, "'AGLP-*' matches no licence; expected a pattern over SPDX identifiers; did you mean 'AGPL-*'?"},
      {"MITT", true, "did you mean 'MIT'?"},
  };
  for (const auto &[text, denied, says] : cases) {
    INFO(text);
    Repository repository = using_({"MIT"});
    (denied ? repository.policy.licenses->denied : repository.policy.licenses->allowed) = {entry(text, 9)};
    const OverlayFileSystem files(repository.content);
    const auto result = audit({files, kRoot, repository.bom, repository.policy});
    CHECK(result.has_value() == (says == nullptr));
    if (result || says == nullptr) continue;
    const std::string problem = toString(result.error());
    CHECK(problem.starts_with("lintel.yaml:9:1: "));
    CHECK(problem.find(says) != std::string::npos);
  }
  Repository repository = using_({"MIT"});
  repository.policy.licenses->exceptions = {{named("lib", "", "", 7), {"ISCC"}}};
  const OverlayFileSystem files(repository.content);
  const auto result = audit({files, kRoot, repository.bom, repository.policy});
  REQUIRE_FALSE(result);
  CHECK(toString(result.error()).starts_with("lintel.yaml:7:1: 'ISCC' is no licence"));
}

} // namespace lintel::sbom::test
