#include "checkers/checks/forbidden-call/rules.h"

#include "checkers/contracts/yaml_schema.h"

#include <algorithm>
#include <optional>

namespace lintel::checkers::checks::forbidden_call {

namespace {

using Regex = std::shared_ptr<const re2::RE2>;

class Reader : private YamlSchema {
public:
  Reader() : YamlSchema("Rules") {}

  Result<std::vector<Rule>> read(const std::string &text) const {
    const Result<Node> root = load(text);
    if (!root) return fail(root.error());
    std::vector<Rule> rules;
    if (root->IsNull()) return rules;
    const Status status = list(*root, "the value", [&](const Node &item) { return rule(item, rules.emplace_back()); });
    if (!status) return fail(status.error());
    return rules;
  }

private:
  Status rule(const Node &node, Rule &out) const {
    int targets = 0;
    const Keys keys = {
        {"function", target(out, Target::Function, targets), ""},
        {"macro", target(out, Target::Macro, targets), ""},
        {"type", target(out, Target::Type, targets), ""},
        {"header", target(out, Target::Header, targets), ""},
        {"where", each("'where'", [&](const Node &item) { return condition(item, out.conditions.emplace_back()); }),
         ""},
        {"message", text(out.message), ""},
        {"replacement", text(out.replacement), ""},
        {"severity",
         oneOf<Severity>(out.severity,
                         {{"note", Severity::Note}, {"warning", Severity::Warning}, {"error", Severity::Error}}),
         ""},
        {"allowed-files", each("'allowed-files'", [&](const Node &item) { return glob(item, out.allowedFiles); }), ""},
        {"allowed-in",
         each("'allowed-in'", [&](const Node &item) { return expression(item, out.allowedScopes.emplace_back()); }),
         ""}};
    if (Status status = map(node, "a rule", keys); !status) return status;
    if (targets != 1)
      return wrong(node, "a rule names " + std::to_string(targets) + " things",
                   "exactly one of function, macro, type, header");
    if (!out.conditions.empty() && out.target != Target::Function)
      return wrong(node, "'where' without 'function'", "a rule about a function: only a call has arguments");
    if (out.message.empty()) return wrong(node, "a rule without 'message'", "a text that says why");
    return {};
  }

  static Handler handler(Read read) { return {std::move(read), {}}; } // the schema is the policy's

  Handler each(std::string what, Read item) const {
    return handler(
        [this, what = std::move(what), item = std::move(item)](const Node &node) { return list(node, what, item); });
  }

  Handler target(Rule &out, Target target, int &targets) const {
    return handler([this, &out, target, &targets](const Node &node) {
      out.target = target;
      ++targets;
      return expression(node, out.pattern);
    });
  }

  Status expression(const Node &node, Regex &out) const {
    std::string text;
    if (Status status = pattern(text).read(node); !status) return status;
    out = std::make_shared<const re2::RE2>(text, re2::RE2::Quiet);
    return {};
  }

  Status glob(const Node &node, std::vector<Glob> &out) const {
    std::string text;
    if (Status status = YamlSchema::text(text).read(node); !status) return status;
    Result<Glob> glob = Glob::compile(text);
    if (!glob) return wrong(node, "'" + text + "' is not a glob: " + toString(glob.error()));
    out.push_back(std::move(*glob));
    return {};
  }

  Handler property(Condition &out, bool negated, int &questions) const {
    const auto kind = oneOf<Condition::Kind>(out.kind, {{"literal", Condition::Kind::Literal},
                                                        {"constant", Condition::Kind::Constant},
                                                        {"null", Condition::Kind::Null}});
    return handler([&out, negated, &questions, read = kind.read](const Node &node) {
      out.negated = negated;
      ++questions;
      return read(node);
    });
  }

  Handler match(Condition &out, bool negated, int &questions) const {
    return handler([this, &out, negated, &questions](const Node &node) {
      out.kind = Condition::Kind::Matches;
      out.negated = negated;
      ++questions;
      return expression(node, out.pattern);
    });
  }

  Status condition(const Node &node, Condition &out) const {
    std::optional<unsigned> number;
    int questions = 0;
    const Keys keys = {{"argument", argument(number), ""},
                       {"is", property(out, false, questions), ""},
                       {"is-not", property(out, true, questions), ""},
                       {"matches", match(out, false, questions), ""},
                       {"matches-not", match(out, true, questions), ""}};
    if (Status status = map(node, "an item of 'where'", keys); !status) return status;
    if (number.value_or(0) == 0) return wrong(node, "no argument is asked for", "argument: its number, from 1 on");
    if (questions != 1)
      return wrong(node, "an item of 'where' asks " + std::to_string(questions) + " questions",
                   "exactly one of is, is-not, matches, matches-not");
    out.argument = *number - 1;
    return {};
  }
};

bool isWhole(std::string_view text, const re2::RE2 &pattern) {
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

} // namespace

bool Rule::allowsFile(std::string_view path) const {
  return std::ranges::any_of(allowedFiles, [&](const Glob &glob) { return glob.matches(path); });
}

bool Rule::allowsScope(std::string_view scope) const {
  for (std::size_t end = scope.find("::");; end = scope.find("::", end + 2)) {
    const std::string_view part = scope.substr(0, end);
    if (std::ranges::any_of(allowedScopes, [&](const Regex &pattern) { return isWhole(part, *pattern); })) return true;
    if (end == std::string_view::npos) return false;
  }
}

Result<std::vector<Rule>> readRules(const std::string &text) { return Reader().read(text); }

} // namespace lintel::checkers::checks::forbidden_call
