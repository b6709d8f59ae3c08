// lintel-toctou: a file is checked by its name and then used by its name; in between, the name may come
// to mean another file. What the calls do is in calls.cpp and helpers.cpp, the paths between them in flow.cpp.
#include "checkers/engine/check.h"

#include "checkers/checks/toctou/fixed_names.h"
#include "checkers/checks/toctou/flow.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceManager.h"

namespace lintel::checkers::checks::toctou {
namespace {

using namespace clang;
using namespace clang::ast_matchers;

// What a function does with names of files; decides whether following them is worth it.
struct Survey : RecursiveASTVisitor<Survey> {
  Survey(Helpers &helpers, ASTContext &context) : helpers(helpers), context(context) {}

  bool VisitCallExpr(CallExpr *call) {
    names.see(call);
    return see(call);
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *construct) { return see(construct); }
  bool VisitMemberExpr(MemberExpr *member) {
    const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl());
    comparesIdentity |= field && (field->getName() == "st_ino" || field->getName() == "st_dev");
    return true;
  }
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool TraverseIfStmt(IfStmt *branch) {
    TraverseStmt(branch->getInit());
    TraverseStmt(branch->getConditionVariableDeclStmt());
    TraverseStmt(branch->getCond());
    traverseArm(branch->getThen(), branch->getCond(), true);
    traverseArm(branch->getElse(), branch->getCond(), false);
    return true;
  }
  // Temporary files of a branch that the constants of the unit exclude are never made.
  void traverseArm(Stmt *arm, const Expr *condition, bool when) {
    const std::size_t before = temporaries.size();
    TraverseStmt(arm);
    if (temporaries.size() > before && FunctionGraphs::of(context).constants().truth(condition) == !when)
      temporaries.resize(before);
  }

  bool see(const Expr *call) {
    for (const Access &access : helpers.accesses(call))
      if (access.role == Role::Check)
        checks = true;
      else
        ++uses;
    opens |= opensExisting(call, context);
    if (std::string text = guessableTemporary(call, names, context); !text.empty())
      temporaries.emplace_back(call, std::move(text));
    return true;
  }

  Helpers &helpers;
  ASTContext &context;
  FixedNames names;
  bool checks = false, opens = false, comparesIdentity = false;
  unsigned uses = 0;
  std::vector<std::pair<const Expr *, std::string>> temporaries;
};

std::string calleeText(const Expr *expr) {
  const auto *call = dyn_cast<CallExpr>(expr);
  if (call && call->getDirectCallee()) return "'" + call->getDirectCallee()->getNameAsString() + "'";
  return "this stream";
}

// A name is removed whatever it means by then, links are not followed, and no system removes a file by its descriptor.
bool onlyRemoves(const Race &race) {
  for (const char *removal : {"remove", "unlink", "_unlink", "unlinkat", "rmdir", "DeleteFileA", "DeleteFileW"})
    if (race.use.function == removal) return true;
  return false;
}

class Toctou final : public Check {
public:
  using Check::Check;

  void registerMatchers(MatchFinder *finder) override {
    finder->addMatcher(functionDecl(isDefinition(), unless(isExpansionInSystemHeader())).bind("function"), this);
  }

  void check(const MatchFinder::MatchResult &result) override {
    const auto *function = result.Nodes.getNodeAs<FunctionDecl>("function");
    if (!function->doesThisDeclarationHaveABody() || function->isDependentContext()) return;
    ASTContext &context = *result.Context;
    if (!helpers) helpers.emplace(context);
    if (!helpers->concerns(function->getBody())) return;
    Survey survey(*helpers, context);
    survey.TraverseStmt(function->getBody());
    if (survey.opens && survey.uses > 1) survey.checks |= helpers->noteProbes(function->getBody());
    for (const auto &[call, text] : survey.temporaries) {
      const SourceLocation place = context.getSourceManager().getFileLoc(call->getBeginLoc());
      if (isNew(place)) diag(place, "%0 %1") << calleeText(call) << text << call->getSourceRange();
    }
    if (!survey.checks || !survey.uses || survey.comparesIdentity) return;
    FunctionGraphs &graphs = FunctionGraphs::of(context);
    const FunctionGraph *graph = graphs.graph(function);
    const auto races = graph ? findRaces(*graph, *helpers) : std::nullopt;
    if (graph && !races) graphs.giveUp(function);
    if (!races) return;
    for (const Severity severity : {Severity::Warning, Severity::Note}) // the worst use speaks for a check
      for (const Race &race : *races)
        if ((severity == Severity::Note) == onlyRemoves(race)) report(race, severity, context.getSourceManager());
  }

  void onEndOfTranslationUnit() override { helpers.reset(); }

private:
  void report(const Race &race, Severity severity, const SourceManager &sources) {
    const SourceLocation check = sources.getFileLoc(race.check.call->getBeginLoc());
    const SourceLocation use = sources.getFileLoc(race.use.call->getBeginLoc());
    if (!sources.isBeforeInTranslationUnit(check, use)) return; // only by way of a loop: the next file
    if (!isNew(check)) return;
    {
      auto finding =
          diag(check, "%0 checks the file '%1' before %2 uses it by name: the name may mean another file by then");
      finding << calleeText(race.check.call) << race.path << calleeText(race.use.call)
              << race.check.call->getSourceRange();
      if (severity != Severity::Warning) finding << weighing(severity);
    }
    diag(check, "the file is checked here", DiagnosticIDs::Note);
    diag(use, "the file is used here", DiagnosticIDs::Note);
  }

  std::optional<Helpers> helpers;
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-toctou",
    .summary = "a file is checked by its name and then used by its name",
    .severity = Severity::Warning,
    .category = "policy",
    .cwe = {367, 377},
    .cert = {"FIO45-C"},
    .since = "0.1.0",
    .options = {},
    .factory = make<Toctou>,
};

} // namespace lintel::checkers::checks::toctou
