// What expressions of a build script come to, as far as the script's own text tells.
#pragma once

#include "sbom/declared/bindings.h"
#include "sbom/declared/script_syntax.h"

#include <optional>
#include <string>
#include <vector>

namespace lintel::sbom {

struct ScriptValue {
  enum class Kind { Text, List, Table, Other };
  Kind kind = Kind::Other;
  std::string text;                // Text: the value; Other: a number or a word such as true, as written
  std::vector<ScriptValue> items;  // List, Table
  std::vector<std::string> labels; // Table: of each item; empty for one without
  friend bool operator==(const ScriptValue &, const ScriptValue &) = default;
};

// Bounded over the whole file: once 16 MiB were produced, nothing is known any more.
class ScriptValues {
public:
  Bindings<ScriptValue> variables;

  // nullopt: it is computed from something that the file does not tell. Strings, lists, tables, variables, "+", "..",
  // "/" of strings, "%" with "%s", format() and Meson's f'...' are followed.
  std::optional<ScriptValue> evaluate(const Node &node);

private:
  std::optional<ScriptValue> value(const Node &node);
  std::optional<ScriptValue> operation(const Node &node);
  std::optional<ScriptValue> call(const Node &node);
  std::optional<ScriptValue> index(const Node &node);
  std::optional<std::vector<ScriptValue>> values(const std::vector<Node> &nodes);
  std::optional<std::string> formatted(const std::string &text) const;

  std::size_t produced_ = 0;
};

// A string of a call, or what stands in its place.
struct ScriptText {
  std::string text;     // not resolved: the expression as written, on one line
  bool resolved = true; // the string is known
  Span span;            // of the string, without quotes
};

// The strings that an expression names: one, or those of a list. Something else gives one that is not resolved.
std::vector<ScriptText> textsOf(const SourceText &source, ScriptValues &values, const Node &node);

// An argument by its keyword; nullptr when it is not given.
const Node *argument(const Node &call, std::string_view label);

// Positional arguments, in order.
std::vector<const Node *> positionalArguments(const Node &call);

} // namespace lintel::sbom
