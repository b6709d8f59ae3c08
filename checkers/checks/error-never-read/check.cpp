// lintel-error-never-read: an error is stored in a variable, and on some path nobody looks at it. How errors are
// followed is in analysis/error_state.h.
#include "checkers/engine/check.h"

#include "checkers/analysis/error_state.h"
#include "checkers/analysis/error_state_check.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/source_text.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseSet.h"

namespace lintel::checkers::checks::error_never_read {

namespace {

using namespace clang;
using namespace clang::ast_matchers;

constexpr const char *kErrorTypes = "ErrorTypes";
constexpr const char *kExtraFunctions = "ExtraFunctions";
constexpr const char *kIgnoredFunctions = "IgnoredFunctions";
constexpr const char *kLoggedIsInspected = "LoggedIsInspected";

class ErrorNeverRead final : public Check {
public:
  ErrorNeverRead(StringRef name, tidy::ClangTidyContext *context)
      : Check(name, context),
        errorTypes(Options.get(kErrorTypes, "")),
        extraFunctions(Options.get(kExtraFunctions, "")),
        ignoredFunctions(Options.get(kIgnoredFunctions, "")),
        loggedIsInspected(Options.get(kLoggedIsInspected, false)),
        extra{namesIn(errorTypes), namesIn(extraFunctions), namesIn(ignoredFunctions)} {}

  void storeOptions(tidy::ClangTidyOptions::OptionMap &options) override {
    Options.store(options, kErrorTypes, errorTypes);
    Options.store(options, kExtraFunctions, extraFunctions);
    Options.store(options, kIgnoredFunctions, ignoredFunctions);
    Options.store(options, kLoggedIsInspected, loggedIsInspected);
  }

  void registerMatchers(MatchFinder *finder) override {
    const Result<Contracts> &contracts = activeContracts();
    if (!contracts) {
      configurationDiag("%0") << toString(contracts.error());
      return;
    }
    subjects.emplace(*contracts, extra);
    const auto here = unless(isExpansionInSystemHeader());
    finder->addMatcher(functionDecl(isDefinition(), here).bind("function"), this);
    finder->addMatcher(lambdaExpr(here).bind("lambda"), this);
  }

  void check(const MatchFinder::MatchResult &result) override {
    if (const auto *function = result.Nodes.getNodeAs<FunctionDecl>("function")) {
      const auto *method = dyn_cast<CXXMethodDecl>(function);
      if (!method || !method->getParent()->isLambda()) checkFunction(function, *result.Context); // else: as a lambda
    } else if (const auto *lambda = result.Nodes.getNodeAs<LambdaExpr>("lambda")) {
      checkFunction(lambda->getCallOperator(), *result.Context);
      if (const FunctionTemplateDecl *generic = lambda->getDependentCallOperator())
        for (const FunctionDecl *instance : generic->specializations()) checkFunction(instance, *result.Context);
    }
  }

  void onEndOfTranslationUnit() override { reported.clear(); }

private:
  void checkFunction(const FunctionDecl *function, ASTContext &context) {
    for (const LostError &lost : ErrorStates::of(context, *activeContracts(), extra).lostIn(function))
      if (lost.how != Loss::Overwritten && !isExcused(lost, function, context)) report(lost, function, context);
  }

  bool isExcused(const LostError &lost, const FunctionDecl *function, const ASTContext &context) const {
    const SourceManager &sources = context.getSourceManager();
    if (sources.isInSystemMacro(lost.store.stmt->getBeginLoc()) || (lost.isLogged && loggedIsInspected)) return true;
    const auto fileRange = [&](const Stmt *stmt) {
      return SourceRange(sources.getFileLoc(stmt->getBeginLoc()), sources.getFileLoc(stmt->getEndLoc()));
    };
    if (saysIgnored(fileRange(lost.store.stmt), context)) return true;
    if (lost.dropped && (hasReason(fileRange(lost.dropped), context) || hasReason(fileRange(lost.store.stmt), context)))
      return true;
    return isAsserted(simpleName(lost.store.variable), function->getSourceRange(), context);
  }

  static std::string messageFor(const LostError &lost) {
    std::string message =
        describe(lost.store.source) + " is stored in '" + simpleName(lost.store.variable).str() + "' and ";
    if (lost.isLogged) return message + "only logged: nothing depends on it";
    if (lost.dropped) return message + "dropped by a cast to void, but no comment says why";
    return message + (lost.store.isInspected ? "on some path nobody looks at it" : "nobody looks at it");
  }

  static std::string stepFor(const LostError &lost) {
    switch (lost.how) {
    case Loss::Reset:
    case Loss::Overwritten: return "it is overwritten here";
    case Loss::ScopeEnd: return "the variable begins a new life here";
    case Loss::Exit: return lost.where ? "the function returns without it" : "the function ends without it";
    }
    return "";
  }

  void report(const LostError &lost, const FunctionDecl *function, const ASTContext &context) {
    const SourceManager &sources = context.getSourceManager();
    const SourceLocation place = sources.getFileLoc(lost.store.stmt->getBeginLoc());
    if (!reported.insert(place).second) return; // instantiations of a template share their places
    const auto check = checkOf(lost, function, *subjects, context);
    {
      auto finding = diag(place, "%0");
      finding << messageFor(lost) << lost.store.stmt->getSourceRange();
      if (lost.isLogged) finding << weighing(Severity::Warning);
      if (check && check->isSafe && check->after.isValid())
        finding << FixItHint::CreateInsertion(check->after, " " + check->text);
    }
    diag(place, "the error is stored here", DiagnosticIDs::Note);
    const SourceLocation end = lost.where ? lost.where->getBeginLoc() : function->getBody()->getEndLoc();
    diag(sources.getFileLoc(end), "%0", DiagnosticIDs::Note) << stepFor(lost);
    if (check && !check->isSafe && check->after.isValid())
      diag(place, "check it where it is stored: '%0'", DiagnosticIDs::Note)
          << check->text << FixItHint::CreateInsertion(check->after, " " + check->text);
  }

  const std::string errorTypes;
  const std::string extraFunctions;
  const std::string ignoredFunctions;
  const bool loggedIsInspected;
  const ExtraNames extra;
  std::optional<ErrorSubjects> subjects;
  llvm::DenseSet<SourceLocation> reported;
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-error-never-read",
    .summary = "an error is stored in a variable, and on some path nobody looks at it",
    .severity = Severity::Error,
    .category = "errors",
    .cwe = {391},
    .cert = {"ERR33-C"},
    .since = "0.1.0",
    .options = {{kErrorTypes, OptionType::List, "", "qualified names of further types that are errors by themselves"},
                {kExtraFunctions, OptionType::List, "",
                 "qualified names of further functions whose result must be checked"},
                {kIgnoredFunctions, OptionType::List, "", "qualified names of functions whose result may be dropped"},
                {kLoggedIsInspected, OptionType::Boolean, "false", "a log line is enough for an error"}},
    .factory = make<ErrorNeverRead>,
};

} // namespace lintel::checkers::checks::error_never_read
