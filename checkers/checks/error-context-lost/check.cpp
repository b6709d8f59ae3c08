// lintel-error-context-lost: errors that are passed on without what was known about them. Handlers are judged here,
// tested error objects in lost_status.cpp.
#include "checkers/analysis/handlers.h"
#include "checkers/analysis/names.h"
#include "checkers/bases/contract_check.h"
#include "checkers/checks/error-context-lost/lost_status.h"

#include "clang/AST/ExprCXX.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Lex/Lexer.h"

namespace lintel::checkers::checks::error_context_lost {
namespace {

using namespace clang;
using namespace clang::ast_matchers;

// Their type is all they have to tell: what() only names the function that threw.
constexpr StringRef kMuteTypes[] = {"std::bad_alloc",           "std::bad_array_new_length", "std::bad_cast",
                                    "std::bad_typeid",          "std::bad_weak_ptr",         "std::bad_function_call",
                                    "std::bad_optional_access", "std::bad_variant_access",   "std::bad_any_cast",
                                    "std::out_of_range",        "std::invalid_argument",     "std::bad_exception"};

AST_MATCHER(IfStmt, mayLose) { return mayLoseStatus(Node); }

// What is thrown, without the copy that throwing makes and without std::move.
const Expr *thrownObject(const CXXThrowExpr *thrown) {
  const Expr *object = thrown->getSubExpr()->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  if (const auto *call = dyn_cast<CallExpr>(object); call && call->getNumArgs() == 1)
    if (const FunctionDecl *callee = call->getDirectCallee(); callee && isInStd(callee) && simpleName(callee) == "move")
      object = call->getArg(0)->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  // "throw std::exception(e)", a copy that is written out
  if (const auto *cast = dyn_cast<CXXFunctionalCastExpr>(object)) object = cast->getSubExpr()->IgnoreImplicit();
  if (const auto *copy = dyn_cast<CXXConstructExpr>(object);
      copy && copy->getNumArgs() > 0 && copy->getConstructor()->isCopyOrMoveConstructor())
    object = copy->getArg(0)->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  return object;
}

bool isReferenceTo(const Expr *object, const VarDecl *variable) {
  const auto *reference = dyn_cast<DeclRefExpr>(object);
  return variable && reference && reference->getDecl() == variable;
}

bool isMute(const CXXRecordDecl *type) { return type && llvm::is_contained(kMuteTypes, qualifiedName(type)); }

// An exception that takes the current one with it by itself.
bool isNested(const Expr *object) {
  const CXXRecordDecl *type = object->getType()->getAsCXXRecordDecl();
  if (!type || !type->hasDefinition()) return false;
  bool nested = false;
  type->forallBases([&](const CXXRecordDecl *base) {
    nested = nested || qualifiedName(base) == "std::nested_exception";
    return true;
  });
  return nested;
}

class ErrorContextLost final : public ContractCheck {
public:
  using ContractCheck::ContractCheck;

  void addMatchers(MatchFinder *finder) override {
    const auto here = unless(isExpansionInSystemHeader());
    finder->addMatcher(cxxCatchStmt(here).bind("catch"), this);
    finder->addMatcher(ifStmt(mayLose(), here).bind("if"), this);
  }

  bool isLanguageVersionSupported(const LangOptions &language) const override { return language.CPlusPlus; }

  void check(const MatchFinder::MatchResult &result) override {
    if (const auto *handler = result.Nodes.getNodeAs<CXXCatchStmt>("catch")) {
      checkHandler(handler, *result.Context);
      return;
    }
    const auto *branch = result.Nodes.getNodeAs<IfStmt>("if");
    for (const LostStatus &lost : findLostStatus(*branch, subjects(), *result.Context))
      reportStatus(lost, *result.Context);
  }

private:
  void checkHandler(const CXXCatchStmt *handler, const ASTContext &context) {
    const VarDecl *exception = handler->getExceptionDecl();
    const Stmt *block = handler->getHandlerBlock();
    SmallVector<const CXXThrowExpr *, 2> newOnes;
    forEachPart(block, [&](const Stmt *part) {
      if (isa<CXXCatchStmt>(part)) return false; // it is visited by itself
      const auto *thrown = dyn_cast<CXXThrowExpr>(part);
      if (!thrown || !thrown->getSubExpr()) return true;
      if (isReferenceTo(thrownObject(thrown), exception))
        checkCopy(handler, thrown, context);
      else if (!isNested(thrown->getSubExpr()))
        newOnes.push_back(thrown);
      return true;
    });
    if (newOnes.empty() || isTranslation(handler) || keepsCause(handler)) return;
    for (const CXXThrowExpr *thrown : newOnes) reportNew(handler, thrown, context);
  }

