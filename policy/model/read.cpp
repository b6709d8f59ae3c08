#include "policy/model/read.h"

#include "core/finding/fingerprint.h"
#include "policy/model/validate.h"

#include <algorithm>
#include <map>

namespace lintel::policy {
namespace {

std::string textAt(const Node &mapping, const char *key) {
  const Node *node = mapping.find(key);
  return node && node->kind == Node::Kind::String ? node->text : "";
}

// Prose as one line: a block scalar may have several.
std::string sentenceAt(const Node &mapping, const char *key) { return normaliseLine(textAt(mapping, key)); }

const std::vector<Node> &itemsAt(const Node &mapping, const char *key) {
  static const std::vector<Node> none;
  const Node *node = mapping.find(key);
  return node ? node->items : none;
}

std::vector<std::string> textsAt(const Node &mapping, const char *key) {
  std::vector<std::string> texts;
  for (const Node &item : itemsAt(mapping, key)) texts.push_back(item.text);
  return texts;
}

std::vector<Glob> globsAt(const Node &mapping, const char *key) {
  std::vector<Glob> globs;
  for (const Node &item : itemsAt(mapping, key)) {
    if (auto glob = Glob::compile(item.text)) globs.push_back(std::move(*glob));
  }
  return globs;
}

std::optional<Mode> modeFrom(const std::string &text) {
  for (const Mode mode : {Mode::Off, Mode::Warn, Mode::Enforce}) {
    if (text == toString(mode)) return mode;
  }
  return std::nullopt;
}

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
    readDependencies(policy);
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

  void readDependencies(Policy &policy) {
    const Node *section = file_.find("dependencies");
    if (!section) return;
    DependencyRules &rules = policy.dependencies;
    rules.enabled = true;
    rules.source = sourceOf(section->at);
    rules.mode = modeFrom(textAt(*section, "mode")).value_or(rules.mode);
    rules.vendored = globsAt(*section, "vendored");
    for (const Node &item : itemsAt(*section, "banned")) {
      auto glob = Glob::compile(textAt(item, "name"));
      if (!glob) continue;
      rules.banned.push_back({textAt(item, "name"), std::move(*glob), sentenceAt(item, "reason"), sourceOf(item.at)});
    }
    if (const Node *licenses = section->find("licenses")) {
      rules.allowedLicenses = textsAt(*licenses, "allowed");
      rules.licenseExceptions = textsAt(*licenses, "exceptions");
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
