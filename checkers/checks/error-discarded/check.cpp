// lintel-error-discarded: results that tell of an error and are dropped. Where values are dropped is in
// discards.cpp, which of them are errors in subject.cpp, when that is no mistake in exemptions.cpp.
#include "checkers/analysis/function_graph.h"
#include "checkers/analysis/patterns.h"
#include "checkers/analysis/source_text.h"
#include "checkers/bases/contract_check.h"
#include "checkers/checks/error-discarded/discards.h"
#include "checkers/checks/error-discarded/exemptions.h"
#include "checkers/checks/error-discarded/fixes.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"

#include <re2/re2.h>

namespace lintel::checkers::checks::error_discarded {

namespace {

using namespace clang;
using namespace clang::ast_matchers;

constexpr const char *kAllowInDestructors = "AllowInDestructors";
constexpr const char *kAllowInCleanup = "AllowInCleanup";
constexpr const char *kIgnoredMacros = "IgnoredMacros";
constexpr const char *kReportNotes = "ReportNotes";

// Test macros that run a statement for what it throws or how it ends.
constexpr const char *kDefaultIgnoredMacros =
    R"((EXPECT|ASSERT|REQUIRE|CHECK|BOOST_\w+)_\w*(THROW|EXCEPTION|DEATH|EXIT)\w*)";

std::string howItFails(const FunctionContract &contract) {
  switch (contract.returns.front()) {
  case Failure::Negative: return "a negative value";
  case Failure::MinusOne: return "-1";
  case Failure::Null: return "a null pointer";
  case Failure::Zero: return "0";
  case Failure::Nonzero: return "a value other than 0";
  case Failure::NotOne: return "a value other than 1";
  case Failure::NotPositive: return "a value that is not positive";
  case Failure::Eof: return "EOF";
  case Failure::ShortCount: return "a smaller count";
  case Failure::ErrnoValue: return "an error number";
  case Failure::Enum:
    return contract.failure.empty() ? "a value other than " + contract.success.front() : contract.failure.front();
  case Failure::Tested: return "a value that " + contract.test + " recognises";
  }
  return "";
}

// Nobody can be told by the result of such a function: a destructor, or a function without a result whose signature
// a base class decides.
bool cannotTell(const FunctionDecl *function) {
  if (isa_and_nonnull<CXXDestructorDecl>(function)) return true;
  const auto *method = dyn_cast_or_null<CXXMethodDecl>(function);
  if (!method || !method->getReturnType()->isVoidType() || method->size_overridden_methods() == 0) return false;
  return llvm::none_of(method->parameters(), [](const ParmVarDecl *parameter) {
    const QualType type = parameter->getType();
    return type->isLValueReferenceType() && !type.getNonReferenceType().isConstQualified();
  });
}

class ErrorDiscarded final : public ExtensibleContractCheck {
public:
  ErrorDiscarded(StringRef name, tidy::ClangTidyContext *context)
      : ExtensibleContractCheck(name, context),
        allowInDestructors(Options.get(kAllowInDestructors, false)),
        allowInCleanup(Options.get(kAllowInCleanup, true)),
        reportNotes(Options.get(kReportNotes, true)),
        ignoredMacrosText(Options.get(kIgnoredMacros, kDefaultIgnoredMacros)),
        ignoredMacros(compiledPattern(ignoredMacrosText)) {}

  void storeOptions(tidy::ClangTidyOptions::OptionMap &options) override {
    ExtensibleContractCheck::storeOptions(options);
    Options.store(options, kAllowInDestructors, allowInDestructors);
    Options.store(options, kAllowInCleanup, allowInCleanup);
    Options.store(options, kReportNotes, reportNotes);
    Options.store(options, kIgnoredMacros, ignoredMacrosText);
  }

