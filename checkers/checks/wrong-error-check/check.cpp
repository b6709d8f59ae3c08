// lintel-wrong-error-check: tests of a result that cannot tell failure from success. What a call may
// return is in outcomes.cpp, what becomes of it in uses.cpp and reach.cpp, the verdict in judgement.cpp.
#include "checkers/analysis/names.h"
#include "checkers/analysis/unit_calls.h"
#include "checkers/bases/contract_check.h"
#include "checkers/checks/wrong-error-check/evaluate.h"
#include "checkers/checks/wrong-error-check/inverted.h"
#include "checkers/checks/wrong-error-check/judgement.h"
#include "checkers/checks/wrong-error-check/places.h"
#include "checkers/checks/wrong-error-check/reach.h"

#include "clang/ASTMatchers/ASTMatchFinder.h"

namespace lintel::checkers::checks::wrong_error_check {
namespace {

using namespace clang;
using namespace clang::ast_matchers;

// A call of a function with a contract, and what becomes of its result.
struct Subject {
  Tested tested;
  Outcomes outcomes;
  std::vector<const Stmt *> path;
  std::optional<Stored> stored;
  const Expr *value = nullptr;  // as it is stored
  const Expr *keptIn = nullptr; // a place that others may look at
  bool escapes = false;
};

bool callsAny(const Stmt *body, llvm::ArrayRef<StringRef> names) {
  bool found = false;
  forEachValue(body, [&](llvm::ArrayRef<const Stmt *> path) {
    if (const auto *call = dyn_cast<CallExpr>(path.back()))
      found |= llvm::is_contained(names, simpleName(call->getDirectCallee()));
  });
  return found;
}

bool readsCharacter(const CallExpr *call) {
  return llvm::is_contained({"getc", "fgetc", "getchar", "getc_unlocked", "getchar_unlocked"},
                            simpleName(call->getDirectCallee()));
}

class WrongErrorCheck final : public ContractCheck {
public:
  using ContractCheck::ContractCheck;

  void addMatchers(MatchFinder *finder) override {
    finder->addMatcher(functionDecl(isDefinition(), unless(isExpansionInSystemHeader())).bind("function"), this);
  }

  void check(const MatchFinder::MatchResult &result) override {
    const auto *function = result.Nodes.getNodeAs<FunctionDecl>("function");
    if (!function->doesThisDeclarationHaveABody() || function->isDependentContext()) return;
    Stmt *body = function->getBody();
    ASTContext &context = *result.Context;
    if (!callsKnown(body, context)) return;
    std::vector<Subject> found = subjectsIn(body, context);
    if (found.empty()) return;
    if (!followVariables(found, function, body, context)) return;
    for (Subject &subject : found)
      if (subject.keptIn) testsOfPlace(subject.keptIn, subject.path, subject.tested, body, context);
    for (Subject &subject : found) examine(subject, body, context);
  }

private:
  bool callsKnown(Stmt *body, ASTContext &context) const {
    return llvm::any_of(UnitCalls::of(context).in(body).made, [this](const Expr *expr) {
      const auto *call = dyn_cast<CallExpr>(expr);
      return call && subjects().contractOf(call);
    });
  }

  std::vector<Subject> subjectsIn(const Stmt *body, const ASTContext &context) {
    std::vector<Subject> found;
    forEachValue(body, [&](llvm::ArrayRef<const Stmt *> path) {
      const auto *call = dyn_cast<CallExpr>(path.back());
      const FunctionContract *contract = call && !call->isTypeDependent() ? subjects().contractOf(call) : nullptr;
      if (!contract) return;
      const Use use = useOf(path, context);
      if (!use.test && !use.variable && !use.keptIn) return;
      auto outcomes = outcomesOf(*contract, call, context);
      if (!outcomes) return;
      Subject subject;
      subject.outcomes = std::move(*outcomes);
      subject.path = path.vec();
      subject.tested.call = call;
      add(subject.tested, use, {use.test, use.choice, call, nullptr, nullptr, {}, decisionOn(path)});
      if (use.variable) {
        subject.stored = Stored{use.definition, use.variable};
        subject.value = use.stored;
      } else if (use.keptIn) {
        subject.keptIn = use.keptIn;
      }
      found.push_back(std::move(subject));
    });
    return found;
  }

  static void add(Tested &tested, const Use &use, const Test &test) {
    if (use.test) tested.tests.push_back(test);
    tested.handedOn |= use.handedOn;
    tested.kept |= use.handedOn || use.passed;
    tested.comparedWithVariable |= use.comparedWithVariable;
  }

