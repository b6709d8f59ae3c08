#include "sbom/declared/script_expression.h"
#include "sbom/declared/script_statements.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

class Parser {
public:
  Parser(const SourceText &source, TokenCursor &cursor)
      : source_(source), cursor_(cursor), expressions_(source, ScriptLanguage::Starlark, cursor) {}

  Result<std::vector<ScriptStatement>> parse() {
    std::vector<ScriptStatement> statements;
    if (const Status status = block(0, statements); !status) return fail(status.error());
    return statements;
  }

private:
  int column() const { return source_.position(cursor_.peek().span.begin).column; }

  // The statements that stand further right than column.
  Status block(int column, std::vector<ScriptStatement> &out) {
    if (++depth_ > kMaxBlocks) return source_.problem(cursor_.peek().span.begin, "blocks nest more than 64 deep");
    while (true) {
      while (cursor_.peek().kind == TokenKind::LineEnd) cursor_.take();
      if (cursor_.atEnd() || this->column() <= column) break;
      if (const Status status = statement(out); !status) return status;
    }
    --depth_;
    return {};
  }

  Status statement(std::vector<ScriptStatement> &out) {
    const Token &first = cursor_.peek();
    ScriptStatement statement;
    Status status;
    if (first.isWord("def")) {
      status = function(statement);
    } else if (first.isWord("if") || first.isWord("elif") || first.isWord("else")) {
      status = conditional(statement);
    } else if (first.isWord("for")) {
      status = loop(statement);
    } else {
      return line(out);
    }
    if (status) out.push_back(std::move(statement));
    return status;
  }

  // Simple statements up to the end of the line, with ';' between them.
  Status line(std::vector<ScriptStatement> &out) {
    while (!cursor_.atEnd() && cursor_.peek().kind != TokenKind::LineEnd) {
      const std::size_t before = cursor_.index();
      ScriptStatement statement;
      if (const Status status = simple(statement); !status) return status;
      out.push_back(std::move(statement));
      if (cursor_.index() == before) cursor_.skipOne();
    }
    return {};
  }

  Status simple(ScriptStatement &statement) {
    if (cursor_.takeIf(";") || cursor_.takeIf(",")) return {};
    cursor_.takeWord("return");
    auto left = expressions_.read();
    if (!left) return fail(left.error());
    const bool assign = cursor_.peek().is("=");
    const bool append = cursor_.peek().is("+=");
    if (assign || append) {
      cursor_.take();
      if (left->kind == NodeKind::Name) {
        statement.kind = assign ? StatementKind::Assign : StatementKind::Append;
        statement.targets = {left->text};
      }
      left = expressions_.read();
      if (!left) return fail(left.error());
    }
    statement.value = std::move(*left);
    return {};
  }

  // What stands behind ':' on the same line, or the block below. column: of the header.
  Status body(int column, std::vector<ScriptStatement> &out) {
    cursor_.takeIf(":");
    return cursor_.peek().kind == TokenKind::LineEnd ? block(column, out) : line(out);
  }

  Status function(ScriptStatement &statement) {
    statement.kind = StatementKind::Function;
    const int header = column();
    cursor_.take();
    auto signature = expressions_.read(); // looks like a call of the function with its parameters
    if (!signature) return fail(signature.error());
    for (const Node &parameter : signature->items) {
      statement.targets.push_back(parameter.label.empty() ? parameter.text : parameter.label);
    }
    while (!cursor_.atEnd() && cursor_.peek().kind != TokenKind::LineEnd && !cursor_.peek().is(":")) cursor_.skipOne();
    statement.branches.emplace_back();
    return body(header, statement.branches.front().body);
  }

  Status conditional(ScriptStatement &statement) {
    statement.kind = StatementKind::If;
    const int header = column();
    do {
      const bool isElse = cursor_.take().text == "else";
      Branch branch;
      if (!isElse) {
        const std::size_t begin = cursor_.peek().span.begin;
        auto condition = expressions_.read();
        if (!condition) return fail(condition.error());
        branch.condition = onOneLine(source_.slice({begin, std::max(begin, cursor_.lastEnd())}));
        statement.value.items.push_back(std::move(*condition));
      }
      if (const Status status = body(header, branch.body); !status) return status;
      statement.branches.push_back(std::move(branch));
      while (cursor_.peek().kind == TokenKind::LineEnd) cursor_.take();
    } while (!cursor_.atEnd() && column() == header &&
             (cursor_.peek().isWord("elif") || cursor_.peek().isWord("else")));
    return {};
  }

  Status loop(ScriptStatement &statement) {
    statement.kind = StatementKind::For;
    const int header = column();
    cursor_.take();
    while (!cursor_.atEnd() && cursor_.peek().kind != TokenKind::LineEnd && !cursor_.takeWord("in")) {
      const Token &token = cursor_.take();
      if (token.kind == TokenKind::Name) statement.targets.push_back(token.text);
    }
    auto sequence = expressions_.read();
    if (!sequence) return fail(sequence.error());
    statement.value = std::move(*sequence);
    statement.branches.emplace_back();
    return body(header, statement.branches.front().body);
  }

  const SourceText &source_;
  TokenCursor &cursor_;
  ExpressionReader expressions_;
  std::size_t depth_ = 0;
};

} // namespace

Result<std::vector<ScriptStatement>> parseStarlark(const SourceText &source) {
  const auto tokens = tokenize(source, ScriptLanguage::Starlark);
  if (!tokens) return fail(tokens.error());
  TokenCursor cursor(*tokens);
  return Parser(source, cursor).parse();
}

} // namespace lintel::sbom