  void addMatchers(MatchFinder *finder) override {
    if (!ignoredMacros.ok()) {
      configurationDiag("option %0 is not a regular expression: %1") << kIgnoredMacros << ignoredMacros.error();
      return;
    }
    const auto here = unless(isExpansionInSystemHeader());
    finder->addMatcher(functionDecl(isDefinition(), here).bind("function"), this);
    finder->addMatcher(lambdaExpr(here).bind("lambda"), this);
    finder->addMatcher(varDecl(hasGlobalStorage(), hasInitializer(expr().bind("value")), here), this);
    finder->addMatcher(fieldDecl(hasInClassInitializer(expr().bind("value")), here), this);
  }

  void check(const MatchFinder::MatchResult &result) override {
    ASTContext &context = *result.Context;
    if (const auto *function = result.Nodes.getNodeAs<FunctionDecl>("function")) {
      const auto *method = dyn_cast<CXXMethodDecl>(function);
      if (method && method->getParent()->isLambda()) return; // matched as a lambda
      checkFunction(*function, context);
    } else if (const auto *lambda = result.Nodes.getNodeAs<LambdaExpr>("lambda")) {
      checkLambda(*lambda, context);
    } else if (const auto *value = result.Nodes.getNodeAs<Expr>("value")) {
      checkBody(value, nullptr, context);
    }
  }

private:
  void checkFunction(const FunctionDecl &function, ASTContext &context) {
    if (const auto *constructor = dyn_cast<CXXConstructorDecl>(&function))
      for (const CXXCtorInitializer *initializer : constructor->inits())
        checkBody(initializer->getInit(), &function, context);
    checkBody(function.getBody(), &function, context);
  }

  void checkLambda(const LambdaExpr &lambda, ASTContext &context) {
    checkBody(lambda.getBody(), lambda.getCallOperator(), context);
    if (const FunctionTemplateDecl *generic = lambda.getDependentCallOperator())
      for (const FunctionDecl *instance : generic->specializations()) checkBody(instance->getBody(), instance, context);
  }

  void checkBody(const Stmt *body, const FunctionDecl *function, ASTContext &context) {
    if (!body || (allowInDestructors && isa_and_nonnull<CXXDestructorDecl>(function))) return;
    BodyFacts facts(body);
    Notes notes;
    walk(body, [&](const Discard &discard) { judge(discard, function, facts, notes, context); }, {});
    if (notes.count > 0 && isNew(notes.place)) reportNote(notes);
  }

  // Results worth a note, of one function body: the first speaks for all.
  struct Notes {
    SourceLocation place;
    std::string message;
    unsigned count = 0;
  };

  void judge(const Discard &discard, const FunctionDecl *function, BodyFacts &facts, Notes &notes,
             ASTContext &context) {
    const SourceManager &sources = context.getSourceManager();
    if (sources.isInSystemMacro(discard.place)) return; // the system's macro drops it, not its user
    const std::optional<ErrorSubject> subject =
        subjects().find(discard.call, context, reportNotes ? Attention::Note : Attention::Must);
    if (!subject) return;
    Weighs weight = Weighs::Error;
    if (const auto *call = dyn_cast<CallExpr>(discard.call); call && subject->contract)
      weight = weigh(*subject->contract, call, discard.path, facts, context);
    if (weight == Weighs::Nothing) return;
    if (weight == Weighs::Note && (!reportNotes || discard.explicitly)) return;
    if (allowInCleanup && isOnErrorPath(discard.path, context)) return;
    if (isDead(discard.path, FunctionGraphs::of(context).constants())) return;
    if (discard.explicitly && hasReason(fileRange(discard.explicitly, sources), context)) return;
    if (!discard.explicitly && saysIgnored(fileRange(discard.call, sources), context)) return;
    if (isInIgnoredMacro(discard.call->getBeginLoc(), context)) return;
    // A template's instantiations share a place, and so do the parts of one macro expansion.
    const SourceLocation place = sources.getFileLoc(discard.call->getBeginLoc());
    if (weight == Weighs::Note) {
      if (notes.count++ == 0) notes = {place, messageFor(discard, *subject), 1};
      return;
    }
    if (!isNew(place)) return;
    const ProposedFixes fixes =
        function ? proposeFixes(discard, *subject, *function, subjects(), context) : ProposedFixes();
    const bool isMild = weight == Weighs::Warning || discard.explicitly || cannotTell(function);
    report(discard, *subject, place, fixes, isMild);
  }

