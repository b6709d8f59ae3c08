// lintel-catch-swallowed: errors that are noticed and then forgotten, by a handler or by an empty branch. What a
// handler does is in effects.cpp, which comments excuse in checkers/analysis/source_text.cpp, which conditions ask for
// a failure in checkers/analysis/failure_tests.cpp.
#include "checkers/analysis/failure_tests.h"
#include "checkers/analysis/handlers.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/patterns.h"
#include "checkers/analysis/source_text.h"
#include "checkers/bases/contract_check.h"
#include "checkers/checks/catch-swallowed/effects.h"

#include "clang/ASTMatchers/ASTMatchFinder.h"

#include <re2/re2.h>

namespace lintel::checkers::checks::catch_swallowed {
namespace {

using namespace clang;
using namespace clang::ast_matchers;

constexpr const char *kControlFlowTypes = "ControlFlowTypes";
constexpr const char *kDefaultControlFlowTypes =
    R"((.*::)?(thread_interrupted|interrupted|__forced_unwind|[Ss]top_?[Ii]teration|\w*[Cc]ancell?ed\w*))";
constexpr const char *kIgnoredMacros = "IgnoredMacros";

bool isNoOp(const Stmt *stmt) {
  if (const auto *empty = dyn_cast<NullStmt>(stmt)) return !empty->hasLeadingEmptyMacro();
  if (const auto *block = dyn_cast<CompoundStmt>(stmt)) return llvm::all_of(block->body(), isNoOp);
  const auto *expression = dyn_cast<Expr>(stmt);
  if (!expression || expression->getBeginLoc().isMacroID()) return false;
  expression = expression->IgnoreParenCasts();
  return isa<IntegerLiteral, DeclRefExpr, StringLiteral>(expression);
}

// Nothing in it but semicolons: a name that stands there is a macro that expands to nothing in this configuration.
bool isBare(const Stmt *stmt) {
  if (const auto *block = dyn_cast<CompoundStmt>(stmt)) return llvm::all_of(block->body(), isBare);
  return isa<NullStmt>(stmt);
}

// A block written for one outcome, with nothing in it. An "if" without "else" has none for the other.
AST_MATCHER(IfStmt, hasEmptyBranch) {
  return !Node.isConsteval() && !Node.isConstexpr() && Node.getCond() &&
         (isNoOp(Node.getThen()) || (Node.getElse() && isNoOp(Node.getElse())));
}

class CatchSwallowed final : public ContractCheck {
public:
  CatchSwallowed(StringRef name, tidy::ClangTidyContext *context)
      : ContractCheck(name, context),
        controlFlowText(Options.get(kControlFlowTypes, kDefaultControlFlowTypes)),
        ignoredMacrosText(Options.get(kIgnoredMacros, kThrowTestMacros)),
        controlFlow(compiledPattern(controlFlowText)),
        ignoredMacros(compiledPattern(ignoredMacrosText)) {}

  void storeOptions(tidy::ClangTidyOptions::OptionMap &options) override {
    Options.store(options, kControlFlowTypes, controlFlowText);
    Options.store(options, kIgnoredMacros, ignoredMacrosText);
  }

  void addMatchers(MatchFinder *finder) override {
    for (const auto &[name, pattern] : {std::pair(kControlFlowTypes, &controlFlow), {kIgnoredMacros, &ignoredMacros}})
      if (!pattern->ok()) {
        configurationDiag("option %0 is not a regular expression: %1") << name << pattern->error();
        return;
      }
    const auto here = unless(isExpansionInSystemHeader());
    finder->addMatcher(cxxTryStmt(here).bind("try"), this);
    finder->addMatcher(ifStmt(hasEmptyBranch(), here).bind("if"), this);
  }

  void check(const MatchFinder::MatchResult &result) override {
    if (const auto *attempt = result.Nodes.getNodeAs<CXXTryStmt>("try"))
      checkTry(attempt, *result.Context);
    else
      checkBranch(result.Nodes.getNodeAs<IfStmt>("if"), *result.Context);
  }

private:
  void checkTry(const CXXTryStmt *attempt, ASTContext &context) {
    std::optional<Surroundings> around;
    for (unsigned i = 0; i < attempt->getNumHandlers(); ++i) {
      const CXXCatchStmt *handler = attempt->getHandler(i);
      if (throwsOrEnds(handler->getHandlerBlock())) continue; // the usual case, told without the surroundings
      if (!around) {
        around = surroundingsOf(attempt, context);
        if (isExempt(*around) || rethrowsAtEnd(*around) ||
            isToldAround(attempt, around->statements, around->function, context))
          return;
      }
      const Effect effect = effectOf(handler, attempt, around->function, context);
      if (effect != Effect::Recorded && !isControlFlow(handler)) reportHandler(handler, attempt, effect, context);
    }
  }

  void checkBranch(const IfStmt *branch, ASTContext &context) {
    const Surroundings around = surroundingsOf(branch, context);
    if (isExempt(around)) return;
    const FailureTests tests(subjects(), around.function, context);
    const bool thenIsEmpty = isNoOp(branch->getThen());
    if (thenIsEmpty && branch->getElse() && !isNoOp(branch->getElse())) return; // the rest of the work is in it
    const std::optional<FailureTest> test = tests.find(branch->getCond(), thenIsEmpty);
    if (!test) return;
    const Stmt *body = thenIsEmpty ? branch->getThen() : branch->getElse();
    const auto *block = dyn_cast<CompoundStmt>(body);
    const SourceRange inner = block ? SourceRange(block->getLBracLoc(), block->getRBracLoc()) : body->getSourceRange();
    if (isExcused({branch->getBeginLoc(), branch->getEndLoc()}, inner, isBare(body), SourceLocation(), context)) return;
    const SourceLocation place = placeOf(branch->getBeginLoc(), context);
    if (place.isInvalid()) return;
    diag(place, "the failure of %0 is tested, but nothing is done about it")
        << test->what << branch->getCond()->getSourceRange();
    offerStub(block ? block->getLBracLoc().getLocWithOffset(1) : body->getBeginLoc(), context);
  }

