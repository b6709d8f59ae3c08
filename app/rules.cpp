#include "app/rules.h"

#include "checkers/engine/check_def.h"

#include <algorithm>
#include <fmt/format.h>

namespace lintel::app {
namespace {

const char *toString(checkers::OptionType type) {
  switch (type) {
  case checkers::OptionType::Integer: return "integer";
  case checkers::OptionType::Boolean: return "boolean";
  case checkers::OptionType::String: return "string";
  case checkers::OptionType::Regex: return "regex";
  case checkers::OptionType::List: return "list";
  case checkers::OptionType::Rules: return "rules";
  }
  return "string";
}

// In a table cell a '|' would end the cell, and an empty default reads better as none.
std::string cell(const std::string &text) {
  std::string escaped;
  for (char c : text) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
  return escaped;
}

std::string optionTable(const policy::KnownCheck &check) {
  if (check.options.empty()) return "";
  std::string text = "\n## Options\n\n| option | type | default | meaning |\n|---|---|---|---|\n";
  for (const policy::KnownOption &option : check.options) {
    const std::string value = option.defaultValue.empty() ? "none" : "`" + cell(option.defaultValue) + "`";
    text += fmt::format("| `{}` | {} | {} | {} |\n", option.name, option.type, value, cell(option.summary));
  }
  return text;
}

// Without the comments that hold what the examples need to be compiled: they are for the tests.
std::string printed(std::string_view page) {
  constexpr std::string_view begin = "\n<!-- example\n", end = "-->\n";
  std::string text(page);
  for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    const std::size_t close = text.find(end, at);
    text.erase(at, close == std::string::npos ? close : close + end.size() - at);
  }
  return text;
}

policy::KnownCheck known(const checkers::CheckDef &def) {
  policy::KnownCheck check;
  check.rule = {std::string(def.id),
                std::string(def.summary),
                printed(checkers::checkPage(def.id)),
                def.severity,
                std::string(def.category),
                def.cwe,
                {def.cert.begin(), def.cert.end()}};
  for (const checkers::OptionDef &option : def.options)
    check.options.push_back({std::string(option.name), toString(option.type), std::string(option.defaultValue),
                             std::string(option.summary)});
  check.rule.help += optionTable(check);
  return check;
}

} // namespace

std::vector<policy::KnownCheck> knownChecks() {
  std::vector<policy::KnownCheck> checks;
  for (const checkers::CheckDef *def : checkers::allChecks()) checks.push_back(known(*def));
  return checks;
}

std::vector<RuleInfo> allRules(const policy::Policy &policy) {
  std::vector<RuleInfo> rules = policy::rulesOf(policy);
  for (const policy::KnownCheck &check : knownChecks()) rules.push_back(check.rule);
  std::sort(rules.begin(), rules.end(), [](const RuleInfo &a, const RuleInfo &b) { return a.id < b.id; });
  return rules;
}

} // namespace lintel::app
