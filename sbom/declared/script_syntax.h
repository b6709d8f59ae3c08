// The tree that Meson, Starlark and Lua files become: as much of each language as declarations of dependencies need.
#pragma once

#include "sbom/declared/script_lexer.h"

#include <string>
#include <vector>

namespace lintel::sbom {

enum class NodeKind {
  Text,      // text: the value
  Name,      // text: the identifier; also true, None, ...
  Number,    // text: as written
  List,      // items; also tuples
  Table,     // items with labels or keys; Lua's tables may have items without
  Call,      // operands: what is called; items: arguments
  Member,    // operands: the object; text: the member's name
  Index,     // operands: the object; items: the index
  Operation, // operands in order, text: the operator when all are the same one, else empty
  Unknown    // anything else
};

struct Node {
  NodeKind kind = NodeKind::Unknown;
  std::string text;
  Span span;
  Span inside;            // Text: without quotes
  bool formatted = false; // Text: Meson's f'...'
  std::string label;      // in items: the keyword, or the key when it is a string
  std::vector<Node> operands;
  std::vector<Node> items;
};

enum class StatementKind {
  Expression,
  Assign,   // targets = value
  Append,   // targets += value
  If,       // branches; also while
  For,      // targets: the variables; value: the sequence; one branch
  Function, // targets: the parameters; one branch
};

struct ScriptStatement;

struct Branch {
  std::string condition; // as written, on one line; empty for else
  std::vector<ScriptStatement> body;
};

struct ScriptStatement {
  StatementKind kind = StatementKind::Expression;
  std::vector<std::string> targets;
  Node value;
  std::vector<Branch> branches;
};

// How deep branches, loops and functions may nest.
inline constexpr std::size_t kMaxBlocks = 64;

} // namespace lintel::sbom
