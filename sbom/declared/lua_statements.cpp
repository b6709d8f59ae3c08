#include "sbom/declared/script_expression.h"
#include "sbom/declared/script_statements.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

class Parser {
public:
  Parser(const SourceText &source, TokenCursor &cursor)
      : source_(source), cursor_(cursor), expressions_(source, ScriptLanguage::Lua, cursor) {}

  Result<std::vector<ScriptStatement>> parse() {
    std::vector<ScriptStatement> statements;
    if (const Status status = block(statements); !status) return fail(status.error());
    if (cursor_.atEnd()) return statements;
    return source_.problem(cursor_.peek().span.begin, "'" + cursor_.peek().text + "' closes nothing");
  }

private:
  bool atBlockEnd() const {
    const Token &token = cursor_.peek();
    return token.isWord("end") || token.isWord("else") || token.isWord("elseif") || token.isWord("until");
  }

  // Up to the end of the file or a word that ends the block, which stays.
  Status block(std::vector<ScriptStatement> &out) {
    if (++depth_ > kMaxBlocks) return source_.problem(cursor_.peek().span.begin, "blocks nest more than 64 deep");
    while (!cursor_.atEnd() && !atBlockEnd()) {
      const std::size_t before = cursor_.index();
      if (const Status status = statement(out); !status) return status;
      if (cursor_.index() == before) cursor_.skipOne();
    }
    --depth_;
    return {};
  }

  Status statement(std::vector<ScriptStatement> &out) {
    const Token &first = cursor_.peek();
    if (first.isWord("do") || first.isWord("repeat")) return plainBlock(out);
    ScriptStatement statement;
    Status status;
    if (first.isWord("if")) {
      status = conditional(statement);
    } else if (first.isWord("while")) {
      status = whileLoop(statement);
    } else if (first.isWord("for")) {
      status = loop(statement);
    } else if (first.isWord("function") || (first.isWord("local") && cursor_.peekNext().isWord("function"))) {
      status = function(statement);
    } else {
      status = simple(statement);
    }
    if (status) out.push_back(std::move(statement));
    return status;
  }

  // The word that ends the block which begins at open.
  Status close(const Token &open, const char *word) {
    if (cursor_.takeWord(word)) return {};
    return source_.problem(open.span.begin, "an unterminated '" + open.text + "'", word);
  }

  // do ... end, repeat ... until condition: both run.
  Status plainBlock(std::vector<ScriptStatement> &out) {
    const Token &open = cursor_.take();
    if (const Status status = block(out); !status) return status;
    return close(open, open.text == "do" ? "end" : "until");
  }

  Status conditional(ScriptStatement &statement) {
    statement.kind = StatementKind::If;
    const Token &open = cursor_.peek();
    do {
      const bool isElse = cursor_.take().text == "else";
      Branch branch;
      if (!isElse) {
        if (const Status status = condition(statement, branch, "then"); !status) return status;
      }
      if (const Status status = block(branch.body); !status) return status;
      statement.branches.push_back(std::move(branch));
    } while (cursor_.peek().isWord("elseif") || cursor_.peek().isWord("else"));
    return close(open, "end");
  }

  Status condition(ScriptStatement &statement, Branch &branch, const char *end) {
    const std::size_t begin = cursor_.peek().span.begin;
    auto condition = expressions_.read();
    if (!condition) return fail(condition.error());
    branch.condition += onOneLine(source_.slice({begin, std::max(begin, cursor_.lastEnd())}));
    statement.value.items.push_back(std::move(*condition));
    if (cursor_.takeWord(end)) return {};
    return source_.problem(cursor_.peek().span.begin, "a condition that does not end", end);
  }

  Status whileLoop(ScriptStatement &statement) {
    statement.kind = StatementKind::If;
    const Token &open = cursor_.take();
    Branch branch;
    branch.condition = "while ";
    if (const Status status = condition(statement, branch, "do"); !status) return status;
    if (const Status status = block(branch.body); !status) return status;
    statement.branches.push_back(std::move(branch));
    return close(open, "end");
  }

  // for i = 1, n do; for _, name in ipairs(list) do
  Status loop(ScriptStatement &statement) {
    statement.kind = StatementKind::For;
    const Token &open = cursor_.take();
    while (!cursor_.atEnd() && !cursor_.peek().isWord("do") && !cursor_.peek().is("=") && !cursor_.takeWord("in")) {
      const Token &token = cursor_.take();
      if (token.kind == TokenKind::Name) statement.targets.push_back(token.text);
    }
    auto sequence = expressions_.read();
    if (!sequence) return fail(sequence.error());
    statement.value = std::move(*sequence);
    while (!cursor_.atEnd() && !cursor_.peek().isWord("do")) cursor_.skipOne();
    if (!cursor_.takeWord("do")) return source_.problem(open.span.begin, "a loop without body", "do");
    statement.branches.emplace_back();
    if (const Status status = block(statement.branches.front().body); !status) return status;
    return close(open, "end");
  }

  Status function(ScriptStatement &statement) {
    statement.kind = StatementKind::Function;
    cursor_.takeWord("local");
    const Token &open = cursor_.take();
    auto signature = expressions_.read(); // looks like a call of the function with its parameters
    if (!signature) return fail(signature.error());
    for (const Node &parameter : signature->items) statement.targets.push_back(parameter.text);
    statement.branches.emplace_back();
    if (const Status status = block(statement.branches.front().body); !status) return status;
    return close(open, "end");
  }

  Status simple(ScriptStatement &statement) {
    if (cursor_.takeIf(";") || cursor_.takeIf(",")) return {};
    if (!cursor_.takeWord("local")) cursor_.takeWord("return");
    auto left = expressions_.read();
    if (!left) return fail(left.error());
    if (cursor_.takeIf("=")) {
      if (left->kind == NodeKind::Name) {
        statement.kind = StatementKind::Assign;
        statement.targets = {left->text};
      }
      left = expressions_.read();
      if (!left) return fail(left.error());
    }
    statement.value = std::move(*left);
    return {};
  }

  const SourceText &source_;
  TokenCursor &cursor_;
  ExpressionReader expressions_;
  std::size_t depth_ = 0;
};

} // namespace

Result<std::vector<ScriptStatement>> parseLua(const SourceText &source) {
  const auto tokens = tokenize(source, ScriptLanguage::Lua);
  if (!tokens) return fail(tokens.error());
  TokenCursor cursor(*tokens);
  return Parser(source, cursor).parse();
}

} // namespace lintel::sbom
