#include "policy/model/read.h"

#include "policy/model/access.h"
#include "policy/model/read_dependencies.h"
#include "policy/model/validate.h"

#include <algorithm>
#include <map>

namespace lintel::policy {
namespace {

// "a" for a scalar, "a;b" for a list, JSON (which is YAML) for a list of mappings: how checks are given their options.
std::string optionText(const Node &value) {
  const auto isMapping = [](const Node &item) { return item.kind == Node::Kind::Mapping; };
  if (std::any_of(value.items.begin(), value.items.end(), isMapping)) return jsonText(value);
  if (value.kind == Node::Kind::List) {
    std::string joined;
    for (const Node &item : value.items) joined += (joined.empty() ? "" : ";") + optionText(item);
    return joined;
  }
  if (const auto number = integerOf(value)) return std::to_string(*number);
  if (value.kind == Node::Kind::Boolean) return value.text[0] == 't' || value.text[0] == 'T' ? "true" : "false";
  return value.text;
}

class Reader {
public:
  Reader(const Node &file, Mistakes &mistakes) : file_(file), mistakes_(mistakes) {}

  Policy policy(const std::vector<KnownCheck> &checks) {
    Policy policy;
    policy.file = mistakes_.file();
    policy.database = insideRepository(textAt(file_, "database")).value_or("");
    policy.failOn = severityFromString(textAt(file_, "fail-on")).value_or(policy.failOn);
    policy.incompleteAllowed = textAt(file_, "incomplete") == "allow";
    for (const Node &item : itemsAt(file_, "exclude")) {
      if (auto glob = Glob::compile(item.text)) policy.excluded.emplace_back(std::move(*glob), sourceOf(item.at));
    }
    readDocuments(policy);
    if (const Node *section = file_.find("dependencies"))
      policy.dependencies = readDependencies(*section, mistakes_.file());
    readChecks(policy, ruleIds(policy, checks));
    return policy;
  }

private:
  Source sourceOf(Position at) const { return {mistakes_.file(), at.line, at.column}; }

  void readDocuments(Policy &policy) {
    std::map<std::string, int> lines;
    for (const Node &item : itemsAt(file_, "documents")) {
      DocumentRule rule;
      rule.id = textAt(item, "id");
      rule.pattern = textAt(item, "pattern");
      rule.message = sentenceAt(item, "message");
      rule.severity = severityFromString(textAt(item, "severity")).value_or(rule.severity);
      rule.files.include = globsAt(item, "files");
      rule.files.exclude = globsAt(item, "exclude");
      rule.source = sourceOf(item.at);
      if (rule.id.empty()) continue;
      const auto [first, isNew] = lines.emplace(rule.id, item.at.line);
      if (!isNew) {
        mistakes_.add(item.find("id")->at, "a second document rule has the id " + quoted(rule.id), "each id once",
                      "the first stands in line " + std::to_string(first->second));
      }
      policy.documents.push_back(std::move(rule));
    }
  }

  void readChecks(Policy &policy, const std::vector<std::string> &rules) {
    const Node *section = file_.find("checks");
    if (!section) return;
    for (const Node::Entry &entry : section->entries) {
      auto glob = Glob::compile(entry.key);
      if (!glob) continue;
      const bool known =
          std::any_of(rules.begin(), rules.end(), [&](const std::string &id) { return glob->matches(id); });
      if (!known) {
        mistakes_.add(entry.at, "no rule matches " + quoted(entry.key), "the id of a rule, or a glob over ids",
                      suggestion(entry.key, rules));
      }
      policy.checks.push_back(checkRule(entry, std::move(*glob)));
    }
  }

  CheckRule checkRule(const Node::Entry &entry, Glob glob) const {
    const Node &value = entry.value;
    CheckRule rule{entry.key, std::move(glob), {}, {}, {}, {}, sourceOf(entry.at)};
    rule.mode = modeFrom(value.kind == Node::Kind::String ? value.text : textAt(value, "mode"));
    rule.severity = severityFromString(textAt(value, "severity"));
    if (const Node *paths = value.find("paths")) {
      rule.paths = GlobSet{globsAt(*paths, "include"), globsAt(*paths, "exclude")};
    }
    if (const Node *options = value.find("options")) {
      for (const Node::Entry &option : options->entries) rule.options[option.key] = optionText(option.value);
    }
    return rule;
  }

  const Node &file_;
  Mistakes &mistakes_;
};

void checkWaivedRule(const Node &waiver, const std::vector<std::string> &rules, Mistakes &mistakes) {
  const Node *rule = waiver.find("rule");
  if (!rule || rule->kind != Node::Kind::String || rule->text.empty()) return;
  if (rule->text.starts_with("policy/")) {
    mistakes.add(rule->at, "a finding about a waiver cannot be waived", "another rule",
                 "mend or remove the waiver that it speaks of");
  } else if (!std::binary_search(rules.begin(), rules.end(), rule->text)) {
    mistakes.add(rule->at, "no rule has the id " + quoted(rule->text), "the id of a rule",
                 suggestion(rule->text, rules));
  }
}

} // namespace

std::vector<std::string> ruleIds(const Policy &policy, const std::vector<KnownCheck> &checks) {
  std::vector<std::string> ids;
  for (const KnownCheck &check : checks) ids.push_back(check.rule.id);
  for (const RuleInfo &rule : rulesOf(policy)) ids.push_back(rule.id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

Policy readPolicy(const Node &file, const std::vector<KnownCheck> &checks, Mistakes &mistakes) {
  return Reader(file, mistakes).policy(checks);
}

std::vector<Waiver> readWaivers(const Node &file, const std::vector<std::string> &rules, Mistakes &mistakes) {
  std::vector<Waiver> waivers;
  for (const Node &item : itemsAt(file, "waivers")) {
    checkWaivedRule(item, rules, mistakes);
    auto glob = Glob::compile(textAt(item, "path"));
    if (!glob) continue;
    waivers.push_back({textAt(item, "rule"), textAt(item, "path"), std::move(*glob), textAt(item, "fingerprint"),
                       textAt(item, "symbol"), sentenceAt(item, "reason"), sentenceAt(item, "owner"),
                       textAt(item, "expires"), Source{mistakes.file(), item.at.line, item.at.column}});
  }
  return waivers;
}

} // namespace lintel::policy
