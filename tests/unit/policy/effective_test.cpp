// What the entries of `checks:` mean for a rule at a path.
#include "core/finding/dependency_rules.h"
#include "tests/unit/policy/policy_fixture.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace lintel::policy::test {
namespace {

struct Case {
  const char *name;
  const char *checks; // the entries of `checks:`, in flow style
  const char *path;
  const char *expected; // of lintel-error-discarded, whose own severity is warning
  bool offEverywhere;
};

const Case kCases[] = {
    {"no entry", "", "a.cpp", "enforce warning", false},
    {"short form", "lintel-error-discarded: off", "a.cpp", "off warning", true},
    {"a glob", "'lintel-*': warn", "a.cpp", "warn warning", false},
    {"an entry for another rule", "lintel-cast-pointer-int: off", "a.cpp", "enforce warning", false},
    {"a later entry overrides", "'lintel-*': off, 'lintel-error-*': warn", "a.cpp", "warn warning", false},
    {"the order decides, not the length", "lintel-error-discarded: warn, '*': off", "a.cpp", "off warning", true},
    {"an entry overrides only what it sets", "'*': { mode: warn }, 'lintel-*': { severity: note }", "a.cpp",
     "warn note", false},
    {"inside include", "'*': { mode: warn, paths: { include: ['src/**'] } }", "src/a.cpp", "warn warning", false},
    {"outside include", "'*': { mode: warn, paths: { include: ['src/**'] } }", "lib/a.cpp", "enforce warning", false},
    {"exclude switches off", "'*': { mode: warn, paths: { exclude: ['gen/**'] } }", "gen/a.cpp", "off warning", false},
    {"exclude leaves the rest", "'*': { mode: warn, paths: { exclude: ['gen/**'] } }", "src/a.cpp", "warn warning",
     false},
    {"exclude without a mode", "'*': { paths: { exclude: ['gen/**'] } }", "gen/a.cpp", "off warning", false},
    {"exclude within include", "'*': { paths: { include: ['src/**'], exclude: ['src/arch/**'] } }", "src/arch/a.cpp",
     "off warning", false},
    {"exclude outside include", "'*': { paths: { include: ['src/**'], exclude: ['**/arch/**'] } }", "lib/arch/a.cpp",
     "enforce warning", false},
    {"a later entry switches on again", "'*': { paths: { exclude: ['gen/**'] } }, 'lintel-*': warn", "gen/a.cpp",
     "warn warning", false},
    {"off but for some paths", "'*': off, 'lintel-*': { mode: enforce, paths: { include: ['src/**'] } }", "lib/a.cpp",
     "off warning", false},
    {"off in some paths only", "'*': { mode: off, paths: { include: ['src/**'] } }", "src/a.cpp", "off warning", false},
};

} // namespace

TEST_CASE("entries of checks apply in order") {
  for (const Case &c : kCases) {
    DYNAMIC_SECTION(c.name) {
      const Policy policy = valid(std::string("version: 1\nchecks: { ") + c.checks + " }\n");
      const auto effective = policy.effective("lintel-error-discarded", Severity::Warning, c.path);
      CHECK(std::string(toString(effective.mode)) + " " + lintel::toString(effective.severity) == c.expected);
      CHECK(policy.isOffEverywhere("lintel-error-discarded") == c.offEverywhere);
    }
  }
}

TEST_CASE("the mode of dependencies is the default of its rules") {
  const Policy off = valid("version: 1\ndependencies: { mode: off }\n");
  CHECK(off.effective("dependencies/banned", Severity::Error, "x").mode == Mode::Off);
  CHECK(off.isOffEverywhere("dependencies/license"));
  CHECK(off.effective("lintel-error-discarded", Severity::Error, "x").mode == Mode::Enforce);
  const Policy mixed = valid("version: 1\nchecks: { dependencies/banned: enforce }\ndependencies: { mode: warn }\n");
  CHECK(mixed.effective("dependencies/banned", Severity::Error, "x").mode == Mode::Enforce);
  CHECK(mixed.effective("dependencies/license", Severity::Error, "x").mode == Mode::Warn);
}

