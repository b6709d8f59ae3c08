#include "sbom/declared/script_expression.h"

#include <algorithm>
#include <array>

namespace lintel::sbom {
namespace {

constexpr int kMaxDepth = 200;
constexpr int kMaxChain = 200;

template <std::size_t N> bool contains(const std::array<std::string_view, N> &words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// Wraps the node so that it becomes the operand of a larger one that ends where the cursor stands.
Node around(Node node, NodeKind kind) {
  Node outer;
  outer.kind = kind;
  outer.span = node.span;
  outer.operands.push_back(std::move(node));
  return outer;
}

} // namespace

bool TokenCursor::takeIf(std::string_view symbol) {
  const bool found = peek().is(symbol);
  if (found) take();
  return found;
}

bool TokenCursor::takeWord(std::string_view word) {
  const bool found = peek().isWord(word);
  if (found) take();
  return found;
}

void TokenCursor::skipOne() {
  std::size_t depth = 0;
  do {
    const Token &token = take();
    if (token.is("(") || token.is("[") || token.is("{")) ++depth;
    if (depth > 0 && (token.is(")") || token.is("]") || token.is("}"))) --depth;
  } while (depth > 0 && !atEnd());
}

void TokenCursor::skipToLineEnd() {
  while (!atEnd() && peek().kind != TokenKind::LineEnd) take();
}

void TokenCursor::skipFunction() {
  std::size_t depth = 0;
  do {
    const Token &token = take();
    if (token.kind != TokenKind::Name) continue;
    constexpr std::array<std::string_view, 4> kOpening = {"function", "if", "do", "repeat"}; // for and while have a do
    if (contains(kOpening, token.text)) ++depth;
    if (token.text == "end" || token.text == "until") --depth;
  } while (depth > 0 && !atEnd());
}

Result<Node> ExpressionReader::read() {
  if (++depth_ > kMaxDepth) return source_.problem(cursor_.peek().span.begin, "expressions nest more than 200 deep");
  const int outerConditions = std::exchange(openConditions_, 0);
  auto node = readOperation();
  openConditions_ = outerConditions;
  --depth_;
  return node;
}

// Precedence is of no interest: only chains of one operator are ever evaluated.
Result<Node> ExpressionReader::readOperation() {
  Node operation;
  operation.kind = NodeKind::Operation;
  operation.span.begin = cursor_.peek().span.begin;
  bool plain = true; // no prefix, no mixed operators
  std::string text;
  do {
    if (!operation.operands.empty()) {
      plain = plain && (operation.text.empty() || operation.text == text);
      operation.text = text;
    }
    while (takePrefix()) plain = false;
    auto next = operand();
    if (!next) return next;
    operation.operands.push_back(std::move(*next));
  } while (takeOperator(text));
  if (!plain) operation.text.clear();
  if (plain && operation.operands.size() == 1) {
    Node single = std::move(operation.operands.front());
    return single;
  }
  operation.span.end = std::max(operation.span.begin, cursor_.lastEnd());
  return operation;
}

bool ExpressionReader::isWordOperator(std::string_view word) const {
  constexpr std::array<std::string_view, 3> kCommon = {"and", "or", "in"};
  constexpr std::array<std::string_view, 3> kStarlark = {"if", "else", "for"}; // conditions and comprehensions
  if (word == "in") return language_ != ScriptLanguage::Lua;
  if (contains(kCommon, word)) return true;
  return language_ == ScriptLanguage::Starlark && contains(kStarlark, word);
}

bool ExpressionReader::takePrefix() {
  constexpr std::array<std::string_view, 6> kPrefixes = {"-", "+", "~", "#", "*", "**"};
  const Token &token = cursor_.peek();
  if (token.isWord("not") || (token.kind == TokenKind::Symbol && contains(kPrefixes, token.text))) {
    cursor_.take();
    return true;
  }
  return false;
}

bool ExpressionReader::takeOperator(std::string &text) {
  const Token &token = cursor_.peek();
  constexpr std::array<std::string_view, 18> kSymbols = {"+", "-", "*",  "/",  "%",  "|",  "&",  "^",  "<",
                                                         ">", "?", "..", "//", "==", "!=", "<=", ">=", "~="};
  const bool isNotIn = token.isWord("not") && cursor_.peekNext().isWord("in");
  const bool isWord = token.kind == TokenKind::Name && isWordOperator(token.text);
  const bool closesCondition = token.is(":") && openConditions_ > 0;
  if (!isNotIn && !isWord && !closesCondition && !(token.kind == TokenKind::Symbol && contains(kSymbols, token.text))) {
    return false;
  }
  text = token.text;
  cursor_.take();
  if (isNotIn) cursor_.take();
  if (text == "?") ++openConditions_;
  if (closesCondition) --openConditions_;
  if (text == "for") { // the variables of a comprehension
    while (!cursor_.atEnd() && !cursor_.peek().isWord("in")) cursor_.skipOne();
    cursor_.takeWord("in");
  }
  return true;
}

Result<Node> ExpressionReader::operand() {
  auto node = primary();
  if (!node || node->kind == NodeKind::Unknown) return node;
  return suffixed(std::move(*node));
}

Node ExpressionReader::leaf(NodeKind kind) {
  const Token &token = cursor_.take();
  Node node;
  node.kind = kind;
  node.text = token.text;
  node.span = token.span;
  node.inside = token.inside;
  node.formatted = token.formatted;
  return node;
}

// Words that go on with a statement and begin no expression.
bool ExpressionReader::cannotBegin(const Token &token) const {
  constexpr std::array<std::string_view, 17> kLua = {"break",  "do",     "else", "elseif", "end",  "for",
                                                     "goto",   "if",     "in",   "local",  "or",   "and",
                                                     "repeat", "return", "then", "until",  "while"};
  constexpr std::array<std::string_view, 4> kOthers = {"else", "for", "if", "in"};
  return language_ == ScriptLanguage::Lua ? contains(kLua, token.text) : contains(kOthers, token.text);
}

Result<Node> ExpressionReader::primary() {
  const Token &token = cursor_.peek();
  Node unknown;
  unknown.span = {token.span.begin, token.span.begin};
  switch (token.kind) {
  case TokenKind::Text: return leaf(NodeKind::Text);
  case TokenKind::Number: return leaf(NodeKind::Number);
  case TokenKind::Symbol:
    if (token.is("(") || token.is("[") || token.is("{")) return bracketed();
    if (token.is("...")) cursor_.take();
    return unknown;
  case TokenKind::Name: break;
  default: return unknown;
  }
  if (cannotBegin(token)) return unknown;
  if (language_ == ScriptLanguage::Starlark && token.text == "lambda") return lambda();
  if (language_ == ScriptLanguage::Lua && token.text == "function") {
    cursor_.skipFunction();
    unknown.span.end = cursor_.lastEnd();
    return unknown;
  }
  return leaf(NodeKind::Name);
}

Result<Node> ExpressionReader::lambda() {
  while (!cursor_.atEnd() && cursor_.peek().kind != TokenKind::LineEnd && !cursor_.peek().is(":")) cursor_.skipOne();
  cursor_.takeIf(":");
  auto body = read();
  if (!body) return body;
  return around(std::move(*body), NodeKind::Unknown);
}

Result<Node> ExpressionReader::bracketed() {
  const Token &open = cursor_.take();
  Node node;
  node.kind = open.is("{") ? NodeKind::Table : NodeKind::List;
  node.span.begin = open.span.begin;
  const std::string_view close = open.is("(") ? ")" : open.is("[") ? "]" : "}";
  if (const Status status = items(node, close); !status) return fail(status.error());
  const bool isGroup = open.is("(") && node.items.size() == 1 && node.items.front().label.empty();
  if (isGroup) {
    Node inner = std::move(node.items.front());
    return inner;
  }
  return node;
}

Result<Node> ExpressionReader::suffixed(Node node) {
  for (int i = 0; i < kMaxChain; ++i) {
    const auto more = suffix(node);
    if (!more) return fail(more.error());
    if (!*more) return node;
  }
  return source_.problem(cursor_.peek().span.begin, "a chain of more than 200 calls");
}

Result<bool> ExpressionReader::suffix(Node &node) {
  const Token &token = cursor_.peek();
  const bool isLua = language_ == ScriptLanguage::Lua;
  if ((token.is(".") || (isLua && token.is(":"))) && cursor_.peekNext().kind == TokenKind::Name) {
    cursor_.take();
    node = around(std::move(node), NodeKind::Member);
    node.text = cursor_.take().text;
    node.span.end = cursor_.lastEnd();
    return true;
  }
  const bool isCallee = node.kind == NodeKind::Name || node.kind == NodeKind::Member;
  const bool bare = isLua && isCallee && (token.kind == TokenKind::Text || token.is("{")); // f "x", f {}
  if (token.is("(") || bare) {
    node = around(std::move(node), NodeKind::Call);
    if (bare) {
      auto argument = primary();
      if (!argument) return fail(argument.error());
      node.items.push_back(std::move(*argument));
    } else {
      cursor_.take();
      if (const Status status = items(node, ")"); !status) return fail(status.error());
    }
    node.span.end = cursor_.lastEnd();
    return true;
  }
  if (token.is("[")) {
    cursor_.take();
    node = around(std::move(node), NodeKind::Index);
    if (const Status status = items(node, "]"); !status) return fail(status.error());
    return true;
  }
  return false;
}

// Brackets match, so that close is always met; what does not belong is passed over.
Status ExpressionReader::items(Node &owner, std::string_view close) {
  while (!cursor_.atEnd() && !cursor_.takeIf(close)) {
    if (cursor_.takeIf(",") || cursor_.takeIf(";")) continue;
    const std::size_t before = cursor_.index();
    auto next = item(owner.kind == NodeKind::Table);
    if (!next) return fail(next.error());
    if (cursor_.index() == before) {
      cursor_.skipOne();
    } else {
      owner.items.push_back(std::move(*next));
    }
  }
  owner.span.end = cursor_.lastEnd();
  return {};
}

Result<Node> ExpressionReader::item(bool inTable) {
  const std::string_view separator = language_ == ScriptLanguage::Meson ? ":" : "=";
  std::string label;
  if (cursor_.peek().kind == TokenKind::Name && cursor_.peekNext().is(separator)) {
    label = cursor_.take().text;
    cursor_.take();
  } else if (inTable && language_ == ScriptLanguage::Lua && cursor_.peek().is("[")) {
    auto key = bracketed(); // [key] = value
    if (!key) return key;
    const bool isText = key->items.size() == 1 && key->items.front().kind == NodeKind::Text;
    if (isText) label = key->items.front().text;
    cursor_.takeIf("=");
  }
  auto value = read();
  if (!value) return value;
  if (inTable && label.empty() && cursor_.takeIf(":")) {
    label = value->kind == NodeKind::Text ? value->text : std::string();
    value = read();
    if (!value) return value;
  }
  value->label = std::move(label);
  return value;
}

} // namespace lintel::sbom
