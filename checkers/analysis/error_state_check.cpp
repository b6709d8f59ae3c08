#include "checkers/analysis/error_state_check.h"

#include "checkers/analysis/error_state_exits.h"
#include "checkers/analysis/handlers.h"
#include "checkers/analysis/names.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

namespace lintel::checkers {

using namespace clang;

std::string replaced(StringRef pattern, StringRef name) {
  std::string text;
  while (true) {
    const auto [before, after] = pattern.split("{}");
    text += before;
    if (before.size() == pattern.size()) return text;
    text += name;
    pattern = after;
  }
}

StringRef textOf(SourceRange range, const ASTContext &context) {
  return Lexer::getSourceText(CharSourceRange::getTokenRange(range), context.getSourceManager(), context.getLangOpts());
}

bool agreeOnError(const TypeContract &contract, QualType from, QualType to, const ASTContext &context) {
  if (!contract.errorArgument) return true;
  const auto argument = [&](QualType type) -> QualType {
    const auto *specialization = dyn_cast_or_null<ClassTemplateSpecializationDecl>(type->getAsTagDecl());
    if (!specialization || specialization->getTemplateArgs().size() <= *contract.errorArgument) return {};
    const TemplateArgument &found = specialization->getTemplateArgs()[*contract.errorArgument];
    return found.getKind() == TemplateArgument::Type ? found.getAsType() : QualType();
  };
  const QualType first = argument(from);
  const QualType second = argument(to);
  return !first.isNull() && !second.isNull() && context.hasSameType(first, second);
}

// The condition that tells the failure of a C function, after the call's text; "" when a plain comparison cannot.
std::string failureTest(const FunctionContract &contract, const CallExpr *call, const ASTContext &context) {
  if (contract.returns.empty()) return "";
  switch (contract.returns.front()) {
  case Failure::Negative: return " < 0";
  case Failure::MinusOne: return " == -1";
  case Failure::Null: return context.getLangOpts().CPlusPlus ? " == nullptr" : " == NULL";
  case Failure::Zero: return " == 0";
  case Failure::Nonzero:
  case Failure::ErrnoValue: return " != 0";
  case Failure::NotOne: return " != 1";
  case Failure::NotPositive: return " <= 0";
  case Failure::Eof: return " == EOF";
  case Failure::Enum: return contract.success.size() == 1 ? " != " + contract.success.front() : "";
  case Failure::ShortCount: {
    if (!contract.bound || *contract.bound >= call->getNumArgs()) return "";
    const Expr *count = call->getArg(*contract.bound)->IgnoreParenImpCasts();
    return isa<DeclRefExpr, IntegerLiteral>(count) ? " != " + textOf(count->getSourceRange(), context).str() : "";
  }
  case Failure::Tested: return "";
  }
  return "";
}

bool isTemplated(const FunctionDecl *function) {
  for (const DeclContext *context = function; context; context = context->getParent()) {
    if (const auto *outer = dyn_cast<FunctionDecl>(context); outer && outer->getTemplateInstantiationPattern())
      return true;
    if (isa<ClassTemplateSpecializationDecl>(context)) return true;
  }
  return false;
}

namespace {

// Whether the statement is one of a block's own, so that another may stand beside it.
bool standsInBlock(const Stmt *around, const Stmt *wanted) {
  if (!around || isa<LambdaExpr>(around)) return false;
  if (const auto *block = dyn_cast<CompoundStmt>(around))
    for (const Stmt *child : block->body()) {
      const auto *expression = dyn_cast<Expr>(child);
      if (child == wanted || (expression && expression->IgnoreImplicit() == wanted)) return true;
    }
  for (const Stmt *child : around->children())
    if (standsInBlock(child, wanted)) return true;
  return false;
}

bool isPlainText(const Stmt *stmt) { return !stmt->getBeginLoc().isMacroID() && !stmt->getEndLoc().isMacroID(); }

// return EXPRESSION, when the function reports such errors; "".
std::string returned(const ErrorStore &store, const TypeContract &type, const FunctionDecl *function,
                     const ErrorSubjects &subjects, const ASTContext &context) {
  const QualType result = function->getReturnType();
  if (isa<CoroutineBodyStmt>(function->getBody()) || result->isUndeducedType() || result->isReferenceType()) return "";
  const std::optional<ErrorSubject> target = subjects.errorType(result, context);
  if (!target || !target->type) return "";
  const auto expression = type.propagate.find(target->type->type);
  if (expression == type.propagate.end() || !agreeOnError(type, store.variable->getType(), result, context)) return "";
  return "return " + replaced(expression->second, simpleName(store.variable));
}

// The function gives the variable back elsewhere.
bool returnsIt(const FunctionDecl *function, const VarDecl *variable) {
  return anyPart(function->getBody(), [&](const Stmt *part) {
    const auto *statement = dyn_cast<ReturnStmt>(part);
    const Expr *value = statement ? statement->getRetValue() : nullptr;
    const auto *reference = value ? dyn_cast<DeclRefExpr>(value->IgnoreUnlessSpelledInSource()) : nullptr;
    return reference && reference->getDecl() == variable;
  });
}

} // namespace

std::string failingReturn(const FunctionDecl *function, const ASTContext &context) {
  const ReturnStmt *failing = firstFailingReturn(function->getBody(), context);
  if (!failing || failing->getRetValue()->getBeginLoc().isInvalid()) return "";
  const SourceManager &sources = context.getSourceManager();
  return textOf(sources.getExpansionRange(failing->getRetValue()->getSourceRange()).getAsRange(), context).str();
}

std::optional<StoredErrorCheck> checkOf(const LostError &lost, const FunctionDecl *function,
                                        const ErrorSubjects &subjects, const ASTContext &context) {
  const ErrorStore &store = lost.store;
  if (isTemplated(function) || !isPlainText(store.stmt)) return std::nullopt;
  const std::string name = simpleName(store.variable).str();
  StoredErrorCheck check;
  std::string failed;
  std::string action;
  const auto own = subjects.errorType(store.variable->getType(), context);
  const auto *call = dyn_cast_or_null<CallExpr>(store.source.expr);
  if (own && own->type && !own->type->failed.empty()) {
    failed = replaced(own->type->failed, name);
    action = returned(store, *own->type, function, subjects, context);
    // Where somebody does look at the error, leaving before that may skip how it is dealt with.
    check.isSafe = !action.empty() && !store.isInspected && !lost.isLogged && !lost.dropped;
  } else if (store.source.isErrno) {
    failed = name + " != 0";
  } else if (store.source.subject.contract && call) {
    const std::string test = failureTest(*store.source.subject.contract, call, context);
    if (test.empty()) return std::nullopt;
    failed = name + test;
  } else if (store.source.isInferred) {
    failed = name + " != 0";
  }
  if (failed.empty()) return std::nullopt;
  if (action.empty()) {
    // A plain return, from a function that gives nothing back, would drop the error once more.
    const std::string value = returnsIt(function, store.variable) ? name : failingReturn(function, context);
    if (value.empty()) return std::nullopt;
    action = "return " + value;
  }
  check.text = "if (" + failed + ") " + action + ";";
  const SourceManager &sources = context.getSourceManager();
  const Stmt *body = function->getBody();
  if (standsInBlock(body, store.stmt)) {
    const bool isDeclaration = isa<DeclStmt>(store.stmt);
    check.after = isDeclaration ? Lexer::getLocForEndOfToken(store.stmt->getEndLoc(), 0, sources, context.getLangOpts())
                                : Lexer::findLocationAfterToken(store.stmt->getEndLoc(), tok::semi, sources,
                                                                context.getLangOpts(), false);
  }
  if (lost.where && lost.where != store.stmt && isPlainText(lost.where) && standsInBlock(body, lost.where))
    check.before = lost.where->getBeginLoc();
  return check;
}

} // namespace lintel::checkers
