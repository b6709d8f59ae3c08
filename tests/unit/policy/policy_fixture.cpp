#include "tests/unit/policy/policy_fixture.h"

#include <catch2/catch.hpp>

namespace lintel::policy::test {
namespace {

KnownCheck check(const char *id, std::vector<KnownOption> options = {}) {
  KnownCheck known;
  known.rule.id = id;
  known.options = std::move(options);
  return known;
}

} // namespace

std::vector<KnownCheck> knownChecks() {
  return {check("lintel-cast-pointer-int", {{"MaxDepth", "integer", "3", "How deep."},
                                            {"Strict", "boolean", "false", "Whether strict."},
                                            {"Helper", "string", "", "Name of a function."},
                                            {"FieldPattern", "regex", "^size$", "Names of fields."},
                                            {"Types", "list", "a;b", "Names of types."}}),
          check("lintel-error-discarded"),
          check("lintel-forbidden-call", {{"Rules", "rules", "", "What is forbidden."}}),
          check("lintel-unbounded-pagination")};
}

Loaded loadText(const std::string &text, const std::optional<std::string> &waivers) {
  const std::string root = kRoot;
  Overlay overlay{{root + "/lintel.yaml", text}};
  if (waivers) overlay[root + "/.lintel/waivers.yaml"] = *waivers;
  const OverlayFileSystem files(overlay);
  Diagnostics diagnostics;
  Loaded loaded;
  loaded.policy = load(files, root, "lintel.yaml", knownChecks(), diagnostics);
  for (const Diagnostic &diagnostic : diagnostics.all()) loaded.messages.push_back(toString(diagnostic.problem));
  return loaded;
}

Policy valid(const std::string &text, const std::optional<std::string> &waivers) {
  Loaded loaded = loadText(text, waivers);
  for (const std::string &message : loaded.messages) UNSCOPED_INFO(message);
  REQUIRE(loaded.policy);
  return std::move(*loaded.policy);
}

std::vector<std::string> yamlBlocks(const std::string &page) {
  const std::string opening = "```yaml\n";
  std::vector<std::string> blocks;
  for (std::size_t at = page.find(opening); at != std::string::npos; at = page.find(opening, at)) {
    at += opening.size();
    blocks.push_back(page.substr(at, page.find("```", at) - at));
  }
  return blocks;
}

Finding finding(const std::string &rule, const std::string &path, int line) {
  Finding finding;
  finding.rule = rule;
  finding.severity = Severity::Error;
  finding.message = "message";
  finding.location = {path, {line, 1}, {line, 2}};
  finding.fingerprint = rule + path + std::to_string(line);
  return finding;
}

} // namespace lintel::policy::test
