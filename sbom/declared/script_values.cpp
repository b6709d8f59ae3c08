#include "sbom/declared/script_values.h"

#include <algorithm>
#include <charconv>
#include <re2/re2.h>
#include <system_error>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxValue = 64u << 10; // bytes of one value, each item counted with some overhead
constexpr std::size_t kMaxProduced = 16u << 20;
constexpr std::size_t kMaxTexts = 1000;    // of one list that an argument gives
constexpr std::size_t kMaxFormatted = 100; // values of one format string

ScriptValue textValue(std::string text) { return {ScriptValue::Kind::Text, std::move(text), {}, {}}; }

std::size_t sizeOf(const ScriptValue &value) {
  std::size_t size = 16 + value.text.size();
  for (const std::string &label : value.labels) size += label.size();
  for (const ScriptValue &item : value.items) size += sizeOf(item);
  return size;
}

// Puts the values into the places of a format string; nullopt when a place names no value that is a string.
std::optional<std::string> filled(std::string_view text, const re2::RE2 &place,
                                  const std::vector<ScriptValue> &positional,
                                  const std::vector<std::pair<std::string, ScriptValue>> &named) {
  std::string out;
  std::size_t next = 0;
  re2::StringPiece rest(text);
  std::string before;
  std::string key;
  while (re2::RE2::Consume(&rest, place, &before, &key)) {
    out += before;
    const bool isNumber = key.empty() || (key.front() >= '0' && key.front() <= '9');
    const ScriptValue *value = nullptr;
    if (isNumber) {
      std::size_t index = next;
      if (key.empty()) {
        ++next;
      } else if (std::from_chars(key.data(), key.data() + key.size(), index).ec != std::errc()) {
        return std::nullopt;
      }
      if (index < positional.size()) value = &positional[index];
    } else {
      const auto found = std::ranges::find(named, key, &std::pair<std::string, ScriptValue>::first);
      if (found != named.end()) value = &found->second;
    }
    if (value == nullptr || (value->kind != ScriptValue::Kind::Text && value->kind != ScriptValue::Kind::Other))
      return std::nullopt;
    out += value->text;
    if (out.size() > kMaxValue) return std::nullopt;
  }
  return out + std::string(rest.data(), rest.size());
}

std::optional<ScriptValue> joinedLists(const std::vector<ScriptValue> &parts) {
  ScriptValue list{ScriptValue::Kind::List, {}, {}, {}};
  for (const ScriptValue &part : parts) {
    if (part.kind != ScriptValue::Kind::List) return std::nullopt;
    list.items.insert(list.items.end(), part.items.begin(), part.items.end());
  }
  return list;
}

std::optional<ScriptValue> joinedTexts(const std::vector<ScriptValue> &parts, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool isText = parts[i].kind == ScriptValue::Kind::Text;
    if (!isText || text.size() > kMaxValue) return std::nullopt;
    if (i > 0) text += separator;
    text += parts[i].text;
  }
  return textValue(std::move(text));
}

// Starlark's "a-%s" % x and "%s/%s" % (x, y).
std::optional<ScriptValue> percent(const std::vector<ScriptValue> &parts) {
  static const re2::RE2 kPlace("(?s)(.*?)%()[sd]");
  if (parts.size() != 2 || parts.front().kind != ScriptValue::Kind::Text) return std::nullopt;
  const bool several = parts.back().kind == ScriptValue::Kind::List;
  auto text =
      filled(parts.front().text, kPlace, several ? parts.back().items : std::vector<ScriptValue>{parts.back()}, {});
  if (!text || text->find("%") != std::string::npos) return std::nullopt;
  return textValue(std::move(*text));
}

bool isConstant(std::string_view word) {
  return word == "true" || word == "false" || word == "True" || word == "False" || word == "None" || word == "nil";
}

} // namespace

std::optional<ScriptValue> ScriptValues::evaluate(const Node &node) {
  if (produced_ > kMaxProduced) return std::nullopt;
  auto result = value(node);
  if (!result) return std::nullopt;
  const std::size_t size = sizeOf(*result);
  produced_ += size;
  if (size > kMaxValue) return std::nullopt;
  return result;
}

std::optional<ScriptValue> ScriptValues::value(const Node &node) {
  switch (node.kind) {
  case NodeKind::Text: {
    if (!node.formatted) return textValue(node.text);
    auto text = formatted(node.text);
    return text ? std::optional(textValue(std::move(*text))) : std::nullopt;
  }
  case NodeKind::Name: {
    const ScriptValue *found = variables.find(node.text);
    if (found != nullptr) return *found;
    if (isConstant(node.text)) return ScriptValue{ScriptValue::Kind::Other, node.text, {}, {}};
    return std::nullopt;
  }
  case NodeKind::Number: return ScriptValue{ScriptValue::Kind::Other, node.text, {}, {}};
  case NodeKind::List:
  case NodeKind::Table: {
    auto items = values(node.items);
    if (!items) return std::nullopt;
    ScriptValue result{
        node.kind == NodeKind::List ? ScriptValue::Kind::List : ScriptValue::Kind::Table, {}, std::move(*items), {}};
    if (node.kind == NodeKind::Table) {
      for (const Node &item : node.items) result.labels.push_back(item.label);
    }
    return result;
  }
  case NodeKind::Operation: return operation(node);
  case NodeKind::Call: return call(node);
  case NodeKind::Index: return index(node);
  case NodeKind::Member:
  case NodeKind::Unknown: break;
  }
  return std::nullopt;
}

