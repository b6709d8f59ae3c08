// Assertions of test frameworks: REQUIRE(value), ASSERT_NE(pointer, nullptr). What they do when the condition does
// not hold is in the framework's library, so only their names tell that the test goes no further.
#include "checkers/analysis/fallible_values_flow.h"

#include "clang/Lex/Lexer.h"

#include <re2/re2.h>

namespace lintel::checkers::fallible {

using namespace clang;

struct FunctionFlow::Required {
  bool outcome = true;
  std::optional<BinaryOperatorKind> comparison; // of the macro's two arguments
};

namespace {

// The macro around the statement that stops a test, by its name.
std::string stoppingMacro(const Stmt *stmt, const ASTContext &context) {
  static const re2::RE2 kStopping(R"((\w+_)?REQUIRE(_(TRUE|FALSE|NE|GE|MESSAGE|UNARY|UNARY_FALSE))?|)"
                                  R"(ASSERT_(TRUE|FALSE|NE|GE))");
  const SourceManager &sources = context.getSourceManager();
  SourceLocation at = stmt->getBeginLoc();
  for (unsigned steps = 0; at.isMacroID() && steps < 16; ++steps) {
    const std::string name = Lexer::getImmediateMacroName(at, sources, context.getLangOpts()).str();
    if (re2::RE2::FullMatch(name, kStopping)) return name;
    at = sources.getImmediateMacroCallerLoc(at);
  }
  return "";
}

// Written where the macro is used, not a part of what it expands to.
bool isWritten(const Stmt *stmt, const SourceManager &sources) {
  if (!isa<Expr>(stmt)) return false;
  const CharSourceRange use = sources.getExpansionRange(stmt->getBeginLoc());
  return sources.isPointWithin(sources.getSpellingLoc(stmt->getBeginLoc()), use.getBegin(), use.getEnd());
}

// The outermost expression in stmt that is written.
const Expr *written(const Stmt *stmt, const SourceManager &sources) {
  if (!stmt) return nullptr;
  if (isWritten(stmt, sources)) return cast<Expr>(stmt);
  for (const Stmt *child : stmt->children())
    if (const Expr *found = written(child, sources)) return found;
  return nullptr;
}

} // namespace

void FunctionFlow::noteRequirement(const Stmt *stmt, State &state) {
  if (state.slots.empty() || !stmt->getBeginLoc().isMacroID()) return;
  const std::string name = stoppingMacro(stmt, unit_.context);
  if (name.empty()) return;
  Required required;
  required.outcome = !name.ends_with("FALSE");
  if (name.ends_with("_NE")) required.comparison = BO_NE;
  if (name.ends_with("_GE")) required.comparison = BO_GE;
  require(stmt, required, state);
}

void FunctionFlow::require(const Stmt *stmt, const Required &required, State &state) {
  if (!stmt || state.dead) return;
  if (isWritten(stmt, unit_.context.getSourceManager()))
    assume(cast<Expr>(stmt), required.outcome, state);
  else if (const auto *call = dyn_cast<CallExpr>(stmt); !call || !requireComparison(call, required, state))
    for (const Stmt *child : stmt->children()) require(child, required, state);
}

// The framework is handed both sides of a comparison: `Decomposer() <= value != nullptr`, `compare("a", "b", a, b)`.
bool FunctionFlow::requireComparison(const CallExpr *call, const Required &required, State &state) {
  llvm::SmallVector<const Expr *, 2> sides;
  for (const Expr *argument : call->arguments())
    if (const Expr *side = written(argument, unit_.context.getSourceManager())) sides.push_back(side);
  if (sides.size() != 2) return false;
  std::optional<BinaryOperatorKind> kind = required.comparison;
  if (const auto *operation = dyn_cast<CXXOperatorCallExpr>(call); operation && operation->isComparisonOp())
    kind = BinaryOperator::getOverloadedOpcode(operation->getOperator());
  if (!kind) return false;
  if (!required.outcome) kind = BinaryOperator::negateComparisonOp(*kind);
  const auto bound = factOf(sides[1]);
  if (isNothing(sides[1])) {
    if (*kind == BO_NE) assume(sides[0], true, state);
  } else if (unit_.sources.isCarrier(sides[0]->getType())) {
    if (*kind == BO_EQ) assume(sides[0], true, state); // it holds that value
  } else {
    assumeNumber(sides[0], *kind, bound ? bound->value : std::nullopt, state);
  }
  return true;
}

} // namespace lintel::checkers::fallible