  // False: nothing can be said about the function.
  static bool followVariables(std::vector<Subject> &found, const FunctionDecl *function, const Stmt *body,
                              ASTContext &context) {
    std::vector<Stored> stored;
    std::vector<Subject *> holders;
    for (Subject &subject : found)
      if (subject.stored) {
        stored.push_back(*subject.stored);
        holders.push_back(&subject);
      }
    if (stored.empty()) return true;
    FunctionGraphs &graphs = FunctionGraphs::of(context);
    const FunctionGraph *graph = graphs.graph(function);
    const auto reached = graph ? reach(*graph, stored) : std::nullopt;
    if (!reached) {
      if (graph) graphs.giveUp(function);
      return false;
    }
    forEachValue(body, [&](llvm::ArrayRef<const Stmt *> path) {
      const auto *reference = dyn_cast<DeclRefExpr>(path.back());
      if (!reference) return;
      const auto *variable = dyn_cast<VarDecl>(reference->getDecl());
      const bool holds = llvm::any_of(stored, [&](const Stored &one) { return one.variable == variable; });
      if (!variable || !holds) return;
      const Use use = useOf(path, context);
      if (use.escapes || reference->refersToEnclosingVariableOrCapture())
        for (Subject *holder : holders) holder->escapes |= holder->stored->variable == variable;
      const auto reaching = reached->find(reference);
      if (reaching == reached->end()) return;
      for (const unsigned index : reaching->second.stored) {
        Subject &holder = *holders[index];
        Use mine = use;
        if (use.variable) mine.handedOn = true;                                   // copied
        if (reaching->second.other && use.test) mine.comparedWithVariable = true; // may be meant for another value
        add(holder.tested, mine, {use.test, use.choice, reference, variable, holder.value, {}, decisionOn(path)});
      }
    });
    return true;
  }

  void examine(Subject &subject, const Stmt *body, ASTContext &context) {
    Tested &tested = subject.tested;
    if (subject.escapes || tested.tests.empty()) return;
    if (subject.outcomes.shortCount && callsAny(body, {"ferror", "feof", "ferror_unlocked", "feof_unlocked"}))
      subject.outcomes.shortCount.reset(); // the stream tells
    if (readsCharacter(tested.call) && losesEof(tested, context)) {
      report(subject,
             "a character with the highest value looks like EOF here, because the result of %0 is "
             "narrowed before the test",
             context);
      return;
    }
    switch (judge(tested, subject.outcomes, context)) {
    case Verdict::Impossible:
      report(subject,
             "this test has the same result whether or not %0 fails; it returns " + subject.outcomes.text +
                 " when it fails",
             context);
      return;
    case Verdict::Blind:
      report(subject,
             "this test takes a failure of %0 for success; it returns " + subject.outcomes.text + " when it fails",
             context);
      return;
    case Verdict::Partly:
      report(subject, "this test does not see that %0 has cut the text; it returns " + subject.outcomes.text + " then",
             context, Severity::Warning);
      return;
    case Verdict::Fine: break;
    }
    if (tested.comparedWithVariable) return;
    // What the branches do is a hint; the values prove nothing here.
    if (isInverted(tested, subject.outcomes, context))
      report(subject,
             "the branch for the success of %0 reports a failure: the test is the wrong way round; %0 returns " +
                 subject.outcomes.text + " when it fails",
             context, Severity::Warning);
  }

  void report(const Subject &subject, const std::string &message, ASTContext &context,
              Severity severity = Severity::Error) {
    const SourceManager &sources = context.getSourceManager();
    const CallExpr *call = subject.tested.call;
    if (sources.isInSystemMacro(call->getBeginLoc())) return;
    const Test &test = *llvm::min_element(subject.tested.tests, [&](const Test &a, const Test &b) {
      return sources.isBeforeInTranslationUnit(sources.getFileLoc(a.expr->getBeginLoc()),
                                               sources.getFileLoc(b.expr->getBeginLoc()));
    });
    const SourceLocation place = sources.getFileLoc(test.expr->getBeginLoc());
    if (!isNew(place)) return;
    const std::string name = "'" + qualifiedName(call->getDirectCallee()) + "'";
    {
      auto finding = diag(place, message);
      finding << name << test.expr->getSourceRange();
      if (severity != Severity::Error) finding << weighing(severity);
      fix(finding, subject, test, context);
    }
    if (test.variable)
      diag(sources.getFileLoc(call->getBeginLoc()), "the result of %0 is stored in %1 here", DiagnosticIDs::Note)
          << name << test.variable;
  }

  // Safe where the old test never held: the new one adds the failures and takes nothing away.
  static void fix(const DiagnosticBuilder &finding, const Subject &subject, const Test &test, ASTContext &context) {
    const auto *comparison = dyn_cast<BinaryOperator>(test.expr);
    if (!comparison || subject.outcomes.comparison.empty() || subject.tested.tests.size() != 1) return;
    const Expr *constant = comparison->getRHS();
    if (comparison->getBeginLoc().isMacroID() || comparison->getOperatorLoc().isMacroID()) return;
    const auto number = constantOf(constant, context);
    if (!number) return;
    const BinaryOperatorKind kind = comparison->getOpcode();
    const bool zero = *number == 0;
    const bool neverHeld = (kind == BO_LT && zero) || (kind == BO_EQ && !zero);
    if (!neverHeld || judge(subject.tested, subject.outcomes, context) != Verdict::Impossible) return;
    const bool zeroIsSuccess = subject.outcomes.comparison == "0";
    finding << FixItHint::CreateReplacement(comparison->getOperatorLoc(), zeroIsSuccess ? "!=" : "==")
            << FixItHint::CreateReplacement(context.getSourceManager().getExpansionRange(constant->getSourceRange()),
                                            subject.outcomes.comparison);
  }
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-wrong-error-check",
    .summary = "a test of a call's result that cannot recognise its failure",
    .severity = Severity::Error,
    .category = "errors",
    .cwe = {253},
    .cert = {"ERR33-C"},
    .since = "0.1.0",
    .options = {},
    .factory = make<WrongErrorCheck>,
};

} // namespace lintel::checkers::checks::wrong_error_check