std::optional<std::vector<ScriptValue>> ScriptValues::values(const std::vector<Node> &nodes) {
  std::vector<ScriptValue> all;
  std::size_t size = 0;
  for (const Node &node : nodes) {
    auto one = evaluate(node);
    if (!one) return std::nullopt;
    size += sizeOf(*one);
    if (size > kMaxValue) return std::nullopt;
    all.push_back(std::move(*one));
  }
  return all;
}

std::optional<ScriptValue> ScriptValues::operation(const Node &node) {
  if (node.text.empty()) return std::nullopt;
  const auto parts = values(node.operands);
  if (!parts || parts->empty()) return std::nullopt;
  if (node.text == "%") return percent(*parts);
  if (node.text == "/") return joinedTexts(*parts, "/"); // Meson joins paths
  if (node.text != "+" && node.text != "..") return std::nullopt;
  return parts->front().kind == ScriptValue::Kind::List ? joinedLists(*parts) : joinedTexts(*parts, "");
}

// "text".format(...): "{}", "{0}", "{name}" in Starlark, "@0@" in Meson.
std::optional<ScriptValue> ScriptValues::call(const Node &node) {
  const Node &callee = node.operands.front();
  if (callee.kind != NodeKind::Member || callee.text != "format") return std::nullopt;
  if (node.items.size() > kMaxFormatted) return std::nullopt;
  const auto object = evaluate(callee.operands.front());
  if (!object || object->kind != ScriptValue::Kind::Text) return std::nullopt;
  std::vector<ScriptValue> positional;
  std::vector<std::pair<std::string, ScriptValue>> named;
  for (const Node &item : node.items) {
    auto one = evaluate(item);
    if (!one) return std::nullopt;
    if (item.label.empty()) {
      positional.push_back(std::move(*one));
    } else {
      named.emplace_back(item.label, std::move(*one));
    }
  }
  static const re2::RE2 kBraces("(?s)(.*?)\\{([A-Za-z0-9_]*)\\}");
  static const re2::RE2 kAts("(?s)(.*?)@([0-9]+)@");
  auto text = filled(object->text, object->text.find('{') != std::string::npos ? kBraces : kAts, positional, named);
  return text ? std::optional(textValue(std::move(*text))) : std::nullopt;
}

// TABLE["key"]
std::optional<ScriptValue> ScriptValues::index(const Node &node) {
  if (node.items.size() != 1) return std::nullopt;
  const auto key = evaluate(node.items.front());
  const auto object = evaluate(node.operands.front());
  if (!key || !object || key->kind != ScriptValue::Kind::Text || object->kind != ScriptValue::Kind::Table)
    return std::nullopt;
  const auto found = std::ranges::find(object->labels, key->text);
  if (found == object->labels.end() || key->text.empty()) return std::nullopt;
  return object->items[static_cast<std::size_t>(found - object->labels.begin())];
}

// Meson's f'...@name@...'
std::optional<std::string> ScriptValues::formatted(const std::string &text) const {
  static const re2::RE2 kPlace("(?s)(.*?)@([A-Za-z_][A-Za-z0-9_]*)@");
  std::vector<std::pair<std::string, ScriptValue>> named;
  re2::StringPiece rest(text);
  std::string before;
  std::string name;
  while (re2::RE2::Consume(&rest, kPlace, &before, &name)) {
    const ScriptValue *value = variables.find(name);
    if (value == nullptr) return std::nullopt;
    named.emplace_back(name, *value);
    if (named.size() > kMaxFormatted) return std::nullopt;
  }
  return filled(text, kPlace, {}, named);
}

std::vector<ScriptText> textsOf(const SourceText &source, ScriptValues &values, const Node &node) {
  std::vector<ScriptText> texts;
  if (node.kind == NodeKind::List) {
    for (const Node &item : node.items) {
      if (texts.size() >= kMaxTexts) break;
      std::ranges::move(textsOf(source, values, item), std::back_inserter(texts));
    }
    return texts;
  }
  const Span span = node.kind == NodeKind::Text ? node.inside : node.span;
  const auto value = values.evaluate(node);
  if (value && value->kind == ScriptValue::Kind::List) {
    for (const ScriptValue &item : value->items) {
      texts.push_back({item.text, item.kind == ScriptValue::Kind::Text, span});
    }
    return texts;
  }
  if (value && value->kind == ScriptValue::Kind::Text) return {{value->text, true, span}};
  return {{onOneLine(source.slice(span)), false, span}};
}

const Node *argument(const Node &call, std::string_view label) {
  const auto found = std::ranges::find(call.items, label, &Node::label);
  return found == call.items.end() ? nullptr : &*found;
}

std::vector<const Node *> positionalArguments(const Node &call) {
  std::vector<const Node *> arguments;
  for (const Node &item : call.items) {
    if (item.label.empty()) arguments.push_back(&item);
  }
  return arguments;
}

} // namespace lintel::sbom
