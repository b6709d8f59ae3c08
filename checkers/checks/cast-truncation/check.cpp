// lintel-cast-truncation: a number from outside, or a constant, is converted to a type that cannot hold
// it. Which numbers may arrive is decided in checkers/analysis; which conversions are meant, in exemptions.cpp.
#include "checkers/engine/check.h"

#include "checkers/analysis/names.h"
#include "checkers/analysis/patterns.h"
#include "checkers/analysis/request_sources.h"
#include "checkers/checks/cast-truncation/exemptions.h"

#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Lex/Lexer.h"

#include <re2/re2.h>

namespace lintel::checkers::checks::cast_truncation {
namespace {

using namespace clang;
using namespace clang::ast_matchers;

constexpr const char *kHashFunctions = "HashFunctions";
constexpr const char *kCheckedCast = "CheckedCast";
constexpr const char *kRequestNames = "RequestNames";
constexpr const char *kRequestTypes = "RequestTypes";
constexpr const char *kDefaultHashes = "(?i)(hash|crc|checksum|digest|adler|fnv|murmur|siphash|random|seed)";

bool isTooNegative(const RangeFinding &finding) { return finding.range.low < finding.conversion->fitting.low; }
bool isTooLarge(const RangeFinding &finding) { return finding.range.high > finding.conversion->fitting.high; }

class CastTruncation final : public Check {
public:
  CastTruncation(StringRef name, tidy::ClangTidyContext *context)
      : Check(name, context),
        hashFunctions(Options.get(kHashFunctions, kDefaultHashes)),
        checkedCast(Options.get(kCheckedCast, "")),
        requestNames(Options.get(kRequestNames, kRequestNumbers)),
        requestTypes(Options.get(kRequestTypes, kRequestLike)),
        hashPattern(compiledPattern(hashFunctions)),
        namePattern(compiledPattern(requestNames)),
        typePattern(compiledPattern(requestTypes)) {
    for (const auto &[option, pattern] :
         {std::pair(kHashFunctions, &hashPattern), {kRequestNames, &namePattern}, {kRequestTypes, &typePattern}})
      if (!pattern->ok()) configurationDiag("option %0 is not a regular expression: %1") << option << pattern->error();
  }

  void storeOptions(tidy::ClangTidyOptions::OptionMap &options) override {
    Options.store(options, kHashFunctions, hashFunctions);
    Options.store(options, kCheckedCast, checkedCast);
    Options.store(options, kRequestNames, requestNames);
    Options.store(options, kRequestTypes, requestTypes);
  }

  void registerMatchers(MatchFinder *finder) override {
    if (!hashPattern.ok() || !namePattern.ok() || !typePattern.ok()) return;
    finder->addMatcher(functionDecl(isDefinition(), unless(isExpansionInSystemHeader())).bind("function"), this);
  }

  void check(const MatchFinder::MatchResult &result) override {
    context_ = result.Context;
    definitions_.push_back(result.Nodes.getNodeAs<FunctionDecl>("function"));
  }

  void onEndOfTranslationUnit() override {
    if (context_) judge();
    definitions_.clear();
    context_ = nullptr;
  }

private:
  void judge() {
    const auto matcher = [](const RE2 &pattern) {
      return
          [&pattern](StringRef text) { return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern); };
    };
    RequestSources requests({matcher(namePattern), matcher(typePattern), [](StringRef) { return false; }});
    UnitRanges unit(*context_, requests);
    unit.check(definitions_);
    std::vector<RangeFinding> findings = unit.takeFindings();
    llvm::erase_if(findings, [&](const RangeFinding &finding) {
      return isMeant(finding, *context_) || isHash(*finding.function);
    });
    // In `malloc((short)atoi(text))` one number is converted twice: the worse conversion is told, else the inner one.
    llvm::DenseMap<const Expr *, const RangeFinding *> worst;
    for (const RangeFinding &finding : findings) {
      const RangeFinding *&known = worst[convertedBy(finding)];
      if (!known || (isSevere(finding) == isSevere(*known) ? isInside(finding, *known) : isSevere(finding)))
        known = &finding;
    }
    std::set<std::tuple<const Trace *, bool, Interval::Number, Interval::Number>> told;
    for (const RangeFinding &finding : findings) {
      if (worst[convertedBy(finding)] != &finding) continue;
      // What goes wrong with one number and one type is told once; a test near its source mends all of it.
      const bool severe = isSevere(finding);
      const Interval &fitting = finding.conversion->fitting;
      const Trace *trace = finding.value.trace;
      if (trace && !told.insert({sourceOf(trace), severe, fitting.low, fitting.high}).second) continue;
      report(finding, severe);
    }
  }

