#include "policy/model/validate.h"

#include "core/support/date.h"
#include "core/support/glob.h"
#include "policy/model/pattern.h"

#include <algorithm>
#include <charconv>
#include <re2/re2.h>

namespace lintel::policy {
namespace {

using Kind = Shape::Kind;

class Validator {
public:
  explicit Validator(Mistakes &mistakes) : mistakes_(mistakes) {}

  void value(const Node &node, const Shape &shape, const std::string &label) {
    switch (shape.kind) {
    case Kind::Integer: return integer(node, shape, label);
    case Kind::Boolean:
      if (node.kind != Node::Kind::Boolean) wrongType(node, shape, label);
      return;
    case Kind::Choice: return choice(node, shape, label);
    case Kind::Text: return text(node, shape, label);
    case Kind::Scalar:
      if (!node.isScalar() || node.kind == Node::Kind::Null) wrongType(node, shape, label);
      return;
    case Kind::List: return list(node, shape, label);
    case Kind::Mapping: return mapping(node, shape, label);
    case Kind::Table: return table(node, shape, label);
    case Kind::Either: return either(node, shape, label);
    }
  }

private:
  void wrongType(const Node &node, const Shape &shape, const std::string &label) {
    std::string hint;
    if (shape.kind == Kind::List && node.kind == Node::Kind::String)
      hint = "write it as a list: [" + quoted(node.text) + "]";
    const bool wantsText = shape.kind == Kind::Text || shape.kind == Kind::Choice;
    const bool isPlain = node.isScalar() && node.kind != Node::Kind::Null;
    if (wantsText && isPlain) hint = "put quotes around it to make it a string";
    if (node.kind == Node::Kind::Null) hint = "give a value or remove the key";
    mistakes_.add(node.at, label + " is " + describe(node.kind), nounOf(shape), hint);
  }

  void integer(const Node &node, const Shape &shape, const std::string &label) {
    if (node.kind != Node::Kind::Integer) return wrongType(node, shape, label);
    const auto number = integerOf(node);
    const bool isOutside = shape.range && number && (*number < shape.range->first || *number > shape.range->second);
    if (!number || isOutside || (shape.only && *number != *shape.only)) {
      mistakes_.add(node.at, label + " is " + quoted(node.text),
                    shape.only || shape.range ? nounOf(shape) : "a decimal integer of at most 64 bits");
    }
  }

  void choice(const Node &node, const Shape &shape, const std::string &label) {
    if (node.kind != Node::Kind::String) {
      return mistakes_.add(node.at, label + " is " + describe(node.kind), nounOf(shape));
    }
    for (const std::string &allowed : shape.choices) {
      if (node.text == allowed) return;
    }
    mistakes_.add(node.at, label + " is " + quoted(node.text), nounOf(shape), suggestion(node.text, shape.choices));
  }

  void text(const Node &node, const Shape &shape, const std::string &label) {
    if (node.kind != Node::Kind::String) return wrongType(node, shape, label);
    const TextRule &rule = textRule(shape.format);
    if (node.text.size() > rule.maxSize) {
      return mistakes_.add(node.at, label + " is too long", "at most " + std::to_string(rule.maxSize) + " bytes");
    }
    if (*rule.pattern && !RE2::PartialMatch(node.text, rule.pattern)) {
      return mistakes_.add(node.at, label + " is " + quoted(node.text), rule.noun);
    }
    if (shape.format == Format::Date && !isDate(node.text)) {
      return mistakes_.add(node.at, label + " is " + quoted(node.text), "a day of the calendar, YYYY-MM-DD");
    }
    if (shape.format == Format::Path && !insideRepository(node.text)) {
      return mistakes_.add(node.at, label + " is " + quoted(node.text), rule.noun);
    }
    if (shape.format == Format::Glob) compiles(Glob::compile(node.text), node, label, rule.noun);
    if (shape.format == Format::Regex) compiles(compilePattern(node.text), node, label, "a regular expression (RE2)");
  }

  template <class T>
  void compiles(const Result<T> &compiled, const Node &node, const std::string &label, const char *noun) {
    if (!compiled) mistakes_.add(node.at, label + " is no valid pattern: " + compiled.error().what, noun);
  }

  void list(const Node &node, const Shape &shape, const std::string &label) {
    if (node.kind != Node::Kind::List) return wrongType(node, shape, label);
    if (node.items.size() < shape.minItems) mistakes_.add(node.at, label + " is an empty list", "at least one item");
    for (const Node &item : node.items) value(item, shape.parts[0], "an item of " + label);
  }