TEST_CASE("later options of a check override earlier ones") {
  // One entry may be written twice only with different keys, so the second stands in a policy made by hand.
  Policy policy =
      valid("version: 1\nchecks: { lintel-cast-pointer-int: { options: { MaxDepth: 1, Strict: true } } }\n");
  policy.checks.push_back(policy.checks[0]);
  policy.checks[1].options = {{"MaxDepth", "2"}};
  const std::map<std::string, std::string> expected{{"MaxDepth", "2"}, {"Strict", "true"}};
  CHECK(policy.optionsOf("lintel-cast-pointer-int") == expected);
}

TEST_CASE("the mode of a section of dependencies is the default of its rules") {
  const Policy policy = valid("version: 1\nchecks: { dependencies/banned: enforce }\n"
                              "dependencies: { mode: warn, bans: { mode: off }, pinning: { mode: enforce } }\n");
  const auto modeOf = [&](const char *rule) { return policy.effective(rule, Severity::Error, "x").mode; };
  CHECK(modeOf("dependencies/duplicate") == Mode::Off);
  CHECK(policy.isOffEverywhere("dependencies/duplicate"));
  CHECK(modeOf("dependencies/banned") == Mode::Enforce);
  CHECK(modeOf("dependencies/unpinned") == Mode::Enforce);
  CHECK(modeOf("dependencies/checksum") == Mode::Enforce);
  CHECK(modeOf("dependencies/license") == Mode::Warn);
  CHECK(modeOf("dependencies/unused-entry") == Mode::Warn);
}

TEST_CASE("a list of mappings is handed to its check as YAML") {
  const Policy policy = valid("version: 1\nchecks:\n  lintel-forbidden-call:\n    options:\n      Rules:\n"
                              "      - function: 'f\\s'\n        where: [{ argument: 1, is: \"null\" }]\n"
                              "        message: say \"why\"\n");
  CHECK(policy.optionsOf("lintel-forbidden-call").at("Rules") ==
        R"([{"function":"f\\s","where":[{"argument":"1","is":"null"}],"message":"say \"why\""}])");
}

TEST_CASE("the policy knows the rules that it makes") {
  const Policy policy =
      valid("version: 1\ndocuments:\n  - { id: b, pattern: x, message: m, severity: note, files: ['*'] }\n"
            "  - { id: a, pattern: x, message: m, files: ['*'] }\n"
            "checks: { 'documents/*': warn, policy/unused-waiver: off }\n");
  std::vector<std::string> ids;
  for (const RuleInfo &rule : rulesOf(policy)) ids.push_back(rule.id);
  CHECK(std::ranges::is_sorted(ids));
  std::erase_if(ids, [](const std::string &id) { return id.starts_with("dependencies/"); });
  CHECK(ids == std::vector<std::string>{"documents/a", "documents/b", "policy/expired-waiver", "policy/unused-waiver"});
  CHECK(policy.isOffEverywhere("policy/unused-waiver"));
}

TEST_CASE("every dependency rule has a page and belongs to a section that the policy may give") {
  const Policy policy = valid("version: 1\n");
  const auto rules = rulesOf(policy);
  CHECK(dependencyRules().size() > 15);
  for (const DependencyRule &rule : dependencyRules()) {
    INFO(rule.info.id);
    CHECK(std::ranges::count(rules, rule.info.id, &RuleInfo::id) == 1);
    CHECK(rule.info.help.starts_with("# " + rule.info.id + "\n\n"));
    CHECK(rule.info.summary.back() != '.');
    for (const std::string &example : yamlBlocks(rule.info.help)) valid("version: 1\n" + example);
    if (!rule.section.empty()) valid("version: 1\ndependencies: { " + rule.section + ": { mode: warn } }\n");
    valid("version: 1\nchecks: { " + rule.info.id + ": { mode: warn, severity: note } }\n");
  }
}

TEST_CASE("a repository without a policy has every check enforced") {
  const Policy policy = defaultPolicy();
  CHECK(policy.file.empty());
  CHECK(policy.failOn == Severity::Error);
  CHECK(policy.effective("lintel-error-discarded", Severity::Note, "x").mode == Mode::Enforce);
}

} // namespace lintel::policy::test
