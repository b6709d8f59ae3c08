#include "checkers/engine/macro_expression.h"

#include "clang/Lex/LiteralSupport.h"

namespace lintel::checkers {
namespace {

using clang::tok::TokenKind;
using Value = std::optional<std::int64_t>;

constexpr int kMaxNesting = 64;

// Of C's binary operators; 0 for a token that is none.
int precedenceOf(TokenKind kind) {
  switch (kind) {
  case clang::tok::pipe: return 1;
  case clang::tok::caret: return 2;
  case clang::tok::amp: return 3;
  case clang::tok::lessless:
  case clang::tok::greatergreater: return 4;
  case clang::tok::plus:
  case clang::tok::minus: return 5;
  case clang::tok::star:
  case clang::tok::slash:
  case clang::tok::percent: return 6;
  default: return 0;
  }
}

Value shift(TokenKind kind, std::int64_t left, std::int64_t right) {
  if (left < 0 || right < 0 || right > 62) return std::nullopt;
  if (kind == clang::tok::greatergreater) return left >> right;
  if (left > (INT64_MAX >> right)) return std::nullopt;
  return left << right;
}

Value divide(TokenKind kind, std::int64_t left, std::int64_t right) {
  if (right == 0 || (left == INT64_MIN && right == -1)) return std::nullopt;
  return kind == clang::tok::slash ? left / right : left % right;
}

Value apply(TokenKind kind, std::int64_t left, std::int64_t right) {
  std::int64_t result = 0;
  switch (kind) {
  case clang::tok::pipe: return left | right;
  case clang::tok::caret: return left ^ right;
  case clang::tok::amp: return left & right;
  case clang::tok::lessless:
  case clang::tok::greatergreater: return shift(kind, left, right);
  case clang::tok::slash:
  case clang::tok::percent: return divide(kind, left, right);
  case clang::tok::plus: return __builtin_add_overflow(left, right, &result) ? Value() : result;
  case clang::tok::minus: return __builtin_sub_overflow(left, right, &result) ? Value() : result;
  case clang::tok::star: return __builtin_mul_overflow(left, right, &result) ? Value() : result;
  default: return std::nullopt;
  }
}

// By precedence climbing.
class Evaluator {
public:
  Evaluator(llvm::ArrayRef<clang::Token> tokens, const clang::Preprocessor &pp) : tokens_(tokens), pp_(pp) {}

  Value all() {
    const Value value = binary(1, 0);
    return tokens_.empty() ? value : std::nullopt;
  }

private:
  Value binary(int least, int depth) {
    Value left = unary(depth);
    while (left && !tokens_.empty()) {
      const TokenKind kind = tokens_.front().getKind();
      const int precedence = precedenceOf(kind);
      if (precedence == 0 || precedence < least) return left;
      tokens_ = tokens_.drop_front();
      const Value right = binary(precedence + 1, depth + 1);
      left = right ? apply(kind, *left, *right) : std::nullopt;
    }
    return left;
  }

  Value unary(int depth) {
    if (tokens_.empty() || depth > kMaxNesting) return std::nullopt;
    const clang::Token token = tokens_.front();
    tokens_ = tokens_.drop_front();
    switch (token.getKind()) {
    case clang::tok::numeric_constant: return literal(token);
    case clang::tok::l_paren: return parenthesised(depth);
    case clang::tok::plus: return unary(depth + 1);
    case clang::tok::minus: {
      const Value value = unary(depth + 1);
      return value ? apply(clang::tok::minus, 0, *value) : std::nullopt;
    }
    case clang::tok::tilde: {
      const Value value = unary(depth + 1);
      return value ? Value(~*value) : std::nullopt;
    }
    default: return std::nullopt;
    }
  }

  Value parenthesised(int depth) {
    const Value value = binary(1, depth + 1);
    if (tokens_.empty() || tokens_.front().isNot(clang::tok::r_paren)) return std::nullopt;
    tokens_ = tokens_.drop_front();
    return value;
  }

  Value literal(const clang::Token &token) const {
    bool invalid = false;
    llvm::SmallString<64> buffer;
    const llvm::StringRef text = pp_.getSpelling(token, buffer, &invalid);
    if (invalid) return std::nullopt;
    clang::NumericLiteralParser parser(text, token.getLocation(), pp_.getSourceManager(), pp_.getLangOpts(),
                                       pp_.getTargetInfo(), pp_.getDiagnostics());
    llvm::APInt value(64, 0);
    if (parser.hadError || !parser.isIntegerLiteral() || parser.hasUDSuffix() || parser.GetIntegerValue(value) ||
        value.isNegative())
      return std::nullopt;
    return static_cast<std::int64_t>(value.getZExtValue());
  }

  llvm::ArrayRef<clang::Token> tokens_; // what is still to be read
  const clang::Preprocessor &pp_;
};

} // namespace

std::optional<std::int64_t> evaluateInteger(llvm::ArrayRef<clang::Token> tokens, const clang::Preprocessor &pp) {
  return Evaluator(tokens, pp).all();
}

std::optional<std::string> joinStrings(llvm::ArrayRef<clang::Token> tokens, clang::Preprocessor &pp) {
  const auto isPlain = [](const clang::Token &token) {
    return token.isOneOf(clang::tok::string_literal, clang::tok::utf8_string_literal) && !token.hasUDSuffix();
  };
  if (tokens.empty() || !llvm::all_of(tokens, isPlain)) return std::nullopt;
  const clang::StringLiteralParser parser(tokens, pp);
  if (parser.hadError) return std::nullopt;
  return parser.GetString().str();
}

} // namespace lintel::checkers
