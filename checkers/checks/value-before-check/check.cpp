// lintel-value-before-check: a value that may not be there is used before a test has shown that it is.
// Where such values come from and go is followed in checkers/analysis/fallible_values.h.
#include "checkers/engine/check.h"

#include "checkers/analysis/fallible_values.h"
#include "checkers/checks/value-before-check/assertions.h"
#include "checkers/checks/value-before-check/fixes.h"

#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceManager.h"

namespace lintel::checkers::checks::value_before_check {
namespace {

using namespace clang;
using namespace clang::ast_matchers;
using fallible::Finding;
using fallible::Likelihood;
using fallible::UseKind;

std::string messageFor(const Finding &finding) {
  const std::string what = "the result of '" + finding.origin->source->callee + "'";
  const std::string when = finding.use.entry.isNull          ? " on a path where a test has found it null"
                           : finding.origin->source->failure ? " before it is checked"
                                                             : " before it is checked for null";
  const bool isNumber = finding.origin->expr->getType()->isIntegerType();
  if (finding.use.kind == UseKind::Index)
    return what + " is used as an index" +
           (finding.use.entry.isNull ? " on a path where a test has found that it failed" : " before it is checked");
  if (isNumber && finding.use.kind == UseKind::Argument)
    return what + " is passed to '" + finding.use.name + "' before it is checked";
  switch (finding.use.kind) {
  case UseKind::Index:
  case UseKind::Dereference: return what + " is dereferenced" + when;
  case UseKind::Argument: return what + " is passed to '" + finding.use.name + "', which dereferences it," + when;
  case UseKind::Construction: return what + " is read as text by '" + finding.use.name + "'" + when;
  case UseKind::Call: return what + " is called" + when;
  case UseKind::Access: break;
  }
  return "the value in " + what + " is accessed" +
         (finding.use.entry.isNull ? " on a path where a test has found none"
                                   : " before a test has shown that there is one");
}

// nullopt: too little speaks for it.
std::optional<Severity> severityOf(const Finding &finding) {
  const fallible::Source &source = *finding.origin->source;
  const bool isDoubtful = finding.use.entry.isDoubtful;
  const bool isNumber = finding.origin->expr->getType()->isIntegerType();
  if (isNumber && isDoubtful) return std::nullopt;
  if (isNumber && finding.use.kind != UseKind::Index) return Severity::Warning; // a call with -1 fails and says so
  switch (source.likelihood) {
  case Likelihood::Certain: return isDoubtful ? Severity::Warning : Severity::Error;
  case Likelihood::Likely: break;
  case Likelihood::Rare: return isDoubtful ? std::nullopt : std::optional(Severity::Note);
  }
  if (isDoubtful) return source.isCarrier ? std::optional(Severity::Note) : std::nullopt;
  return source.isCarrier ? Severity::Warning : Severity::Note;
}

class ValueBeforeCheck final : public Check {
public:
  using Check::Check;

  void registerPPCallbacks(const SourceManager &sources, Preprocessor *preprocessor, Preprocessor *) override {
    assertions_.watch(*preprocessor, sources);
  }

  void registerMatchers(MatchFinder *finder) override {
    if (const Result<Contracts> &contracts = activeContracts(); !contracts) {
      configurationDiag("%0") << toString(contracts.error());
      return;
    }
    finder->addMatcher(functionDecl(isDefinition(), unless(isExpansionInSystemHeader())).bind("function"), this);
    finder->addMatcher(lambdaExpr(unless(isExpansionInSystemHeader())).bind("lambda"), this);
  }

  void check(const MatchFinder::MatchResult &result) override {
    context_ = result.Context;
    const auto *function = result.Nodes.getNodeAs<FunctionDecl>("function");
    if (const auto *lambda = result.Nodes.getNodeAs<LambdaExpr>("lambda")) function = lambda->getCallOperator();
    if (known_.insert(function).second) definitions_.push_back(function);
  }

  void onEndOfTranslationUnit() override {
    if (context_) judge();
    definitions_.clear();
    known_.clear();
    assertions_.clear();
    context_ = nullptr;
  }

private:
  void judge() {
    fallible::FallibleValues values(*context_, *activeContracts());
    values.check(definitions_);
    llvm::DenseSet<const fallible::Origin *> origins;
    llvm::DenseSet<SourceLocation> places;
    for (const Finding &finding : values.takeFindings()) {
      const SourceLocation place = placeOf(finding.use.at->getExprLoc());
      if (context_->getSourceManager().isInSystemHeader(place)) continue;
      if (!severityOf(finding)) continue;
      // The first use stands for those after it; instances of a template share a place.
      if (origins.insert(finding.origin).second && places.insert(place).second) report(finding, place);
    }
  }

  SourceLocation placeOf(SourceLocation location) const { return context_->getSourceManager().getFileLoc(location); }

  void report(const Finding &finding, SourceLocation place) {
    const Fixes fixes = finding.origin->source->failure ? Fixes() : fixesFor(finding, *context_);
    {
      auto warning = diag(place, "%0");
      warning << messageFor(finding);
      Severity severity = severityOf(finding).value();
      if (severity == Severity::Error && assertions_.speakOf(finding, context_->getSourceManager()))
        severity = Severity::Warning;
      if (severity != Severity::Error) warning << weighing(severity);
      for (const FixItHint &hint : fixes.safe) warning << hint;
    }
    const fallible::Origin &origin = *finding.origin;
    diag(placeOf(origin.expr->getExprLoc()), "'%0' %1", DiagnosticIDs::Note)
        << origin.source->callee
        << (origin.source->isCarrier ? "may return an object without a value"
            : origin.source->failure ? "returns -1 when it fails"
                                     : "may return a null pointer");
    for (const auto *steps : {&origin.steps, &finding.use.steps})
      for (const fallible::Step &step : *steps) diag(placeOf(step.at), "%0", DiagnosticIDs::Note) << step.text;
    if (!fixes.check.empty()) {
      auto note = diag(place, "leave the function when the check fails", DiagnosticIDs::Note);
      for (const FixItHint &hint : fixes.check) note << hint;
    }
  }

  Assertions assertions_;
  ASTContext *context_ = nullptr;
  std::vector<const FunctionDecl *> definitions_;
  llvm::DenseSet<const FunctionDecl *> known_;
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-value-before-check",
    .summary = "a result that may be null, or hold no value, is used before it is checked",
    .severity = Severity::Error,
    .category = "errors",
    .cwe = {690, 754, 476},
    .cert = {"EXP34-C", "ERR33-C"},
    .since = "0.1.0",
    .options = {},
    .factory = make<ValueBeforeCheck>,
};

} // namespace lintel::checkers::checks::value_before_check
