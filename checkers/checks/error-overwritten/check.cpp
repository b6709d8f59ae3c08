// lintel-error-overwritten: a variable holds an error that nobody has looked at, and another call's result replaces
// it. How errors are followed is in analysis/error_state.h.
#include "checkers/engine/check.h"

#include "checkers/analysis/error_state.h"
#include "checkers/analysis/error_state_check.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/source_text.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseSet.h"

namespace lintel::checkers::checks::error_overwritten {

namespace {

using namespace clang;
using namespace clang::ast_matchers;

constexpr const char *kErrorTypes = "ErrorTypes";
constexpr const char *kExtraFunctions = "ExtraFunctions";
constexpr const char *kIgnoredFunctions = "IgnoredFunctions";

class ErrorOverwritten final : public Check {
public:
  ErrorOverwritten(StringRef name, tidy::ClangTidyContext *context)
      : Check(name, context),
        errorTypes(Options.get(kErrorTypes, "")),
        extraFunctions(Options.get(kExtraFunctions, "")),
        ignoredFunctions(Options.get(kIgnoredFunctions, "")),
        extra{namesIn(errorTypes), namesIn(extraFunctions), namesIn(ignoredFunctions)} {}

  void storeOptions(tidy::ClangTidyOptions::OptionMap &options) override {
    Options.store(options, kErrorTypes, errorTypes);
    Options.store(options, kExtraFunctions, extraFunctions);
    Options.store(options, kIgnoredFunctions, ignoredFunctions);
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
      if (lost.how == Loss::Overwritten && !lost.isLogged && !isExcused(lost, function, context))
        report(lost, function, context);
  }

  bool isExcused(const LostError &lost, const FunctionDecl *function, const ASTContext &context) const {
    const SourceManager &sources = context.getSourceManager();
    if (sources.isInSystemMacro(lost.store.stmt->getBeginLoc())) return true;
    const auto fileRange = [&](const Stmt *stmt) {
      return SourceRange(sources.getFileLoc(stmt->getBeginLoc()), sources.getFileLoc(stmt->getEndLoc()));
    };
    if (saysIgnored(fileRange(lost.store.stmt), context) || isForIgnored(simpleName(lost.store.variable))) return true;
    if (lost.dropped && (hasReason(fileRange(lost.dropped), context) || hasReason(fileRange(lost.store.stmt), context)))
      return true;
    return isAsserted(simpleName(lost.store.variable), function->getSourceRange(), context);
  }

  // A variable that is named for what nobody looks at.
  static bool isForIgnored(StringRef name) {
    return name.contains_insensitive("ignore") || name.contains_insensitive("unused");
  }

  static std::string messageFor(const LostError &lost) {
    const std::string name = simpleName(lost.store.variable).str();
    if (lost.where == lost.store.stmt)
      return describe(lost.store.source) + " in '" + name +
             "' is overwritten by that of the next round of the loop before anybody has looked at it";
    return describe(lost.store.source) + " in '" + name + "' is overwritten before anybody has looked at it";
  }

  void report(const LostError &lost, const FunctionDecl *function, const ASTContext &context) {
    const SourceManager &sources = context.getSourceManager();
    const SourceLocation place = sources.getFileLoc(lost.where->getBeginLoc());
    const SourceLocation stored = sources.getFileLoc(lost.store.stmt->getBeginLoc());
    if (!reported.insert(stored).second) return; // instantiations of a template share their places
    const auto check = checkOf(lost, function, *subjects, context);
    const bool isLoop = lost.where == lost.store.stmt;
    const SourceLocation at = check ? (isLoop ? check->after : check->before) : SourceLocation();
    const std::string text = !check ? "" : isLoop ? " " + check->text : check->text + " ";
    {
      auto finding = diag(place, "%0");
      finding << messageFor(lost) << lost.where->getSourceRange();
      if (check && check->isSafe && at.isValid()) finding << FixItHint::CreateInsertion(at, text);
    }
    diag(stored, "the error is stored here", DiagnosticIDs::Note);
    diag(place, isLoop ? "the next round overwrites it here" : "it is overwritten here", DiagnosticIDs::Note);
    if (check && !check->isSafe && at.isValid())
      diag(place, "check it before: '%0'", DiagnosticIDs::Note) << check->text << FixItHint::CreateInsertion(at, text);
  }

  const std::string errorTypes;
  const std::string extraFunctions;
  const std::string ignoredFunctions;
  const ExtraNames extra;
  std::optional<ErrorSubjects> subjects;
  llvm::DenseSet<SourceLocation> reported;
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-error-overwritten",
    .summary = "an error that nobody has looked at is overwritten by the result of another call",
    .severity = Severity::Error,
    .category = "errors",
    .cwe = {391},
    .cert = {"ERR33-C"},
    .since = "0.1.0",
    .options = {{kErrorTypes, OptionType::List, "", "qualified names of further types that are errors by themselves"},
                {kExtraFunctions, OptionType::List, "",
                 "qualified names of further functions whose result must be checked"},
                {kIgnoredFunctions, OptionType::List, "", "qualified names of functions whose result may be dropped"}},
    .factory = make<ErrorOverwritten>,
};

} // namespace lintel::checkers::checks::error_overwritten
