#include "checkers/checks/forbidden-call/arguments.h"

#include "checkers/analysis/error_state_exits.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

namespace lintel::checkers::checks::forbidden_call {

using namespace clang;

namespace {

bool isLiteral(const Expr *expr) {
  if (const auto *sign = dyn_cast<UnaryOperator>(expr); sign && sign->getOpcode() == UO_Minus)
    expr = sign->getSubExpr()->IgnoreParenImpCasts();
  return isa<StringLiteral, IntegerLiteral, FloatingLiteral, CharacterLiteral, CXXBoolLiteralExpr,
             CXXNullPtrLiteralExpr, PredefinedExpr>(expr);
}

bool isConstant(const Expr *expr, const ASTContext &context) {
  if (isLiteral(expr)) return true;
  if (expr->isValueDependent() || expr->isTypeDependent()) return false;
  Expr::EvalResult value;
  return expr->EvaluateAsRValue(value, context) && !value.HasSideEffects;
}

} // namespace

bool holds(const Condition &condition, ArrayRef<const Expr *> arguments, const ASTContext &context) {
  if (condition.argument >= arguments.size()) return false;
  const Expr *argument = arguments[condition.argument];
  if (const auto *byDefault = dyn_cast<CXXDefaultArgExpr>(argument)) argument = byDefault->getExpr();
  const Expr *bare = argument->IgnoreParenImpCasts();
  switch (condition.kind) {
  case Condition::Kind::Literal: return isLiteral(bare) != condition.negated;
  case Condition::Kind::Constant: return isConstant(bare, context) != condition.negated;
  case Condition::Kind::Null: return isNullPointerConstant(bare, context) != condition.negated;
  case Condition::Kind::Matches: break;
  }
  const SourceManager &sources = context.getSourceManager();
  const CharSourceRange range =
      Lexer::makeFileCharRange(CharSourceRange::getTokenRange(bare->getSourceRange()), sources, context.getLangOpts());
  const StringRef text = Lexer::getSourceText(range, sources, context.getLangOpts());
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *condition.pattern) != condition.negated;
}

} // namespace lintel::checkers::checks::forbidden_call
