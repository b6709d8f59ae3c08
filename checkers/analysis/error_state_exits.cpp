#include "checkers/analysis/error_state_exits.h"

#include "checkers/analysis/names.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

namespace lintel::checkers {

using namespace clang;

namespace {

std::optional<bool> isZero(const Expr *value, const ASTContext &context) {
  Expr::EvalResult number;
  if (value->isValueDependent() || !value->getType()->isIntegralOrEnumerationType() ||
      !value->EvaluateAsInt(number, context))
    return std::nullopt;
  return number.Val.getInt() == 0;
}

// exit(0) does not return either, but it tells of success.
bool isFatalCall(const Stmt *statement, const ASTContext &context) {
  const auto *expression = dyn_cast<Expr>(statement);
  const auto *call = expression ? dyn_cast<CallExpr>(expression->IgnoreImplicit()) : nullptr;
  const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
  if (!callee || !callee->isNoReturn()) return false;
  return call->getNumArgs() != 1 || !isZero(call->getArg(0), context).value_or(false);
}

bool mentions(const Stmt *statement, llvm::function_ref<bool(const DeclRefExpr *)> wanted) {
  if (!statement) return false;
  if (const auto *reference = dyn_cast<DeclRefExpr>(statement); reference && wanted(reference)) return true;
  return llvm::any_of(statement->children(), [&](const Stmt *child) { return mentions(child, wanted); });
}

// errno is a call of the system's function behind a macro.
bool mentionsErrno(const Expr *value) {
  return mentions(value, [](const DeclRefExpr *reference) {
    const StringRef name = simpleName(reference->getDecl());
    return name == "errno" || name == "__errno_location" || name == "__error" || name == "_errno";
  });
}

bool isTestedVariable(const Expr *value, const Expr *condition) {
  const auto *variable = dyn_cast<DeclRefExpr>(value);
  return variable &&
         mentions(condition, [&](const DeclRefExpr *reference) { return reference->getDecl() == variable->getDecl(); });
}

bool returnsFailure(const ReturnStmt *statement, const ExitPlace &place, const ASTContext &context) {
  const Expr *value = statement->getRetValue();
  if (!value) return place.inBranch;
  if (value->getType()->isPointerType() && isNullPointerConstant(value, context)) return true;
  if (const std::optional<bool> zero = isZero(value, context))
    return value->getType()->isBooleanType() ? *zero : !*zero;
  const Expr *plain = value->IgnoreUnlessSpelledInSource();
  if (!place.inBranch || buildsSuccess(plain)) return false;
  return value->getType()->isRecordType() || mentionsErrno(value) || isTestedVariable(plain, place.condition);
}

// SQLITE_OK, kSuccess: the name of the value that is no error.
bool namesSuccess(const Expr *value, const ASTContext &context) {
  std::string name;
  if (const auto *reference = dyn_cast<DeclRefExpr>(value->IgnoreParenCasts()))
    name = simpleName(reference->getDecl()).upper();
  else if (value->getBeginLoc().isMacroID())
    name =
        Lexer::getImmediateMacroName(value->getBeginLoc(), context.getSourceManager(), context.getLangOpts()).upper();
  return StringRef(name).ends_with("OK") || StringRef(name).contains("SUCCESS");
}

std::optional<bool> comparesFailure(const BinaryOperator *comparison, const ASTContext &context) {
  const Expr *right = comparison->getRHS();
  const std::optional<bool> zero = isZero(right, context);
  Expr::EvalResult number;
  const bool isNegative = zero && right->EvaluateAsInt(number, context) && number.Val.getInt().isNegative();
  switch (comparison->getOpcode()) {
  case BO_LT: return zero.value_or(false) ? std::optional(true) : std::nullopt;
  case BO_GE: return zero.value_or(false) ? std::optional(false) : std::nullopt;
  case BO_EQ:
  case BO_NE: {
    const bool equal = comparison->getOpcode() == BO_EQ;
    if (isNegative) return equal;
    if (namesSuccess(right, context)) return !equal;
    return std::nullopt;
  }
  default: return std::nullopt;
  }
}

const Stmt *findIn(const Stmt *statement, llvm::function_ref<bool(const Stmt *)> wanted) {
  if (!statement || isa<LambdaExpr>(statement)) return nullptr;
  if (wanted(statement)) return statement;
  for (const Stmt *child : statement->children())
    if (const Stmt *found = findIn(child, wanted)) return found;
  return nullptr;
}

} // namespace

bool buildsSuccess(const Expr *value) {
  if (const auto *call = dyn_cast<CallExpr>(value)) {
    const FunctionDecl *callee = call->getDirectCallee();
    const std::string name = callee ? simpleName(callee).lower() : "";
    return name == "ok" || name == "okstatus" || name == "success";
  }
  if (const auto *list = dyn_cast<InitListExpr>(value)) return list->getNumInits() == 0;
  if (const auto *construction = dyn_cast<CXXConstructExpr>(value)) return construction->getNumArgs() == 0;
  return false;
}

bool isNullPointerConstant(const Expr *argument, const ASTContext &context) {
  ASTContext &own = context.getTranslationUnitDecl()->getASTContext(); // Clang asks for one that is not const
  return argument->IgnoreParenCasts()->isNullPointerConstant(own, Expr::NPC_ValueDependentIsNotNull) !=
         Expr::NPCK_NotNull;
}

bool leavesWithFailure(const Stmt *statement, const ExitPlace &place, const ASTContext &context) {
  if (const auto *finish = dyn_cast<ReturnStmt>(statement)) return returnsFailure(finish, place, context);
  if (const auto *expression = dyn_cast<Expr>(statement); expression && isa<CXXThrowExpr>(expression->IgnoreImplicit()))
    return true;
  return isFatalCall(statement, context) || (place.inBranch && isa<GotoStmt>(statement));
}

std::optional<bool> testsFailure(const Expr *condition, const ASTContext &context) {
  if (!condition) return std::nullopt;
  condition = condition->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  if (const auto *negation = dyn_cast<UnaryOperator>(condition); negation && negation->getOpcode() == UO_LNot) {
    const std::optional<bool> inner = testsFailure(negation->getSubExpr(), context);
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  if (const auto *call = dyn_cast<CXXMemberCallExpr>(condition)) {
    const StringRef method = simpleName(call->getMethodDecl());
    const bool asksSuccess = method == "ok" || method == "Ok" || method == "IsOk" || method == "has_value" ||
                             method == "hasValue" || method == "is_ok";
    return asksSuccess ? std::optional(false) : std::nullopt;
  }
  const auto *comparison = dyn_cast<BinaryOperator>(condition);
  if (comparison && comparison->isLogicalOp()) { // one part that asks is enough for a branch that may be the failure's
    const std::optional<bool> left = testsFailure(comparison->getLHS(), context);
    return left ? left : testsFailure(comparison->getRHS(), context);
  }
  return comparison ? comparesFailure(comparison, context) : std::nullopt;
}

const ReturnStmt *firstFailingReturn(const Stmt *body, const ASTContext &context) {
  return cast_or_null<ReturnStmt>(findIn(body, [&](const Stmt *statement) {
    const auto *finish = dyn_cast<ReturnStmt>(statement);
    return finish && finish->getRetValue() && returnsFailure(finish, {}, context);
  }));
}

bool containsThrow(const Stmt *body) {
  return findIn(body, [](const Stmt *statement) { return isa<CXXThrowExpr>(statement); }) != nullptr;
}

} // namespace lintel::checkers
