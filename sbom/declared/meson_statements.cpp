#include "sbom/declared/script_expression.h"
#include "sbom/declared/script_statements.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

class Parser {
public:
  Parser(const SourceText &source, TokenCursor &cursor)
      : source_(source), cursor_(cursor), expressions_(source, ScriptLanguage::Meson, cursor) {}

  Result<std::vector<ScriptStatement>> parse() {
    std::vector<ScriptStatement> statements;
    if (const Status status = block(statements); !status) return fail(status.error());
    if (cursor_.atEnd()) return statements;
    return source_.problem(cursor_.peek().span.begin, "'" + cursor_.peek().text + "' closes nothing");
  }

private:
  bool atBlockEnd() const {
    const Token &token = cursor_.peek();
    return token.isWord("endif") || token.isWord("endforeach") || token.isWord("elif") || token.isWord("else");
  }

  // Up to the end of the file or a word that ends the block, which stays.
  Status block(std::vector<ScriptStatement> &out) {
    if (++depth_ > kMaxBlocks) return source_.problem(cursor_.peek().span.begin, "blocks nest more than 64 deep");
    while (!cursor_.atEnd() && !atBlockEnd()) {
      if (cursor_.peek().kind == TokenKind::LineEnd) {
        cursor_.take();
        continue;
      }
      ScriptStatement statement;
      const Token &first = cursor_.peek();
      const Status status = first.isWord("if")        ? conditional(statement)
                            : first.isWord("foreach") ? loop(statement)
                                                      : simple(statement);
      if (!status) return status;
      out.push_back(std::move(statement));
    }
    --depth_;
    return {};
  }

  Status simple(ScriptStatement &statement) {
    auto left = expressions_.read();
    if (!left) return fail(left.error());
    const bool assign = cursor_.peek().is("=");
    const bool append = cursor_.peek().is("+=");
    if (left->kind == NodeKind::Name && (assign || append)) {
      cursor_.take();
      statement.kind = assign ? StatementKind::Assign : StatementKind::Append;
      statement.targets = {left->text};
      left = expressions_.read();
      if (!left) return fail(left.error());
    }
    statement.value = std::move(*left);
    cursor_.skipToLineEnd();
    return {};
  }

  Status conditional(ScriptStatement &statement) {
    statement.kind = StatementKind::If;
    const Token &open = cursor_.peek();
    while (!cursor_.atEnd() && !cursor_.takeWord("endif")) {
      const bool isElse = cursor_.take().text == "else";
      const std::size_t begin = cursor_.peek().span.begin;
      auto condition = expressions_.read();
      if (!condition) return fail(condition.error());
      cursor_.skipToLineEnd();
      Branch branch;
      if (!isElse) branch.condition = onOneLine(source_.slice({begin, std::max(begin, cursor_.lastEnd())}));
      statement.value.items.push_back(std::move(*condition));
      if (const Status status = block(branch.body); !status) return status;
      statement.branches.push_back(std::move(branch));
      if (cursor_.atEnd() || cursor_.peek().isWord("endforeach")) {
        return source_.problem(open.span.begin, "an unterminated 'if'", "endif");
      }
    }
    return {};
  }

  // foreach x : list, foreach key, value : table
  Status loop(ScriptStatement &statement) {
    statement.kind = StatementKind::For;
    const Token &open = cursor_.take();
    while (!cursor_.atEnd() && cursor_.peek().kind != TokenKind::LineEnd && !cursor_.takeIf(":")) {
      const Token &token = cursor_.take();
      if (token.kind == TokenKind::Name) statement.targets.push_back(token.text);
    }
    auto sequence = expressions_.read();
    if (!sequence) return fail(sequence.error());
    statement.value = std::move(*sequence);
    cursor_.skipToLineEnd();
    statement.branches.emplace_back();
    if (const Status status = block(statement.branches.front().body); !status) return status;
    if (!cursor_.takeWord("endforeach")) {
      return source_.problem(open.span.begin, "an unterminated 'foreach'", "endforeach");
    }
    return {};
  }

  const SourceText &source_;
  TokenCursor &cursor_;
  ExpressionReader expressions_;
  std::size_t depth_ = 0;
};

} // namespace

Result<std::vector<ScriptStatement>> parseMeson(const SourceText &source) {
  const auto tokens = tokenize(source, ScriptLanguage::Meson);
  if (!tokens) return fail(tokens.error());
  TokenCursor cursor(*tokens);
  return Parser(source, cursor).parse();
}

} // namespace lintel::sbom