  static SourceRange fileRange(const Expr *expression, const SourceManager &sources) {
    return {sources.getFileLoc(expression->getBeginLoc()), sources.getFileLoc(expression->getEndLoc())};
  }

  bool isInIgnoredMacro(SourceLocation at, const ASTContext &context) const {
    const SourceManager &sources = context.getSourceManager();
    for (; at.isMacroID(); at = sources.getImmediateMacroCallerLoc(at)) {
      const StringRef name = Lexer::getImmediateMacroName(at, sources, context.getLangOpts());
      if (re2::RE2::FullMatch(re2::StringPiece(name.data(), name.size()), ignoredMacros)) return true;
    }
    return false;
  }

  static std::string messageFor(const Discard &discard, const ErrorSubject &subject) {
    const std::string what = subject.callee.empty() ? isa<CallExpr>(discard.call) ? "this call" : "this co_await"
                                                    : "'" + subject.callee + "'";
    std::string message;
    if (!subject.typeName.empty())
      message = "the '" + subject.typeName + "' returned by " + what + " is dropped";
    else
      message = "the result of " + what + " is dropped";
    if (discard.explicitly)
      message += " on purpose, but no comment says why";
    else if (subject.contract)
      message += "; it returns " + howItFails(*subject.contract) + " when it fails";
    else
      message += ", and its error with it";
    return message;
  }

  void reportNote(const Notes &notes) {
    std::string message = notes.message;
    if (notes.count > 1)
      message += "; so is that of " + std::to_string(notes.count - 1) + " more such call" +
                 (notes.count > 2 ? "s" : "") + " in this function";
    diag(notes.place, "%0") << message << weighing(Severity::Note);
  }

  void report(const Discard &discard, const ErrorSubject &subject, SourceLocation place, const ProposedFixes &fixes,
              bool isMild) {
    {
      auto finding = diag(place, "%0");
      finding << messageFor(discard, subject) << discard.call->getSourceRange();
      if (fixes.safe)
        for (const FixItHint &hint : fixes.safe->edits) finding << hint;
      if (isMild) finding << weighing(Severity::Warning);
    }
    for (const ProposedFix &fix : fixes.unsafe) {
      auto note = diag(place, "%0", DiagnosticIDs::Note);
      note << fix.description;
      for (const FixItHint &hint : fix.edits) note << hint;
    }
  }

  const bool allowInDestructors;
  const bool allowInCleanup;
  const bool reportNotes;
  const std::string ignoredMacrosText;
  const re2::RE2 &ignoredMacros;
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-error-discarded",
    .summary = "the result of a call that tells of an error is dropped",
    .severity = Severity::Error,
    .category = "errors",
    .cwe = {252},
    .cert = {"ERR33-C", "EXP12-C"},
    .since = "0.1.0",
    .options = ExtensibleContractCheck::optionsBetween(
        {{kAllowInDestructors, OptionType::Boolean, "false", "accept dropped errors in destructors"},
         {kAllowInCleanup, OptionType::Boolean, "true",
          "accept dropped errors on a path that already leaves with an error"},
         {kReportNotes, OptionType::Boolean, "true",
          "report, as notes, losses that are not worth a branch, such as writes to standard output"}},
        {{kIgnoredMacros, OptionType::Regex, kDefaultIgnoredMacros,
          "names of macros whose arguments may drop errors"}}),
    .factory = make<ErrorDiscarded>,
};

} // namespace lintel::checkers::checks::error_discarded
