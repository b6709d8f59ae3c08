#include "checkers/contracts/yaml_schema.h"

#include "core/support/text.h"

#include <algorithm>
#include <re2/re2.h>

namespace lintel::checkers {

namespace {
constexpr std::size_t kMaxItems = 10'000; // of one list; YAML aliases could make far more of a small file
constexpr unsigned kMaxArgument = 63;
} // namespace

std::string join(const std::vector<std::string> &words) {
  std::string text;
  for (const std::string &word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

Problem YamlSchema::problemAt(const YAML::Mark &mark, std::string what, std::string expected, std::string hint) const {
  Problem problem;
  problem.what = std::move(what);
  problem.file = file_;
  if (!mark.is_null()) {
    problem.line = mark.line + 1;
    problem.column = mark.column + 1;
  }
  problem.expected = std::move(expected);
  problem.hint = std::move(hint);
  return problem;
}

tl::unexpected<Problem> YamlSchema::wrong(const Node &node, std::string what, std::string expected,
                                          std::string hint) const {
  return fail(problemAt(node.Mark(), std::move(what), std::move(expected), std::move(hint)));
}

Status YamlSchema::map(const Node &node, const std::string &what, const Handlers &handlers) const {
  std::vector<std::string> keys;
  for (const auto &[key, handler] : handlers) keys.push_back(key);
  if (!node.IsMap()) return wrong(node, what + " is not a map", "a map with the keys " + join(keys));
  std::vector<std::string> seen;
  for (const auto &item : node) {
    const std::string key = item.first.IsScalar() ? item.first.Scalar() : "";
    const auto handler = std::ranges::find(handlers, key, [](const auto &entry) { return entry.first; });
    if (handler == handlers.end()) {
      const auto near = didYouMean(key, keys);
      return wrong(item.first, "unknown key '" + key + "' in " + what, "one of " + join(keys),
                   near ? "did you mean '" + *near + "'?" : "");
    }
    if (std::ranges::find(seen, key) != seen.end())
      return wrong(item.first, "key '" + key + "' appears twice in " + what, "each key once");
    seen.push_back(key);
    if (Status status = handler->second(item.second); !status) return status;
  }
  return {};
}

Status YamlSchema::list(const Node &node, const std::string &what, const Handler &each) const {
  if (!node.IsSequence()) return wrong(node, what + " is not a list", "a list");
  if (node.size() > kMaxItems)
    return wrong(node, what + " has " + std::to_string(node.size()) + " items", "at most " + std::to_string(kMaxItems));
  for (const auto &item : node)
    if (Status status = each(item); !status) return status;
  return {};
}

YamlSchema::Handler YamlSchema::text(std::string &out) const {
  return [this, &out](const Node &node) -> Status {
    if (!node.IsScalar() || node.Scalar().empty()) return wrong(node, "not a text", "a text that is not empty");
    out = node.Scalar();
    return {};
  };
}

YamlSchema::Handler YamlSchema::texts(std::vector<std::string> &out) const {
  return [this, &out](const Node &node) -> Status {
    const auto add = [&](const Node &item) { return text(out.emplace_back())(item); };
    return node.IsSequence() ? list(node, "the value", add) : add(node);
  };
}

YamlSchema::Handler YamlSchema::boolean(bool &out) const {
  return oneOf<bool>(out, {{"yes", true}, {"no", false}, {"true", true}, {"false", false}});
}

YamlSchema::Handler YamlSchema::argument(std::optional<unsigned> &out) const {
  return [this, &out](const Node &node) -> Status {
    const std::string digits = node.IsScalar() ? node.Scalar() : "";
    const bool isNumber = !digits.empty() && digits.size() <= 2 &&
                          std::ranges::all_of(digits, [](char digit) { return digit >= '0' && digit <= '9'; });
    if (!isNumber || std::stoul(digits) > kMaxArgument)
      return wrong(node, "not a number or position of arguments", "0 to " + std::to_string(kMaxArgument));
    out = static_cast<unsigned>(std::stoul(digits));
    return {};
  };
}

YamlSchema::Handler YamlSchema::pattern(std::string &out) const {
  return [this, &out](const Node &node) -> Status {
    if (Status status = text(out)(node); !status) return status;
    re2::RE2::Options options;
    options.set_log_errors(false);
    if (const re2::RE2 regex(out, options); !regex.ok())
      return wrong(node, "invalid regular expression: " + regex.error(), "RE2 syntax");
    return {};
  };
}

YamlSchema::Handler YamlSchema::qualifiedNames(std::vector<std::string> &out) const {
  return [this, &out](const Node &node) -> Status {
    if (Status status = texts(out)(node); !status) return status;
    static const re2::RE2 valid(R"([A-Za-z_]\w*(::~?[A-Za-z_]\w*)*)");
    for (const std::string &name : out)
      if (!re2::RE2::FullMatch(name, valid))
        return wrong(node, "'" + name + "' is not a qualified name", "a name such as ns::Class::method",
                     "use 'match' for a regular expression");
    return {};
  };
}

Status YamlSchema::unknownValue(const Node &node, const std::vector<std::string> &names) const {
  if (!node.IsScalar()) return wrong(node, "not a single value", "one of " + join(names));
  const auto near = didYouMean(node.Scalar(), names);
  return wrong(node, "unknown value '" + node.Scalar() + "'", "one of " + join(names),
               near ? "did you mean '" + *near + "'?" : "");
}

} // namespace lintel::checkers
