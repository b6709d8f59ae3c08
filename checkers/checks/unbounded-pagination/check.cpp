// lintel-unbounded-pagination: a page size that a client chose reaches a query, a container or a
// collecting loop without an upper bound. What is tainted and bounded is decided in
// checkers/analysis; what counts as harm in pagination_sinks.cpp; the clamp is written in fix.cpp.
#include "checkers/engine/check.h"

#include "checkers/analysis/function_graph.h"
#include "checkers/analysis/patterns.h"
#include "checkers/analysis/unit_taint.h"
#include "checkers/checks/unbounded-pagination/fix.h"
#include "checkers/checks/unbounded-pagination/pagination_sinks.h"

#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/StringExtras.h"

#include <re2/re2.h>

namespace lintel::checkers::checks::unbounded_pagination {
namespace {

using namespace clang;
using namespace clang::ast_matchers;

constexpr const char *kRequestNames = "RequestNames";
constexpr const char *kRequestTypes = "RequestTypes";
constexpr const char *kBoundHelpers = "BoundHelpers";
constexpr const char *kSinkFunctions = "SinkFunctions";
constexpr const char *kMaxConstant = "MaxConstant";

constexpr const char *kDefaultHelpers = "(^|_)(valid|validate|validated|clamp|clamped|cap|capped|bounded|enforce)(_|$)";

// Notes which files include <algorithm>, where std::min may be written without adding an include.
class AlgorithmIncludes : public PPCallbacks {
public:
  AlgorithmIncludes(const SourceManager &sources, std::set<FileID> &files) : sources_(sources), files_(files) {}
  void InclusionDirective(SourceLocation hash, const Token &, StringRef name, bool isAngled, CharSourceRange,
                          OptionalFileEntryRef, StringRef, StringRef, const clang::Module *, bool,
                          SrcMgr::CharacteristicKind) override {
    if (isAngled && name == "algorithm") files_.insert(sources_.getFileID(hash));
  }

private:
  const SourceManager &sources_;
  std::set<FileID> &files_;
};

class UnboundedPagination : public Check {
public:
  UnboundedPagination(StringRef name, tidy::ClangTidyContext *context)
      : Check(name, context),
        requestNames(Options.get(kRequestNames, kRequestNumbers)),
        requestTypes(Options.get(kRequestTypes, kRequestLike)),
        boundHelpers(Options.get(kBoundHelpers, kDefaultHelpers)),
        sinkFunctions(Options.get(kSinkFunctions, "")),
        maxConstant(Options.get(kMaxConstant, "")),
        namePattern(compiledPattern(requestNames)),
        typePattern(compiledPattern(requestTypes)),
        helperPattern(compiledPattern(boundHelpers)) {
    for (const auto &[option, pattern] :
         {std::pair(kRequestNames, &namePattern), {kRequestTypes, &typePattern}, {kBoundHelpers, &helperPattern}})
      if (!pattern->ok())
        configurationDiag("option %0 of %1 is not a regular expression: %2") << option << name << pattern->error();
  }

  void storeOptions(tidy::ClangTidyOptions::OptionMap &options) override {
    Options.store(options, kRequestNames, requestNames);
    Options.store(options, kRequestTypes, requestTypes);
    Options.store(options, kBoundHelpers, boundHelpers);
    Options.store(options, kSinkFunctions, sinkFunctions);
    Options.store(options, kMaxConstant, maxConstant);
  }

  void registerPPCallbacks(const SourceManager &sources, Preprocessor *preprocessor, Preprocessor *) override {
    preprocessor->addPPCallbacks(std::make_unique<AlgorithmIncludes>(sources, filesWithAlgorithm_));
  }

  void registerMatchers(MatchFinder *finder) override {
    finder->addMatcher(functionDecl(isDefinition(), unless(isExpansionInSystemHeader())).bind("function"), this);
  }

  void check(const MatchFinder::MatchResult &result) override {
    context_ = result.Context;
    definitions_.push_back(result.Nodes.getNodeAs<FunctionDecl>("function"));
  }

