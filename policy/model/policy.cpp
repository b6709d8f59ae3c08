#include "policy/model/policy.h"

#include "core/finding/dependency_rules.h"

#include <algorithm>

namespace lintel::policy {
namespace {

bool anyMatches(const std::vector<Glob> &globs, const std::string &path) {
  return std::any_of(globs.begin(), globs.end(), [&](const Glob &glob) { return glob.matches(path); });
}

bool appliesTo(const CheckRule &entry, const std::string &path) {
  return !entry.paths || entry.paths->include.empty() || anyMatches(entry.paths->include, path);
}

bool switchesOff(const CheckRule &entry, const std::string &path) {
  return entry.paths && anyMatches(entry.paths->exclude, path);
}

Mode defaultMode(const Policy &policy, const std::string &rule) {
  const DependencyRule *dependency = findDependencyRule(rule);
  if (dependency == nullptr) return Mode::Enforce;
  const auto &modes = policy.dependencies.sectionModes;
  const auto own = modes.find(dependency->section);
  return own == modes.end() ? policy.dependencies.mode : own->second;
}

RuleInfo ruleOf(std::string id, std::string summary, Severity severity, std::string category) {
  RuleInfo rule;
  rule.id = std::move(id);
  rule.summary = std::move(summary);
  rule.severity = severity;
  rule.category = std::move(category);
  return rule;
}

} // namespace

const char *toString(Mode mode) {
  switch (mode) {
  case Mode::Off: return "off";
  case Mode::Warn: return "warn";
  case Mode::Enforce: return "enforce";
  }
  return "enforce";
}

Policy::Effective Policy::effective(const std::string &rule, Severity defaultSeverity, const std::string &path) const {
  Effective result{defaultMode(*this, rule), defaultSeverity};
  for (const CheckRule &entry : checks) {
    if (!entry.glob.matches(rule) || !appliesTo(entry, path)) continue;
    if (switchesOff(entry, path)) {
      result.mode = Mode::Off;
      continue;
    }
    result.mode = entry.mode.value_or(result.mode);
    result.severity = entry.severity.value_or(result.severity);
  }
  return result;
}

bool Policy::isOffEverywhere(const std::string &rule) const {
  bool off = defaultMode(*this, rule) == Mode::Off;
  for (const CheckRule &entry : checks) {
    if (!entry.mode || !entry.glob.matches(rule)) continue;
    const bool everywhere = !entry.paths;
    if (*entry.mode != Mode::Off)
      off = false;
    else if (everywhere)
      off = true;
  }
  return off;
}

std::map<std::string, std::string> Policy::optionsOf(const std::string &rule) const {
  std::map<std::string, std::string> options;
  for (const CheckRule &entry : checks) {
    if (entry.rules != rule) continue;
    for (const auto &[name, value] : entry.options) options[name] = value;
  }
  return options;
}

const Source *Policy::excludedBy(const std::string &path) const {
  for (const auto &[glob, source] : excluded) {
    if (glob.matches(path)) return &source;
  }
  return nullptr;
}

Policy defaultPolicy() {
  Policy policy;
  policy.file.clear();
  return policy;
}

std::vector<RuleInfo> rulesOf(const Policy &policy) {
  std::vector<RuleInfo> rules{
      ruleOf("policy/expired-waiver", "a waiver has expired", Severity::Warning, "policy"),
      ruleOf("policy/unused-waiver", "a waiver matches no finding", Severity::Warning, "policy"),
  };
  for (const DependencyRule &rule : dependencyRules()) rules.push_back(rule.info);
  for (const DocumentRule &rule : policy.documents) {
    rules.push_back(ruleOf("documents/" + rule.id, rule.message, rule.severity, "documents"));
  }
  std::sort(rules.begin(), rules.end(), [](const RuleInfo &a, const RuleInfo &b) { return a.id < b.id; });
  return rules;
}

} // namespace lintel::policy
