// lintel-generic-exception: exceptions whose type says nothing, thrown, declared or caught. What a try block is known
// to throw is in thrown_types.cpp, where a catch of everything is right in boundaries.cpp.
#include "checkers/engine/check.h"

#include "checkers/analysis/handlers.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/patterns.h"
#include "checkers/checks/generic-exception/boundaries.h"
#include "checkers/checks/generic-exception/thrown_types.h"

#include "clang/AST/ExprCXX.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceManager.h"

namespace lintel::checkers::checks::generic_exception {
namespace {

using namespace clang;
using namespace clang::ast_matchers;

constexpr const char *kIgnoredMacros = "IgnoredMacros";
constexpr StringRef kGenericException = "std::exception";

bool isStdException(QualType type) {
  const CXXRecordDecl *record = type.getNonReferenceType()->getAsCXXRecordDecl();
  return record && qualifiedName(record) == kGenericException;
}

bool isText(QualType type) {
  const CXXRecordDecl *record = type->getAsCXXRecordDecl();
  if (isInStd(record) && (simpleName(record) == "basic_string" || simpleName(record) == "basic_string_view"))
    return true;
  const bool isSequence = type->isPointerType() || type->isArrayType();
  return isSequence && type->getPointeeOrArrayElementType()->isAnyCharacterType();
}

AST_MATCHER(FunctionDecl, declaresAnyException) {
  const auto *type = Node.getType()->getAs<FunctionProtoType>();
  return type && (type->getExceptionSpecType() == EST_Dynamic || type->getExceptionSpecType() == EST_MSAny);
}

class GenericException final : public Check {
public:
  GenericException(StringRef name, tidy::ClangTidyContext *context)
      : Check(name, context),
        ignoredMacrosText(Options.get(kIgnoredMacros, kThrowTestMacros)),
        ignoredMacros(compiledPattern(ignoredMacrosText)) {}

  void storeOptions(tidy::ClangTidyOptions::OptionMap &options) override {
    Options.store(options, kIgnoredMacros, ignoredMacrosText);
  }

  void registerMatchers(MatchFinder *finder) override {
    if (!ignoredMacros.ok()) {
      configurationDiag("option %0 is not a regular expression: %1") << kIgnoredMacros << ignoredMacros.error();
      return;
    }
    const auto here = unless(isExpansionInSystemHeader());
    finder->addMatcher(cxxThrowExpr(has(expr()), here).bind("throw"), this);
    finder->addMatcher(cxxTryStmt(here).bind("try"), this);
    finder->addMatcher(functionDecl(declaresAnyException(), unless(isTemplateInstantiation()), here).bind("function"),
                       this);
  }

  bool isLanguageVersionSupported(const LangOptions &language) const override { return language.CPlusPlus; }

  void check(const MatchFinder::MatchResult &result) override {
    ASTContext &context = *result.Context;
    if (const auto *thrown = result.Nodes.getNodeAs<CXXThrowExpr>("throw"))
      checkThrow(thrown, context);
    else if (const auto *attempt = result.Nodes.getNodeAs<CXXTryStmt>("try"))
      checkTry(attempt, context);
    else
      checkDeclaration(result.Nodes.getNodeAs<FunctionDecl>("function"), context);
  }

  void onEndOfTranslationUnit() override { boundaries = Boundaries(); }

private:
  void checkThrow(const CXXThrowExpr *thrown, const ASTContext &context) {
    const Expr *object = thrown->getSubExpr();
    if (!object || object->isTypeDependent()) return;
    const Expr *written = object->IgnoreUnlessSpelledInSource()->IgnoreParens();
    // What a handler caught goes on; what that loses is for lintel-error-context-lost to say.
    if (const auto *reference = dyn_cast<DeclRefExpr>(written))
      if (const auto *variable = dyn_cast<VarDecl>(reference->getDecl()); variable && variable->isExceptionVariable())
        return;
    const QualType type = written->getType();
    if (isStdException(type->isPointerType() ? type->getPointeeType() : type))
      report(thrown->getThrowLoc(), thrown->getSourceRange(),
             "'std::exception' is thrown; its type tells no handler what went wrong", context);
    else if (isText(type))
      report(thrown->getThrowLoc(), thrown->getSourceRange(), "text is thrown; no handler of exception classes sees it",
             context);
    else if (type->isFundamentalType())
      report(thrown->getThrowLoc(), thrown->getSourceRange(),
             "a value of type '" + type.getUnqualifiedType().getAsString(context.getPrintingPolicy()) +
                 "' is thrown; its type tells no handler what went wrong",
             context);
  }