  void onEndOfTranslationUnit() override {
    if (context_ && namePattern.ok() && typePattern.ok() && helperPattern.ok()) judge();
    definitions_.clear();
    filesWithAlgorithm_.clear();
    context_ = nullptr;
  }

private:
  static std::function<bool(StringRef)> matcher(const RE2 &pattern) {
    return
        [&pattern](StringRef text) { return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern); };
  }

  void judge() {
    RequestSources sources({matcher(namePattern), matcher(typePattern), matcher(helperPattern)});
    SmallVector<StringRef> list;
    SplitString(sinkFunctions, list, ",; ");
    const PaginationSinks sinks(std::vector<std::string>(list.begin(), list.end()));
    UnitTaint unit(*context_, sources, sinks);
    unit.check(definitions_);
    for (const TaintFinding &finding : unit.takeFindings()) report(finding);
    for (const FunctionDecl *function : unit.statistics().gaveUp) FunctionGraphs::of(*context_).giveUp(function);
  }

  void report(const TaintFinding &finding) {
    const Trace &trace = *finding.trace;
    const Sink &sink = finding.sink;
    const SourceManager &sources = context_->getSourceManager();
    const SourceLocation place = sources.getExpansionLoc(sink.value->getBeginLoc());
    if (sources.isInSystemHeader(place)) return;
    const auto fix = clampFix(sink, maxConstant, filesWithAlgorithm_, *context_);
    {
      const std::string noun = trace.pageNamed ? "page size" : sink.noun;
      auto warning = diag(place, "%0 '%1' %2 reaches %3 without an upper bound");
      warning << noun << spelled(*sink.value) << toString(trace.origin) << sink.reaches << sink.value->getSourceRange();
      if (fix && fix->safe) warning << fix->hint;
    }
    SmallVector<const Trace *, 8> steps;
    for (const Trace *step = &trace; step; step = step->before) steps.push_back(step);
    for (const Trace *step : llvm::reverse(steps))
      diag(sources.getExpansionLoc(step->range.getBegin()), step->message, DiagnosticIDs::Note);
    if (fix && !fix->safe)
      diag(place, "bound it, for example with '%0'", DiagnosticIDs::Note) << fix->text << fix->hint;
  }

  // As written when that is short and on one line.
  std::string spelled(const Expr &value) const {
    const CharSourceRange range =
        context_->getSourceManager().getExpansionRange(value.IgnoreImplicit()->getSourceRange());
    const StringRef text = Lexer::getSourceText(range, context_->getSourceManager(), context_->getLangOpts());
    return text.empty() || text.size() > 60 || text.contains('\n') ? "it" : text.str();
  }

  const std::string requestNames, requestTypes, boundHelpers, sinkFunctions, maxConstant;
  const RE2 &namePattern, &typePattern, &helperPattern;
  ASTContext *context_ = nullptr;
  std::vector<const FunctionDecl *> definitions_;
  std::set<FileID> filesWithAlgorithm_;
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef = {
    .id = "lintel-unbounded-pagination",
    .summary = "a client's page size reaches a query, a container or a collecting loop without an upper bound",
    .severity = Severity::Error,
    .category = "bounds",
    .cwe = {770, 400},
    .cert = {},
    .since = "0.1.0",
    .options =
        {
            {kRequestNames, OptionType::Regex, kRequestNumbers,
             "names of fields and accessors that hold how much a client asks for"},
            {kRequestTypes, OptionType::Regex, kRequestLike,
             "names of types and parameters that are requests, matched as written and in snake_case"},
            {kBoundHelpers, OptionType::Regex, kDefaultHelpers,
             "names, in snake_case, of functions defined elsewhere that reject or clamp what they are given"},
            {kSinkFunctions, OptionType::List, "",
             "functions that pass a page size on to a store, as ns::Class::name or ns::Class::name#N for the Nth "
             "argument, counted from 1"},
            {kMaxConstant, OptionType::String, "", "name of the constant that fixes clamp with"},
        },
    .factory = make<UnboundedPagination>,
};

} // namespace lintel::checkers::checks::unbounded_pagination
