#include "checkers/contracts/yaml_schema.h"

#include "core/support/text.h"

#include <algorithm>
#include <re2/re2.h>

namespace lintel::checkers {

namespace {
constexpr std::size_t kMaxItems = 10'000; // of one list; YAML aliases could make far more of a small file
constexpr unsigned kMaxArgument = 63;
constexpr const char *kQualifiedName = R"([A-Za-z_]\w*(::~?[A-Za-z_]\w*)*)";
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

Result<YamlSchema::Node> YamlSchema::load(const std::string &text) const {
  try {
    return YAML::Load(text);
  } catch (const YAML::Exception &error) {
    return fail(problemAt(error.mark, "not valid YAML: " + error.msg));
  }
}

Status YamlSchema::map(const Node &node, const std::string &what, const Keys &keys) const {
  std::vector<std::string> names;
  for (const Key &key : keys) names.push_back(key.name);
  if (!node.IsMap()) return wrong(node, what + " is not a map", "a map with the keys " + join(names));
  std::vector<std::string> seen;
  for (const auto &item : node) {
    const std::string name = item.first.IsScalar() ? item.first.Scalar() : "";
    const auto key = std::ranges::find(keys, name, &Key::name);
    if (key == keys.end()) {
      const auto near = didYouMean(name, names);
      return wrong(item.first, "unknown key '" + name + "' in " + what, "one of " + join(names),
                   near ? "did you mean '" + *near + "'?" : "");
    }
    if (std::ranges::find(seen, name) != seen.end())
      return wrong(item.first, "key '" + name + "' appears twice in " + what, "each key once");
    seen.push_back(name);
    if (Status status = key->value.read(item.second); !status) return status;
  }
  return {};
}

YamlSchema::Json YamlSchema::schemaOf(const Keys &keys) {
  Json schema{{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}};
  for (const Key &key : keys) {
    Json value = key.value.schema();
    if (!key.summary.empty()) value["description"] = key.summary;
    schema["properties"][key.name] = std::move(value);
  }
  return schema;
}

Status YamlSchema::list(const Node &node, const std::string &what, const Read &each) const {
  if (!node.IsSequence()) return wrong(node, what + " is not a list", "a list");
  if (node.size() > kMaxItems)
    return wrong(node, what + " has " + std::to_string(node.size()) + " items", "at most " + std::to_string(kMaxItems));
  for (const auto &item : node)
    if (Status status = each(item); !status) return status;
  return {};
}

YamlSchema::Handler YamlSchema::text(std::string &out) const {
  const auto read = [this, &out](const Node &node) -> Status {
    if (!node.IsScalar() || node.Scalar().empty()) return wrong(node, "not a text", "a text that is not empty");
    out = node.Scalar();
    return {};
  };
  // What YAML takes for a number is a text here: an integer may stand where a name may.
  return {read, [] { return Json{{"type", Json::array({"string", "number"})}, {"minLength", 1}}; }};
}

YamlSchema::Handler YamlSchema::texts(std::vector<std::string> &out) const {
  const auto read = [this, &out](const Node &node) -> Status {
    const auto add = [&](const Node &item) { return text(out.emplace_back()).read(item); };
    return node.IsSequence() ? list(node, "the value", add) : add(node);
  };
  return {read, [this] {
            std::string unused;
            return oneOrList(text(unused).schema());
          }};
}

YamlSchema::Handler YamlSchema::boolean(bool &out) const {
  const auto read = choice<bool>(out, {{"yes", true}, {"no", false}, {"true", true}, {"false", false}});
  return {read,
          [] { return Json{{"enum", Json::array({true, false, "yes", "no"})}}; }}; // YAML 1.2 takes yes for a string
}

YamlSchema::Handler YamlSchema::argument(std::optional<unsigned> &out) const {
  const auto read = [this, &out](const Node &node) -> Status {
    unsigned number = 0;
    const bool isNumber = node.IsScalar() && re2::RE2::FullMatch(node.Scalar(), "([0-9]{1,2})", &number);
    if (!isNumber || number > kMaxArgument)
      return wrong(node, "not a number or position of arguments", "0 to " + std::to_string(kMaxArgument));
    out = number;
    return {};
  };
  return {read, [] { return Json{{"type", "integer"}, {"minimum", 0}, {"maximum", kMaxArgument}}; }};
}

YamlSchema::Handler YamlSchema::pattern(std::string &out) const {
  const auto read = [this, &out](const Node &node) -> Status {
    if (Status status = text(out).read(node); !status) return status;
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);
    if (const re2::RE2 regex(out, options); !regex.ok())
      return wrong(node, "invalid regular expression: " + regex.error(), "RE2 syntax");
    return {};
  };
  return {read, [] { return Json{{"type", "string"}, {"minLength", 1}}; }};
}

YamlSchema::Handler YamlSchema::qualifiedNames(std::vector<std::string> &out) const {
  const auto read = [this, &out](const Node &node) -> Status {
    if (Status status = texts(out).read(node); !status) return status;
    static const re2::RE2 valid(kQualifiedName);
    for (const std::string &name : out)
      if (!re2::RE2::FullMatch(name, valid))
        return wrong(node, "'" + name + "' is not a qualified name", "a name such as ns::Class::method",
                     "use 'match' for a regular expression");
    return {};
  };
  return {read, [] { return oneOrList({{"type", "string"}, {"pattern", "^" + std::string(kQualifiedName) + "$"}}); }};
}

Status YamlSchema::unknownValue(const Node &node, const std::vector<std::string> &names) const {
  if (node.IsNull()) return wrong(node, "no value", "one of " + join(names), "write null in quotes: \"null\"");
  if (!node.IsScalar()) return wrong(node, "not a single value", "one of " + join(names));
  const auto near = didYouMean(node.Scalar(), names);
  return wrong(node, "unknown value '" + node.Scalar() + "'", "one of " + join(names),
               near ? "did you mean '" + *near + "'?" : "");
}

} // namespace lintel::checkers