  // What the chain of casts that the conversion belongs to begins with.
  static const Expr *convertedBy(const RangeFinding &finding) {
    return finding.conversion->operand->IgnoreParenCasts();
  }

  static bool isInside(const RangeFinding &inner, const RangeFinding &outer) {
    for (const Expr *expr = outer.conversion->operand;;) {
      if (expr == inner.conversion->site) return true;
      const Expr *next = expr;
      if (const auto *cast = dyn_cast<CastExpr>(expr)) next = cast->getSubExpr();
      if (const auto *parentheses = dyn_cast<ParenExpr>(expr)) next = parentheses->getSubExpr();
      if (next == expr) return false;
      expr = next;
    }
  }

  bool isHash(const FunctionDecl &function) const {
    const std::string name = function.getNameAsString();
    return RE2::PartialMatch(name, hashPattern);
  }

  bool isSevere(const RangeFinding &finding) const {
    const Conversion &conversion = *finding.conversion;
    // The tables behind isalpha() and its like often reach below zero; those of programs do not.
    if (conversion.isCharacter)
      return isa<ArraySubscriptExpr>(conversion.site) &&
             !context_->getSourceManager().isInSystemMacro(conversion.site->getExprLoc());
    if (conversion.use != ConversionUse::Value) return true;
    const bool becomesHuge = conversion.fitting.low == 0 && isTooNegative(finding);
    return becomesHuge && conversion.into && finding.facts->sizing.contains(conversion.into);
  }

  // A number of a text, of any size, becomes another one of the full width of an int: whoever wrote the text could have
  // written that one. What a test has narrowed, what becomes huge, and short types are another matter.
  bool isWithinTheWritersReach(const RangeFinding &finding) const {
    const Conversion &conversion = *finding.conversion;
    const Trace *trace = finding.value.trace;
    if (finding.certain || !trace || sourceOf(trace)->origin != Origin::Library) return false;
    if (conversion.fitting.low == 0 && isTooNegative(finding)) return false;
    const QualType from = conversion.operand->getType();
    if (!from->isIntegerType() || !conversion.to->isIntegerType()) return false;
    const std::optional<Interval> whole = rangeOf(from, *context_);
    return context_->getTypeSize(conversion.to) >= context_->getTypeSize(context_->IntTy) && whole &&
           finding.range == *whole;
  }

  static std::string useOf(const Conversion &conversion) {
    switch (conversion.use) {
    case ConversionUse::Size: return ", which sizes '" + conversion.user + "'";
    case ConversionUse::Index: return ", which is an index";
    case ConversionUse::LoopBound: return ", which bounds a loop";
    default: return "";
    }
  }

  void report(const RangeFinding &finding, bool severe) {
    const Conversion &conversion = *finding.conversion;
    const SourceManager &sources = context_->getSourceManager();
    const SourceLocation place = sources.getExpansionLoc(conversion.operand->getBeginLoc());
    if (sources.isInSystemHeader(place)) return;
    if (conversion.isCharacter) {
      auto warning = diag(place, "this character may be negative, and is used as an index");
      warning << conversion.operand->getSourceRange();
      if (!severe) warning << weighing(Severity::Warning);
    } else {
      auto warning = diag(place, "%0 %1 %2 and does not fit in '%3' (%4)%5");
      warning << spelled(*conversion.operand) << (finding.certain ? "is" : "may be") << toString(finding.range)
              << spelled(conversion.to) << toString(conversion.fitting) << useOf(conversion)
              << conversion.operand->getSourceRange();
      if (!severe) warning << weighing(isWithinTheWritersReach(finding) ? Severity::Note : Severity::Warning);
    }
    SmallVector<const Trace *, 8> steps;
    for (const Trace *step = finding.value.trace; step; step = step->before) steps.push_back(step);
    for (const Trace *step : llvm::reverse(steps))
      diag(sources.getExpansionLoc(step->range.getBegin()), step->message, DiagnosticIDs::Note);
    advise(finding, place);
  }

