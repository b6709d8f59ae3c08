// Expressions of Meson, Starlark and Lua. The reader is tolerant: what no declaration needs becomes NodeKind::Unknown.
#pragma once

#include "sbom/declared/script_syntax.h"

namespace lintel::sbom {

// Goes through the tokens of one file; the readers of statements and of expressions share it.
class TokenCursor {
public:
  explicit TokenCursor(const std::vector<Token> &tokens) : tokens_(tokens) {} // ends in End, as tokenize gives it

  const Token &peek() const { return tokens_[at_]; }
  const Token &peekNext() const { return tokens_[at_ + 1 < tokens_.size() ? at_ + 1 : at_]; }
  const Token &take() { return atEnd() ? tokens_[at_] : tokens_[at_++]; }
  bool atEnd() const { return at_ + 1 == tokens_.size(); }
  std::size_t index() const { return at_; }
  std::size_t lastEnd() const { return at_ == 0 ? 0 : tokens_[at_ - 1].span.end; }

  bool takeIf(std::string_view symbol);
  bool takeWord(std::string_view word);
  void skipOne();       // one token; a bracket with all that is in it
  void skipToLineEnd(); // the LineEnd or End stays
  void skipFunction();  // Lua: from the keyword function behind the end of its body

private:
  const std::vector<Token> &tokens_;
  std::size_t at_ = 0;
};

class ExpressionReader {
public:
  ExpressionReader(const SourceText &source, ScriptLanguage language, TokenCursor &cursor)
      : source_(source), language_(language), cursor_(cursor) {}

  // Reads one expression; takes no token that cannot belong to it. Errors: a chain of more than 200 calls and members,
  // nesting of more than 200 levels.
  Result<Node> read();

private:
  Result<Node> readOperation();
  Result<Node> operand();
  Result<Node> primary();
  Result<Node> bracketed();
  Result<Node> suffixed(Node node);
  Result<bool> suffix(Node &node);
  Status items(Node &owner, std::string_view close);
  Result<Node> item(bool inTable);
  Result<Node> lambda();
  Node leaf(NodeKind kind);
  bool takePrefix();
  bool takeOperator(std::string &text);
  bool isWordOperator(std::string_view word) const;
  bool cannotBegin(const Token &token) const;

  const SourceText &source_;
  ScriptLanguage language_;
  TokenCursor &cursor_;
  int depth_ = 0;
  int openConditions_ = 0; // Meson: '?' that wait for their ':'
};

} // namespace lintel::sbom
