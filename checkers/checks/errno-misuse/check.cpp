// lintel-errno-misuse: errno read where it says nothing, and failures that only errno shows and nobody
// asks for. What a function does with errno is in events.cpp, the paths between in flow.cpp.
#include "checkers/analysis/names.h"
#include "checkers/analysis/unit_calls.h"
#include "checkers/bases/contract_check.h"
#include "checkers/checks/errno-misuse/flow.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"

namespace lintel::checkers::checks::errno_misuse {
namespace {

using namespace clang;
using namespace clang::ast_matchers;

std::string nameOf(const CallExpr *call) {
  if (isa<CXXOperatorCallExpr>(call)) return "this output";
  const FunctionDecl *callee = call->getDirectCallee();
  return callee ? "'" + callee->getNameAsString() + "'" : "this call";
}

bool isNullArgument(const CallExpr *call, unsigned index, ASTContext &context) {
  return index < call->getNumArgs() &&
         call->getArg(index)->isNullPointerConstant(context, Expr::NPC_ValueDependentIsNotNull) != Expr::NPCK_NotNull;
}

// Functions that ask in another way than by errno whether a calculation went well.
bool asksForArithmetic(Stmt *body) {
  struct Finder : RecursiveASTVisitor<Finder> {
    bool found = false;
    bool VisitCallExpr(CallExpr *call) {
      const StringRef name = simpleName(call->getDirectCallee());
      found |= name == "fetestexcept" || name.contains("isnan") || name.contains("isinf") ||
               name.contains("isfinite") || name.contains("fpclassify") || name.contains("isfpclass");
      return !found;
    }
  } finder;
  finder.TraverseStmt(body);
  return finder.found;
}

class ErrnoMisuse final : public ContractCheck {
public:
  using ContractCheck::ContractCheck;

  void addMatchers(MatchFinder *finder) override {
    finder->addMatcher(functionDecl(isDefinition(), unless(isExpansionInSystemHeader())).bind("function"), this);
  }

  void check(const MatchFinder::MatchResult &result) override {
    const auto *function = result.Nodes.getNodeAs<FunctionDecl>("function");
    if (!function->doesThisDeclarationHaveABody() || function->isDependentContext()) return;
    ASTContext &context = *result.Context;
    if (llvm::none_of(UnitCalls::of(context).in(function->getBody()).named, concernsErrno)) return;
    const Events events = collectEvents(function->getBody(), context,
                                        [this](const CallExpr *call) { return subjects().contractOf(call); });
    const bool told = llvm::all_of(events.calls, [](const CallFacts &call) {
      return call.report != Report::OnlyByErrno && call.report != Report::WithinResults &&
             call.report != Report::ByDomain;
    });
    if (events.reads.empty() && told) return;
    FunctionGraphs &graphs = FunctionGraphs::of(context);
    const FunctionGraph *graph = graphs.graph(function);
    const auto flow = graph ? followErrno(*graph, events) : std::nullopt;
    if (graph && !flow) graphs.giveUp(function);
    if (!flow) return;
    for (const Misuse &misuse : flow->misuses) report(misuse, events, context);
    for (const CallFacts &call : events.calls)
      if (!flow->followedByRead.contains(call.call) && isForgotten(call, events, function->getBody(), context))
        reportForgotten(call, context);
  }

private:
  // Neither errno nor the result nor the end of the text is looked at.
  static bool isForgotten(const CallFacts &facts, const Events &events, Stmt *body, ASTContext &context) {
    if (facts.fate != Fate::Stored || events.compared.contains(facts.variable)) return false;
    switch (facts.report) {
    case Report::OnlyByErrno:
      return facts.call->getNumArgs() >= 2 && isNullArgument(facts.call, 1, context) &&
             facts.variable->hasLocalStorage() && !events.handedOn.contains(facts.variable);
    case Report::WithinResults: return facts.variable->hasLocalStorage();
    case Report::ByDomain: return !asksForArithmetic(body);
    case Report::ByResult:
    case Report::ByBoth:
    case Report::ByArithmetic:
    case Report::ByNumber:
    case Report::Unknown: return false;
    }
    return false;
  }

  void report(const Misuse &misuse, const Events &events, ASTContext &context) {
    const SourceManager &sources = context.getSourceManager();
    const SourceLocation read = sources.getExpansionLoc(misuse.read->getBeginLoc());
    const SourceLocation source = sources.getFileLoc(misuse.source->getBeginLoc());
    const std::string name = nameOf(misuse.source);
    switch (misuse.problem) {
    case Problem::Overwritten: {
      if (!isNew(read)) return;
      const SourceLocation between = sources.getFileLoc(misuse.between->getBeginLoc());
      diag(read, "%0 may have changed errno since %1 set it") << nameOf(misuse.between) << name;
      diag(source, "%0 sets errno when it fails", DiagnosticIDs::Note) << name;
      diag(between, "%0 may change it; save errno before, as in 'const int saved = errno;'", DiagnosticIDs::Note)
          << nameOf(misuse.between);
      return;
    }
    case Problem::Untested:
      if (!isNew(read)) return;
      diag(read,
           "errno is tested, but the result of %0 is what says whether it failed; a success may change errno as well")
          << name;
      diag(source, "%0 is called here", DiagnosticIDs::Note) << name;
      return;
    case Problem::NeverSet:
      if (!isNew(read)) return;
      diag(read, "errno is read, but %0 leaves it alone: the result is the error number") << name;
      diag(source, "%0 is called here", DiagnosticIDs::Note) << name;
      return;
    case Problem::NotZeroed: {
      if (!isNew(source)) return;
      {
        auto finding = diag(source, "errno is not set to 0 before %0, and is tested afterwards: it may tell of an "
                                    "earlier failure");
        finding << name;
        const CallFacts &facts = events.calls[events.callIndex.lookup(misuse.source)];
        if (facts.statement && facts.statement->getBeginLoc().isFileID())
          finding << FixItHint::CreateInsertion(facts.statement->getBeginLoc(), "errno = 0; ");
      }
      diag(read, "errno is tested here", DiagnosticIDs::Note);
      return;
    }
    }
  }

  void reportForgotten(const CallFacts &facts, ASTContext &context) {
    const SourceLocation place = context.getSourceManager().getFileLoc(facts.call->getBeginLoc());
    if (!isNew(place)) return;
    switch (facts.report) {
    case Report::OnlyByErrno:
      diag(place, "only errno shows that %0 failed, and nobody looks: the end of the number is not asked for, errno is "
                  "not read, and the result is not compared")
          << nameOf(facts.call);
      return;
    case Report::WithinResults:
      diag(place, "%0 fails with (size_t)-1 among its results, and neither the result nor errno is looked at")
          << nameOf(facts.call);
      return;
    default:
      diag(place, "%0 has no value for this argument; the failure shows in errno, and nobody looks")
          << nameOf(facts.call);
    }
  }
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-errno-misuse",
    .summary = "errno read where it says nothing, or not read where only errno tells of a failure",
    .severity = Severity::Warning,
    .category = "errors",
    .cwe = {391},
    .cert = {"ERR30-C"},
    .since = "0.1.0",
    .options = {},
    .factory = make<ErrnoMisuse>,
};

} // namespace lintel::checkers::checks::errno_misuse