  void mapping(const Node &node, const Shape &shape, const std::string &label) {
    if (node.kind != Node::Kind::Mapping) return wrongType(node, shape, label);
    std::vector<std::string> names;
    for (const Field &field : shape.fields) names.push_back(field.name);
    for (const Node::Entry &entry : node.entries) {
      if (const Field *field = find(shape, entry.key)) {
        value(entry.value, field->shape, quoted(entry.key));
        if (!field->onlyWith.empty() && !node.find(field->onlyWith)) {
          mistakes_.add(entry.at, quoted(field->name) + " without " + quoted(field->onlyWith),
                        quoted(field->name) + " only beside " + quoted(field->onlyWith));
        }
      } else if (!shape.open) {
        unknownKey(entry, shape, names);
      }
    }
    for (const Field &field : shape.fields) {
      if (field.required && !node.find(field.name)) {
        mistakes_.add(node.at, "missing key " + quoted(field.name), field.name + ": " + nounOf(field.shape));
      }
    }
    exactlyOne(node, shape);
  }

  static const Field *find(const Shape &shape, const std::string &name) {
    for (const Field &field : shape.fields) {
      if (field.name == name) return &field;
    }
    return nullptr;
  }

  void unknownKey(const Node::Entry &entry, const Shape &shape, const std::vector<std::string> &names) {
    const auto elsewhere = shape.elsewhere.find(entry.key);
    const std::string hint = elsewhere == shape.elsewhere.end() ? suggestion(entry.key, names) : elsewhere->second;
    mistakes_.add(entry.at, "unknown key " + quoted(entry.key), names.empty() ? "no key" : anyOf(names), hint);
  }

  void exactlyOne(const Node &node, const Shape &shape) {
    if (shape.exactlyOneOf.empty()) return;
    std::size_t given = 0;
    for (const std::string &name : shape.exactlyOneOf) given += node.find(name) ? 1 : 0;
    if (given == 1) return;
    std::vector<std::string> names;
    for (const std::string &name : shape.exactlyOneOf) names.push_back(quoted(name));
    mistakes_.add(node.at, given == 0 ? "missing key " + anyOf(names) : "too many keys",
                  "exactly one of " + anyOf(names));
  }

  void table(const Node &node, const Shape &shape, const std::string &label) {
    if (node.kind != Node::Kind::Mapping) return wrongType(node, shape, label);
    for (const Node::Entry &entry : node.entries) {
      compiles(Glob::compile(entry.key), keyAsNode(entry), quoted(entry.key), "a glob over rule ids");
      const auto own = shape.named.find(entry.key);
      value(entry.value, own == shape.named.end() ? shape.parts[0] : own->second, quoted(entry.key));
    }
  }

  static Node keyAsNode(const Node::Entry &entry) {
    Node node;
    node.at = entry.at;
    return node;
  }

  // The alternative of the same form; without one the message names them all.
  void either(const Node &node, const Shape &shape, const std::string &label) {
    for (const Shape &part : shape.parts) {
      const bool isMapping = part.kind == Kind::Mapping || part.kind == Kind::Table;
      const bool isList = part.kind == Kind::List;
      const bool sameForm = (node.kind == Node::Kind::Mapping && isMapping) ||
                            (node.kind == Node::Kind::List && isList) ||
                            (node.kind == Node::Kind::String && !isMapping && !isList);
      if (sameForm) return value(node, part, label);
      if (part.kind == Kind::Scalar && node.isScalar() && node.kind != Node::Kind::Null) return;
    }
    mistakes_.add(node.at, label + " is " + describe(node.kind), nounOf(shape));
  }

  Mistakes &mistakes_;
};

} // namespace

void validate(const Node &node, const Shape &shape, const std::string &label, Mistakes &mistakes) {
  Validator(mistakes).value(node, shape, label);
}

std::optional<std::string> insideRepository(const std::string &path) {
  if (!RE2::FullMatch(path, textRule(Format::Path).pattern)) return std::nullopt;
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t slash = std::min(path.find('/', at), path.size());
    const std::string_view part = std::string_view(path).substr(at, slash - at);
    if (part == "..") {
      if (parts.empty()) return std::nullopt;
      parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
    at = slash + 1;
  }
  std::string normalised;
  for (const std::string_view part : parts) normalised.append(normalised.empty() ? "" : "/").append(part);
  return normalised.empty() ? "." : normalised;
}

std::optional<long long> integerOf(const Node &node) {
  if (node.kind != Node::Kind::Integer) return std::nullopt;
  const char *begin = node.text.data() + (node.text.starts_with('+') ? 1 : 0);
  const char *end = node.text.data() + node.text.size();
  long long number = 0;
  const auto [stop, error] = std::from_chars(begin, end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

} // namespace lintel::policy
