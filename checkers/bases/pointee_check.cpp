#include "checkers/bases/pointee_check.h"

#include "clang/ASTMatchers/ASTMatchFinder.h"

namespace lintel::checkers {

using namespace clang;
using namespace clang::ast_matchers;

void PointeeCheck::registerMatchers(MatchFinder *finder) {
  finder->addMatcher(functionDecl(isDefinition(), unless(isExpansionInSystemHeader())), this);
}

// The first function stands for the unit: values come from all of it.
void PointeeCheck::check(const MatchFinder::MatchResult &result) {
  if (std::exchange(isDone_, true)) return;
  Pointees &pointees = Pointees::of(*result.Context);
  for (const FunctionDecl *function : pointees.index().interesting())
    if (const FunctionPointees *found = pointees.analyse(function); found && found->isComplete)
      checkFunction(*found, function, pointees);
}

void PointeeCheck::addSteps(const Pointee &pointee, SourceLocation place, const SourceManager &sources) {
  for (const PointerStep &step : stepsTo(pointee, place, sources))
    diag(step.place, "%0", DiagnosticIDs::Note) << step.text;
}

} // namespace lintel::checkers