  // What would help: the policy's checked cast as an edit, else the test to write.
  void advise(const RangeFinding &finding, SourceLocation place) {
    const Conversion &conversion = *finding.conversion;
    const std::string value = spelled(*conversion.operand);
    if (!checkedCast.empty() && !conversion.isCharacter && !isa<CompoundAssignOperator>(conversion.site) &&
        !place.isMacroID()) {
      const CharSourceRange range =
          Lexer::makeFileCharRange(CharSourceRange::getTokenRange(conversion.site->getSourceRange()),
                                   context_->getSourceManager(), getLangOpts());
      const StringRef text = Lexer::getSourceText(CharSourceRange::getTokenRange(conversion.operand->getSourceRange()),
                                                  context_->getSourceManager(), getLangOpts());
      if (range.isValid() && !text.empty()) {
        const std::string edit = checkedCast + "<" + spelled(conversion.to) + ">(" + text.str() + ")";
        diag(place, "convert it with '%0'", DiagnosticIDs::Note) << edit << FixItHint::CreateReplacement(range, edit);
        return;
      }
    }
    if (conversion.isCharacter) {
      diag(place, "convert it to 'unsigned char' before", DiagnosticIDs::Note);
      return;
    }
    if (finding.certain) return;
    const std::string limits = toString(conversion.fitting);
    if (isTooNegative(finding) && !isTooLarge(finding) && conversion.fitting.low == 0)
      diag(place, "test that %0 is not negative before", DiagnosticIDs::Note) << value;
    else
      diag(place, "test that %0 lies within %1 before", DiagnosticIDs::Note) << value << limits;
  }

  // Clang's own names of these types are not what anybody writes.
  static std::string spelled(QualType type) {
    const std::string name = type.getUnqualifiedType().getAsString();
    return name == "__size_t" || name == "__signed_size_t" ? name == "__size_t" ? "size_t" : "ssize_t" : name;
  }

  // As written when that is short and on one line.
  std::string spelled(const Expr &value) const {
    const CharSourceRange range =
        context_->getSourceManager().getExpansionRange(value.IgnoreImplicit()->getSourceRange());
    const StringRef text = Lexer::getSourceText(range, context_->getSourceManager(), context_->getLangOpts());
    return text.empty() || text.size() > 60 || text.contains('\n') ? "the value" : "'" + text.str() + "'";
  }

  const std::string hashFunctions, checkedCast, requestNames, requestTypes;
  const RE2 &hashPattern, &namePattern, &typePattern;
  ASTContext *context_ = nullptr;
  std::vector<const FunctionDecl *> definitions_;
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef = {
    .id = "lintel-cast-truncation",
    .summary = "a number from outside, or a constant, is converted to a type that cannot hold it",
    .severity = Severity::Error,
    .category = "casts",
    .cwe = {194, 195, 196, 197, 681},
    .cert = {"INT31-C", "FLP34-C"},
    .since = "0.1.0",
    .options =
        {
            {kHashFunctions, OptionType::Regex, kDefaultHashes,
             "names of functions that mix bits, where lost bits are meant"},
            {kCheckedCast, OptionType::String, "",
             "name of a function template that converts and checks, such as gsl::narrow; fixes use it"},
            {kRequestNames, OptionType::Regex, kRequestNumbers,
             "names of fields and accessors of requests that hold a number which the client chose"},
            {kRequestTypes, OptionType::Regex, kRequestLike,
             "names of types and parameters that are requests, matched as written and in snake_case"},
        },
    .factory = make<CastTruncation>,
};

} // namespace lintel::checkers::checks::cast_truncation
