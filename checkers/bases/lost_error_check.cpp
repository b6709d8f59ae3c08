#include "checkers/bases/lost_error_check.h"

#include "checkers/analysis/error_state_check.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/source_text.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"

namespace lintel::checkers {

using namespace clang;
using namespace clang::ast_matchers;

namespace {

bool isExcused(const LostError &lost, const FunctionDecl *function, const ASTContext &context) {
  const SourceManager &sources = context.getSourceManager();
  if (sources.isInSystemMacro(lost.store.stmt->getBeginLoc())) return true;
  const auto fileRange = [&](const Stmt *stmt) {
    return SourceRange(sources.getFileLoc(stmt->getBeginLoc()), sources.getFileLoc(stmt->getEndLoc()));
  };
  if (saysIgnored(fileRange(lost.store.stmt), context)) return true;
  if (lost.dropped && (hasReason(fileRange(lost.dropped), context) || hasReason(fileRange(lost.store.stmt), context)))
    return true;
  return isAsserted(simpleName(lost.store.variable), function->getSourceRange(), context);
}

} // namespace

void LostErrorCheck::addMatchers(MatchFinder *finder) {
  const auto here = unless(isExpansionInSystemHeader());
  finder->addMatcher(functionDecl(isDefinition(), here).bind("function"), this);
  finder->addMatcher(lambdaExpr(here).bind("lambda"), this);
}

void LostErrorCheck::check(const MatchFinder::MatchResult &result) {
  if (const auto *function = result.Nodes.getNodeAs<FunctionDecl>("function")) {
    const auto *method = dyn_cast<CXXMethodDecl>(function);
    if (!method || !method->getParent()->isLambda()) checkFunction(function, *result.Context); // else: as a lambda
  } else if (const auto *lambda = result.Nodes.getNodeAs<LambdaExpr>("lambda")) {
    checkFunction(lambda->getCallOperator(), *result.Context);
    if (const FunctionTemplateDecl *generic = lambda->getDependentCallOperator())
      for (const FunctionDecl *instance : generic->specializations()) checkFunction(instance, *result.Context);
  }
}

void LostErrorCheck::checkFunction(const FunctionDecl *function, ASTContext &context) {
  for (const LostError &lost : ErrorStates::of(context, *activeContracts(), extraNames()).lostIn(function))
    if (concerns(lost) && !isExcused(lost, function, context)) report(lost, function, context);
}

void LostErrorCheck::report(const LostError &lost, const FunctionDecl *function, const ASTContext &context) {
  const SourceManager &sources = context.getSourceManager();
  const SourceLocation stored = sources.getFileLoc(lost.store.stmt->getBeginLoc());
  if (!isNew(stored)) return;
  const LossReport loss = describeLoss(lost);
  const SourceLocation place = sources.getFileLoc(loss.marked->getBeginLoc());
  const auto check = checkOf(lost, function, subjects(), context);
  FixItHint fix;
  if (check && loss.isCheckedBefore && check->before.isValid())
    fix = FixItHint::CreateInsertion(check->before, check->text + " ");
  else if (check && !loss.isCheckedBefore && check->after.isValid())
    fix = FixItHint::CreateInsertion(check->after, " " + check->text);
  {
    auto finding = diag(place, "%0");
    finding << loss.message << loss.marked->getSourceRange();
    if (loss.isMild) finding << weighing(Severity::Warning);
    if (check && check->isSafe) finding << fix; // a fix that is null adds nothing
  }
  diag(stored, "the error is stored here", DiagnosticIDs::Note);
  const SourceLocation end = lost.where ? lost.where->getBeginLoc() : function->getBody()->getEndLoc();
  diag(sources.getFileLoc(end), "%0", DiagnosticIDs::Note) << loss.step;
  if (check && !check->isSafe && !fix.isNull())
    diag(place, "%0: '%1'", DiagnosticIDs::Note) << loss.advice << check->text << fix;
}

} // namespace lintel::checkers