  // "catch (const NotFound &) { throw NoSuchOrder(id); }": the type alone is what is passed on, in other words. Who
  // names the exception wanted more of it, and a general type says nothing.
  static bool isTranslation(const CXXCatchStmt *handler) {
    const VarDecl *exception = handler->getExceptionDecl();
    if (exception && exception->getType()->isDependentType()) return true; // the instantiations tell
    const CXXRecordDecl *type = caughtClass(handler);
    if (!type || isGeneralException(type)) return false;
    const StringRef name = simpleName(type);
    const bool isRoot = name == "Exception" || name == "Error";
    return isMute(type) || (!isRoot && exception->getName().empty());
  }

  static bool keepsCause(const CXXCatchStmt *handler) {
    const Stmt *block = handler->getHandlerBlock();
    return mentions(block, handler->getExceptionDecl()) || asksForCurrentException(block);
  }

  void checkCopy(const CXXCatchStmt *handler, const CXXThrowExpr *thrown, const ASTContext &context) {
    const VarDecl *exception = handler->getExceptionDecl();
    const CXXRecordDecl *type = exception->getType().getNonReferenceType()->getAsCXXRecordDecl();
    if (!type || type->isEffectivelyFinal()) return; // a copy of it loses nothing
    const SourceLocation place = newPlace(thrown->getThrowLoc(), context.getSourceManager());
    if (place.isInvalid()) return;
    // A handler that has changed its own copy means to throw that one.
    const bool isOwnCopy = !exception->getType()->isReferenceType();
    const bool isSafe = !isOwnCopy || countMentions(handler->getHandlerBlock(), exception) == 1;
    const bool isPlain = !thrown->getBeginLoc().isMacroID() && !thrown->getEndLoc().isMacroID();
    {
      auto finding =
          diag(place, "'throw %0' throws a copy of type %1 and loses the exception's own type; 'throw;' passes "
                      "it on as it is");
      finding << exception->getName() << exception->getType().getNonReferenceType().getUnqualifiedType()
              << thrown->getSourceRange();
      if (isSafe && isPlain) finding << FixItHint::CreateReplacement(thrown->getSourceRange(), "throw");
    }
    if (!isSafe && isPlain)
      diag(place, "throw the caught exception instead of the handler's copy", DiagnosticIDs::Note)
          << FixItHint::CreateReplacement(thrown->getSourceRange(), "throw");
  }

  static unsigned countMentions(const Stmt *stmt, const VarDecl *variable) {
    unsigned count = 0;
    forEachPart(stmt, [&](const Stmt *part) {
      const auto *reference = dyn_cast<DeclRefExpr>(part);
      count += reference && reference->getDecl() == variable ? 1 : 0;
      count += isa<LambdaExpr>(part) && mentions(part, variable) ? 2 : 0;
      return true;
    });
    return count;
  }

  void reportNew(const CXXCatchStmt *handler, const CXXThrowExpr *thrown, const ASTContext &context) {
    const SourceLocation place = newPlace(thrown->getThrowLoc(), context.getSourceManager());
    if (place.isInvalid()) return;
    diag(place, "the new exception says nothing of the one that %0 has stopped")
        << spelling(handler) << thrown->getSourceRange();
    const Expr *object = thrown->getSubExpr();
    const CXXRecordDecl *type = object->getType()->getAsCXXRecordDecl();
    const SourceLocation end =
        Lexer::getLocForEndOfToken(thrown->getEndLoc(), 0, context.getSourceManager(), context.getLangOpts());
    if (!type || type->isEffectivelyFinal() || thrown->getBeginLoc().isMacroID() || end.isInvalid() || end.isMacroID())
      return;
    diag(place, "keep the caught exception inside the new one; needs <exception>", DiagnosticIDs::Note)
        << FixItHint::CreateReplacement(CharSourceRange::getCharRange(thrown->getThrowLoc(), object->getBeginLoc()),
                                        "std::throw_with_nested(")
        << FixItHint::CreateInsertion(end, ")");
  }

  void reportStatus(const LostStatus &lost, const ASTContext &context) {
    const SourceLocation place = newPlace(lost.newError->getBeginLoc(), context.getSourceManager());
    if (place.isInvalid()) return;
    diag(place, "%0 with the cause is at hand, but the error %1 here says nothing of it")
        << lost.oldType << (lost.isThrown ? "thrown" : "returned") << lost.newError->getSourceRange();
    diag(context.getSourceManager().getFileLoc(lost.oldError->getBeginLoc()), "the cause is tested here",
         DiagnosticIDs::Note);
  }
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-error-context-lost",
    .summary = "an error is passed on without what was known about it",
    .severity = Severity::Warning,
    .category = "errors",
    .cwe = {755},
    .cert = {"ERR61-CPP"},
    .since = "0.1.0",
    .options = {},
    .factory = make<ErrorContextLost>,
};

} // namespace lintel::checkers::checks::error_context_lost
