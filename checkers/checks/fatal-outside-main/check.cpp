// lintel-fatal-outside-main: code that ends the whole process where only the program may decide that.
#include "checkers/engine/check.h"

#include "checkers/analysis/names.h"
#include "checkers/analysis/patterns.h"
#include "checkers/analysis/repository_path.h"
#include "checkers/checks/fatal-outside-main/surroundings.h"

#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/MacroArgs.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

#include <re2/re2.h>

namespace lintel::checkers::checks::fatal_outside_main {
namespace {

using namespace clang;
using namespace clang::ast_matchers;

constexpr const char *kAllowedFunctions = "AllowedFunctions";
constexpr const char *kAllowedFiles = "AllowedFiles";
constexpr const char *kAllowedMacros = "AllowedMacros";
constexpr const char *kFatalFunctions = "FatalFunctions";
constexpr const char *kFatalMacros = "FatalMacros";

// Directories and files of tests, examples, benchmarks, fuzzers and programs.
constexpr const char *kTestFiles =
    R"((^|/)(tests?|testing|unit_?tests?|t|examples?|demos?|samples?|bench(mark)?s?|fuzz(ing|ers?)?|programs|tools|cmd)/|)"
    R"((^|[_-])(unit_?)?(tests?|bench(mark)?|fuzzer)\.\w+$|(^|/)test[_-][^/]*$)";
// Assertions end the process only when the program itself is wrong; and some functions have the end of the process
// for their purpose.
constexpr const char *kEndings = R"((?i:.*(assert|unreachable|not_?reached|invariant|bug_on).*)|)"
                                 R"((.*[_:])?(exit|quit|usage)|.*[a-z](Exit|Quit|Usage))";
constexpr const char *kAssertions = R"((?i:.*(assert|assume|unreachable|not_?reached|invariant|bug_on).*)|)"
                                    R"(([A-Z0-9]+_)*[DPQ]?CHECK(_[A-Z0-9_]+)?)";
// A macro by its name, or by its name and the first word of its argument: LOG(FATAL).
constexpr const char *kLogMacros = R"([A-Z_]*LOG[A-Z_]*\(Q?FATAL\)|qFatal|g_error)";

bool matchesWhole(StringRef text, const re2::RE2 &pattern) {
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

struct Candidate {
  SourceLocation written; // may lie in a macro
  SourceLocation place;
  std::string name;
  const CallExpr *call = nullptr; // nullptr: a macro
};

// The places of one function: the first of the heaviest speaks for all.
struct Ending {
  const Candidate *candidate;
  Severity weight;
  unsigned count;
};

class FatalMacroUses : public PPCallbacks {
public:
  FatalMacroUses(const SourceManager &sources, const re2::RE2 &pattern, std::vector<Candidate> &candidates)
      : sources_(sources), pattern_(pattern), candidates_(candidates) {}

  void MacroExpands(const Token &name, const MacroDefinition &, SourceRange range, const MacroArgs *args) override {
    const IdentifierInfo *macro = name.getIdentifierInfo();
    const Token *first = args && args->getNumMacroArguments() > 0 ? args->getUnexpArgument(0) : nullptr;
    const IdentifierInfo *word = first ? first->getIdentifierInfo() : nullptr;
    if (!isFatal(macro, word)) return;
    const SourceLocation place = sources_.getFileLoc(range.getBegin());
    if (sources_.isInSystemHeader(place) || sources_.isInSystemMacro(range.getBegin())) return;
    candidates_.push_back({range.getBegin(), place, spelling(macro, word), nullptr});
  }

private:
  static std::string spelling(const IdentifierInfo *macro, const IdentifierInfo *word) {
    return macro->getName().str() + (word ? "(" + word->getName().str() + ")" : "");
  }

  bool isFatal(const IdentifierInfo *macro, const IdentifierInfo *word) {
    const auto [known, isNew] = known_.try_emplace({macro, word}, false);
    if (isNew)
      known->second =
          matchesWhole(macro->getName(), pattern_) || (word && matchesWhole(spelling(macro, word), pattern_));
    return known->second;
  }

  const SourceManager &sources_;
  const re2::RE2 &pattern_;
  std::vector<Candidate> &candidates_;
  llvm::DenseMap<std::pair<const IdentifierInfo *, const IdentifierInfo *>, bool> known_; // looked up only
};

class FatalOutsideMain final : public Check {
public:
  FatalOutsideMain(StringRef name, tidy::ClangTidyContext *context)
      : Check(name, context),
        allowedFunctions_(compiledPattern(Options.get(kAllowedFunctions, kEndings).str())),
        allowedFiles_(compiledPattern(Options.get(kAllowedFiles, kTestFiles).str())),
        allowedMacros_(compiledPattern(Options.get(kAllowedMacros, kAssertions).str())),
        fatalMacros_(compiledPattern(Options.get(kFatalMacros, kLogMacros).str())),
        fatalFunctionsText_(Options.get(kFatalFunctions, "")),
        root_(Options.getLocalOrGlobal(kRepositoryRoot, "")) {
    for (const auto &[option, pattern] : {std::pair(kAllowedFunctions, &allowedFunctions_),
                                          {kAllowedFiles, &allowedFiles_},
                                          {kAllowedMacros, &allowedMacros_},
                                          {kFatalMacros, &fatalMacros_}})
      if (!pattern->ok()) {
        configurationDiag("option %0 is not a regular expression: %1") << option << pattern->error();
        usable_ = false;
      }
    SmallVector<StringRef> names;
    SplitString(fatalFunctionsText_, names, ",; ");
    for (const StringRef function : names) addFatal(function);
    for (const StringRef function : {"exit", "_Exit", "quick_exit", "abort"}) {
      addFatal(function);
      addFatal(("std::" + function).str());
    }
    addFatal("std::terminate");
    addFatal("__builtin_abort");
  }

  void storeOptions(tidy::ClangTidyOptions::OptionMap &options) override {
    Options.store(options, kAllowedFunctions, allowedFunctions_.pattern());
    Options.store(options, kAllowedFiles, allowedFiles_.pattern());
    Options.store(options, kAllowedMacros, allowedMacros_.pattern());
    Options.store(options, kFatalMacros, fatalMacros_.pattern());
    Options.store(options, kFatalFunctions, fatalFunctionsText_);
  }

  void registerPPCallbacks(const SourceManager &sources, Preprocessor *preprocessor, Preprocessor *) override {
    if (usable_) preprocessor->addPPCallbacks(std::make_unique<FatalMacroUses>(sources, fatalMacros_, candidates_));
  }

  void registerMatchers(MatchFinder *finder) override {
    if (!usable_) return;
    const auto here = unless(isExpansionInSystemHeader());
    finder->addMatcher(functionDecl(isDefinition(), here).bind("function"), this);
    finder->addMatcher(callExpr(here).bind("call"), this);
  }

  void check(const MatchFinder::MatchResult &result) override {
    context_ = result.Context;
    const SourceManager &sources = *result.SourceManager;
    if (const auto *function = result.Nodes.getNodeAs<FunctionDecl>("function")) {
      const auto *method = dyn_cast<CXXMethodDecl>(function);
      if (method && method->getParent()->isLambda()) return; // belongs to the function around it
      definitions_.add(function, sources);
      if (isProgram(function)) program_ = sources.getFileID(sources.getFileLoc(function->getLocation()));
      return;
    }
    const auto *call = result.Nodes.getNodeAs<CallExpr>("call");
    const FunctionDecl *callee = call->getDirectCallee();
    if (callee && isOwnWayToEnd(callee, sources)) endsItself_ = true;
    if (!callee || !fatalNames_.contains(simpleName(callee))) return;
    const std::string name = qualifiedName(callee);
    if (!fatalFunctions_.contains(name)) return;
    candidates_.push_back({call->getBeginLoc(), sources.getFileLoc(call->getBeginLoc()), name, call});
  }

  void onEndOfTranslationUnit() override {
    if (context_) {
      definitions_.sort();
      sortCandidates();
      for (const Candidate &candidate : candidates_) judge(candidate);
      for (const Ending &ending : endings_) report(ending);
    }
    endings_.clear();
    endingOf_.clear();
    candidates_.clear();
    definitions_.clear();
    program_ = FileID();
    endsItself_ = false;
    context_ = nullptr;
  }

private:
  void addFatal(StringRef qualified) {
    fatalFunctions_.insert(qualified);
    const std::size_t colon = qualified.rfind(':');
    fatalNames_.insert(colon == StringRef::npos ? qualified : qualified.substr(colon + 1));
  }

  // A function like die(): the code declares that it ends the process, rather than to do so in passing. In C++ such a
  // function may throw instead.
  bool isOwnWayToEnd(const FunctionDecl *callee, const SourceManager &sources) const {
    if (!callee->isNoReturn() || sources.isInSystemHeader(callee->getCanonicalDecl()->getLocation())) return false;
    return !context_->getLangOpts().CXXExceptions && !matchesWhole(qualifiedName(callee), allowedFunctions_);
  }

  // In the order of the text; a macro before the calls that it expands to.
  void sortCandidates() {
    const SourceManager &sources = context_->getSourceManager();
    llvm::sort(candidates_, [&](const Candidate &a, const Candidate &b) {
      if (a.place != b.place) return sources.isBeforeInTranslationUnit(a.place, b.place);
      return std::pair(a.call != nullptr, a.name) < std::pair(b.call != nullptr, b.name);
    });
  }

  bool isInAllowedMacro(SourceLocation at) const {
    const SourceManager &sources = context_->getSourceManager();
    if (sources.isInSystemMacro(at)) return true;
    for (; at.isMacroID(); at = sources.getImmediateMacroCallerLoc(at))
      if (matchesWhole(Lexer::getImmediateMacroName(at, sources, context_->getLangOpts()), allowedMacros_)) return true;
    return false;
  }

  void judge(const Candidate &candidate) {
    const SourceManager &sources = context_->getSourceManager();
    const SourceLocation place = candidate.place;
    if (place.isInvalid() || (program_.isValid() && sources.getFileID(place) == program_)) return;
    if (isInAllowedMacro(candidate.written)) return;
    if (re2::RE2::PartialMatch(repositoryPath(place, sources, root_), allowedFiles_)) return;
    const FunctionDecl *function = definitions_.around(place, sources);
    if (function && (function->isMain() || matchesWhole(qualifiedName(function), allowedFunctions_))) return;
    if (candidate.call && followsExec(candidate.call, function)) return;
    if (!isNew(place)) return;
    add(candidate, function ? sources.getFileLoc(function->getLocation()) : place, weightOf(candidate, function));
  }

  Severity weightOf(const Candidate &candidate, const FunctionDecl *function) const {
    const bool isExit = StringRef(candidate.name).ends_with_insensitive("exit");
    const bool isImpossible = !isExit && isPastAllCases(candidate.place, function, context_->getSourceManager());
    const bool isSuccess = candidate.call && endsWithSuccess(candidate.call, *context_);
    return isImpossible || isSuccess ? Severity::Note : Severity::Warning;
  }

  void add(const Candidate &candidate, SourceLocation function, Severity weight) {
    const auto [known, isNew] = endingOf_.try_emplace(function, endings_.size());
    if (isNew) return endings_.push_back({&candidate, weight, 1});
    Ending &ending = endings_[known->second];
    if (ending.weight == Severity::Note && weight != Severity::Note) ending = {&candidate, weight, ending.count};
    ++ending.count;
  }

  void report(const Ending &ending) {
    const Candidate &candidate = *ending.candidate;
    const FunctionDecl *function = definitions_.around(candidate.place, context_->getSourceManager());
    std::string message;
    if (function && function->isNoReturn())
      message = "'" + qualifiedName(function) + "' is declared to end the process (with '" + candidate.name +
                "') for whoever calls it, but the policy does not name it";
    else
      message = "'" + candidate.name +
                "' ends the whole process here, outside of main; report the failure to the caller instead";
    if (ending.count > 1)
      message += "; so with " + std::to_string(ending.count - 1) + " more place" + (ending.count > 2 ? "s" : "") +
                 " of this function";
    auto finding = diag(candidate.place, "%0");
    finding << message;
    const bool isOwnWay = endsItself_ && !(function && function->isNoReturn());
    if (ending.weight == Severity::Note || isOwnWay) finding << weighing(Severity::Note);
  }

  const re2::RE2 &allowedFunctions_;
  const re2::RE2 &allowedFiles_;
  const re2::RE2 &allowedMacros_;
  const re2::RE2 &fatalMacros_;
  const std::string fatalFunctionsText_;
  const std::string root_;
  bool usable_ = true;
  llvm::StringSet<> fatalFunctions_; // qualified
  llvm::StringSet<> fatalNames_;     // their last parts, to decide quickly
  std::vector<Candidate> candidates_;
  Definitions definitions_;
  std::vector<Ending> endings_;                          // in the order of the text
  llvm::DenseMap<SourceLocation, std::size_t> endingOf_; // by function; looked up only
  FileID program_;                                       // the file that defines main
  bool endsItself_ = false; // the unit calls functions that are declared to end the process
  ASTContext *context_ = nullptr;
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-fatal-outside-main",
    .summary = "the process is ended outside of main and of the places that the policy allows",
    .severity = Severity::Warning,
    .category = "errors",
    .cwe = {},
    .cert = {"ERR50-CPP"},
    .since = "0.1.0",
    .options = {{kAllowedFunctions, OptionType::Regex, kEndings,
                 "qualified names of functions that may end the process"},
                {kAllowedFiles, OptionType::Regex, kTestFiles,
                 "files that may end the process; searched in the path from the root of the repository"},
                {kAllowedMacros, OptionType::Regex, kAssertions, "names of macros that may end the process"},
                {kFatalFunctions, OptionType::List, "", "qualified names of further functions that end the process"},
                {kFatalMacros, OptionType::Regex, kLogMacros,
                 "macros that end the process: a name, or a name and the first word of its argument in parentheses"}},
    .factory = make<FatalOutsideMain>,
};

} // namespace lintel::checkers::checks::fatal_outside_main