  void checkDeclaration(const FunctionDecl *function, const ASTContext &context) {
    if (function->getPreviousDecl()) return; // once, where a caller reads it first
    if (const auto *method = dyn_cast<CXXMethodDecl>(function); method && method->size_overridden_methods() > 0)
      return; // the base class has decided
    const auto *type = function->getType()->castAs<FunctionProtoType>();
    const bool isGeneric = type->getExceptionSpecType() == EST_MSAny ||
                           llvm::any_of(type->exceptions(), [](QualType each) { return isStdException(each); });
    if (!isGeneric) return;
    const SourceRange range = function->getExceptionSpecSourceRange();
    report(range.isValid() ? range.getBegin() : function->getLocation(), range,
           "the exception specification of '" + function->getNameAsString() +
               "' tells callers only that something may be thrown",
           context);
  }

  static bool isGeneric(const CXXCatchStmt *handler) {
    const VarDecl *exception = handler->getExceptionDecl();
    return !exception || isStdException(exception->getType());
  }

  // The exception goes on, in its own type or as it is.
  static bool passesOn(const CXXCatchStmt *handler) {
    return throwsOrEnds(handler->getHandlerBlock()) || asksForCurrentException(handler->getHandlerBlock());
  }

  void checkTry(const CXXTryStmt *attempt, ASTContext &context) {
    for (unsigned i = 0; i < attempt->getNumHandlers(); ++i) {
      const CXXCatchStmt *handler = attempt->getHandler(i);
      if (!isGeneric(handler)) return; // more specific ones come first
      if (passesOn(handler)) continue;
      checkHandler(handler, attempt, context);
      return;
    }
  }

  void checkHandler(const CXXCatchStmt *handler, const CXXTryStmt *attempt, ASTContext &context) {
    const bool catchesAll = !handler->getExceptionDecl();
    SmallVector<ThrownType, 4> specific;
    for (ThrownType &type : thrownTypes.of(attempt->getTryBlock())) {
      const bool isCaught = catchesAll || !type.type || isKindOf(type.type, caughtClass(handler));
      if (isCaught && type.name != kGenericException) specific.push_back(std::move(type));
    }
    if (specific.empty()) return;
    const Surroundings around = surroundingsOf(attempt, context);
    if (boundaries.holds(around.function, context)) return;
    if (llvm::any_of(around.statements, [](const Stmt *stmt) { return isa<CXXCatchStmt>(stmt); })) return;
    reportHandler(handler, specific, context);
  }

  void reportHandler(const CXXCatchStmt *handler, ArrayRef<ThrownType> types, const ASTContext &context) {
    const SourceLocation place = placeOf(handler->getBeginLoc(), context);
    if (place.isInvalid()) return;
    std::string names = "'" + types.front().name + "'";
    if (types.size() == 2) names += " and '" + types.back().name + "'";
    if (types.size() > 2) names += " and " + std::to_string(types.size() - 1) + " other types";
    {
      auto finding = diag(place, "%0 treats %1 and whatever else is thrown alike; catch what is expected here");
      finding << spelling(handler) << names << handler->getSourceRange();
      // A handler that looks at the exception still tells what went wrong.
      if (mentions(handler->getHandlerBlock(), handler->getExceptionDecl())) finding << weighing(Severity::Note);
    }
    constexpr size_t kMostNotes = 3;
    for (const ThrownType &type : types.take_front(kMostNotes))
      diag(context.getSourceManager().getFileLoc(type.where->getBeginLoc()), "'%0' is thrown here", DiagnosticIDs::Note)
          << type.name;
  }

  void report(SourceLocation at, SourceRange range, const std::string &message, const ASTContext &context) {
    const SourceLocation place = placeOf(at, context);
    if (place.isValid()) diag(place, "%0") << message << range;
  }

  SourceLocation placeOf(SourceLocation at, const ASTContext &context) {
    return isInMacro(at, ignoredMacros, context) ? SourceLocation() : newPlace(at, context.getSourceManager());
  }

  const std::string ignoredMacrosText;
  const re2::RE2 &ignoredMacros;
  ThrownTypes thrownTypes;
  Boundaries boundaries;
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-generic-exception",
    .summary = "an exception is thrown, declared or caught by a type that says nothing",
    .severity = Severity::Warning,
    .category = "errors",
    .cwe = {396, 397},
    .cert = {},
    .since = "0.1.0",
    .options = {{kIgnoredMacros, OptionType::Regex, kThrowTestMacros,
                 "names of macros that run a statement for what it throws"}},
    .factory = make<GenericException>,
};

} // namespace lintel::checkers::checks::generic_exception