  // A destructor must not fail, and inside a handler the first error is on its way already.
  static bool isExempt(const Surroundings &around) {
    for (const DeclContext *scope = around.function; scope; scope = scope->getParent())
      if (isa<CXXDestructorDecl>(scope)) return true;
    return llvm::any_of(around.statements, [](const Stmt *stmt) { return isa<CXXCatchStmt>(stmt); });
  }

  // The handlers of a constructor's function-try-block rethrow by themselves.
  static bool rethrowsAtEnd(const Surroundings &around) {
    return around.statements.empty() && isa_and_nonnull<CXXConstructorDecl>(around.function);
  }

  bool isControlFlow(const CXXCatchStmt *handler) const {
    const CXXRecordDecl *type = caughtClass(handler);
    return type && re2::RE2::FullMatch(qualifiedName(type), controlFlow);
  }

  // above: where the comment may stand too, when it says that errors are ignored; or invalid.
  static bool isExcused(SourceRange range, SourceRange inner, bool bare, SourceLocation above,
                        const ASTContext &context) {
    const SourceManager &sources = context.getSourceManager();
    const auto inFile = [&](SourceLocation at) { return sources.getSpellingLoc(at); };
    const SourceRange written(inFile(range.getBegin()), inFile(range.getEnd()));
    const SourceText text = readText(written, {inFile(inner.getBegin()), inFile(inner.getEnd())}, context);
    if (text.hasDirectives || (bare && text.hasTokens)) return true; // not empty in every configuration
    if (llvm::any_of(text.comments, [&](StringRef comment) { return isReason(comment, text.words); })) return true;
    const auto speaks = [&](StringRef comment) { return isReason(comment, text.words) && speaksOfIgnoring(comment); };
    if (llvm::any_of(text.above, speaks)) return true;
    if (above.isInvalid()) return false;
    const SourceLocation start = inFile(above);
    return llvm::any_of(readText({start, start}, {start, start}, context).above, speaks);
  }

  // On lines of its own between the block before and the handler, a comment speaks of the handler.
  static bool hasReasonBefore(const CXXCatchStmt *handler, const ASTContext &context) {
    const SourceManager &sources = context.getSourceManager();
    const SourceLocation start = sources.getSpellingLoc(handler->getBeginLoc());
    const StringRef before = sources.getBufferData(sources.getFileID(start)).take_front(sources.getFileOffset(start));
    if (!before.rtrim(" \t").ends_with("\n")) return false; // "} catch": the line above is in the block
    const SourceText text = readText({start, start}, {start, start}, context);
    return llvm::any_of(text.above, [&](StringRef comment) { return isReason(comment, text.words); });
  }

  // Where a macro is used, once; invalid for what need not or cannot be reported.
  SourceLocation placeOf(SourceLocation at, const ASTContext &context) {
    return isInMacro(at, ignoredMacros, context) ? SourceLocation() : newPlace(at, context.getSourceManager());
  }

  void reportHandler(const CXXCatchStmt *handler, const CXXTryStmt *attempt, Effect effect, ASTContext &context) {
    const auto *block = cast<CompoundStmt>(handler->getHandlerBlock());
    const SourceRange inner(block->getLBracLoc(), block->getRBracLoc());
    if (isExcused(handler->getSourceRange(), inner, isBare(block), attempt->getBeginLoc(), context)) return;
    if (hasReasonBefore(handler, context)) return;
    const SourceLocation place = placeOf(handler->getBeginLoc(), context);
    if (place.isInvalid()) return;
    const bool catchesAll = !handler->getExceptionDecl();
    if (effect == Effect::MuteLog)
      diag(place, "%0 logs that something failed, but nothing of the exception")
          << spelling(handler) << handler->getSourceRange();
    else if (catchesAll)
      diag(place, "catch (...) hides every exception: it is neither passed on nor recorded")
          << handler->getSourceRange();
    else
      diag(place, "%0 swallows the exception: it is neither passed on nor recorded")
          << spelling(handler) << handler->getSourceRange();
    offerStub(block->getLBracLoc().getLocWithOffset(1), context);
  }

  void offerStub(SourceLocation at, const ASTContext &context) {
    if (at.isMacroID()) return;
    diag(at, "or say why it may be ignored", DiagnosticIDs::Note)
        << FixItHint::CreateInsertion(at, (" /* " + kReasonStub + " */ ").str());
  }

  const std::string controlFlowText;
  const std::string ignoredMacrosText;
  const re2::RE2 &controlFlow;
  const re2::RE2 &ignoredMacros;
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-catch-swallowed",
    .summary = "an error is noticed and then forgotten",
    .severity = Severity::Warning,
    .category = "errors",
    .cwe = {390, 391},
    .cert = {"ERR51-CPP"},
    .since = "0.1.0",
    .options = {{kControlFlowTypes, OptionType::Regex, kDefaultControlFlowTypes,
                 "qualified names of exception types that steer the program and tell of no error"},
                {kIgnoredMacros, OptionType::Regex, kThrowTestMacros,
                 "names of macros that run a statement for what it throws"}},
    .factory = make<CatchSwallowed>,
};

} // namespace lintel::checkers::checks::catch_swallowed
