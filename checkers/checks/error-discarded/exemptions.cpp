#include "checkers/checks/error-discarded/exemptions.h"

#include "checkers/analysis/error_state_exits.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/printed_text.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

namespace lintel::checkers::checks::error_discarded {

using namespace clang;

namespace {

// A constant integer argument equals the number, or the argument is the named variable, enumerator or macro.
bool isNamed(const Expr *argument, const std::string &name, const ASTContext &context) {
  long long number = 0;
  if (!StringRef(name).getAsInteger(10, number)) {
    Expr::EvalResult value;
    return !argument->isValueDependent() && argument->getType()->isIntegerType() &&
           argument->EvaluateAsInt(value, context) && value.Val.getInt() == number;
  }
  if (const ValueDecl *variable = variableOf(argument); variable && simpleName(variable) == name) return true;
  const SourceManager &sources = context.getSourceManager();
  for (SourceLocation at = argument->IgnoreParenCasts()->getBeginLoc(); at.isMacroID();
       at = sources.getImmediateMacroCallerLoc(at))
    if (!sources.isMacroArgExpansion(at) && Lexer::getImmediateMacroName(at, sources, context.getLangOpts()) == name)
      return true;
  return false;
}

// How the block leaves after child, judged by its own statements only.
bool restLeavesWithFailure(const CompoundStmt *block, const Stmt *child, const ExitPlace &place,
                           const ASTContext &context) {
  bool reached = false;
  for (const Stmt *statement : block->body()) {
    reached = reached || statement == child;
    if (!reached) continue;
    if (leavesWithFailure(statement, place, context)) return true;
    if (isa<ReturnStmt, BreakStmt, ContinueStmt, GotoStmt>(statement)) return false;
  }
  return false;
}

// The argument is one of names, whichever arm of a conditional or value of a local variable it comes from.
bool isOneOf(const Expr *argument, const std::vector<std::string> &names, BodyFacts &facts, const ASTContext &context,
             int depth = 0) {
  constexpr int kDeepest = 4; // a variable may be given its own value
  if (const auto *choice = dyn_cast<ConditionalOperator>(argument->IgnoreParenCasts()); choice && depth < kDeepest)
    return isOneOf(choice->getTrueExpr(), names, facts, context, depth + 1) &&
           isOneOf(choice->getFalseExpr(), names, facts, context, depth + 1);
  if (llvm::any_of(names, [&](const std::string &name) { return isNamed(argument, name, context); })) return true;
  const ArrayRef<const Expr *> values = depth < kDeepest ? facts.valuesOf(argument) : ArrayRef<const Expr *>();
  return !values.empty() &&
         llvm::all_of(values, [&](const Expr *value) { return isOneOf(value, names, facts, context, depth + 1); });
}

// The other side of a comparison with -1, 0 or 1, which is how a negative result is told; or nullptr.
const Expr *comparedWithFailure(const Stmt *statement, const ASTContext &context) {
  const auto *operation = dyn_cast<BinaryOperator>(statement);
  if (!operation || !operation->isComparisonOp()) return nullptr;
  const auto isSmall = [&](const Expr *side) {
    Expr::EvalResult value;
    return !side->isValueDependent() && side->getType()->isIntegerType() && side->EvaluateAsInt(value, context) &&
           value.Val.getInt() >= -1 && value.Val.getInt() <= 1;
  };
  if (isSmall(operation->getRHS())) return operation->getLHS()->IgnoreParenCasts();
  return isSmall(operation->getLHS()) ? operation->getRHS()->IgnoreParenCasts() : nullptr;
}

// The statement that runs after the last one of path in its block, or nullptr.
const Stmt *nextStatement(ArrayRef<const Stmt *> path) {
  for (size_t i = path.size() - 1; i-- > 0;) {
    const auto *block = dyn_cast<CompoundStmt>(path[i]);
    if (!block) {
      if (!isa<Expr>(path[i])) return nullptr;
      continue;
    }
    const auto *at = llvm::find(block->body(), path[i + 1]);
    return at == block->body_end() || at + 1 == block->body_end() ? nullptr : at[1];
  }
  return nullptr;
}

bool standsBehindLabel(const CompoundStmt *block, const Stmt *child) {
  for (const Stmt *statement : block->body()) {
    if (isa<LabelStmt>(statement)) return true;
    if (statement == child) return false;
  }
  return false;
}

// Behind a label whose name speaks of an error and that nothing falls into: "return 0; fail: fclose(file);".
bool standsBehindErrorLabel(const CompoundStmt *block, const Stmt *child) {
  const Stmt *before = nullptr;
  bool isBehind = false;
  for (const Stmt *statement : block->body()) {
    if (const auto *label = dyn_cast<LabelStmt>(statement)) {
      const StringRef name = label->getDecl()->getName();
      const bool speaksOfError = name.contains_insensitive("err") || name.contains_insensitive("fail");
      isBehind = speaksOfError && (isBehind || isa_and_nonnull<ReturnStmt, GotoStmt>(before));
    }
    if (statement == child) return isBehind;
    before = statement;
  }
  return false;
}

bool isFlush(const CallExpr *call) {
  const FunctionDecl *callee = call->getDirectCallee();
  return callee && simpleName(callee) == "fflush" && call->getNumArgs() == 1;
}

} // namespace

void BodyFacts::gatherValues(const Stmt *statement) {
  if (const auto *declarations = dyn_cast<DeclStmt>(statement)) {
    for (const Decl *declaration : declarations->decls())
      if (const auto *variable = dyn_cast<VarDecl>(declaration); variable && variable->getInit())
        values[variable].push_back(variable->getInit());
  } else if (const auto *operation = dyn_cast<BinaryOperator>(statement)) {
    const ValueDecl *variable = operation->getOpcode() == BO_Assign ? variableOf(operation->getLHS()) : nullptr;
    if (variable) values[variable].push_back(operation->getRHS());
  }
}

void BodyFacts::gather() {
  if (gathered) return;
  gathered = true;
  const auto onUse = [&](const CallExpr *call) {
    if (const FunctionDecl *callee = call->getDirectCallee(); callee && !simpleName(callee).empty())
      used[qualifiedName(callee)].push_back(call);
    streams.noteCall(call, false);
  };
  const auto onDiscard = [&](const Discard &discard) {
    if (const auto *call = dyn_cast<CallExpr>(discard.call)) streams.noteCall(call, true);
  };
  walk(body, onDiscard, onUse);
  SmallVector<std::pair<const Stmt *, const Stmt *>, 64> pending = {{body, nullptr}};
  while (!pending.empty()) {
    const auto [statement, parent] = pending.pop_back_val();
    gatherValues(statement);
    streams.noteStatement(statement, parent);
    if (const auto *operation = dyn_cast<BinaryOperator>(statement); operation && operation->isComparisonOp())
      comparisons.push_back(operation);
    const Stmt *around = isa<CastExpr, ParenExpr, FullExpr>(statement) ? parent : statement;
    for (const Stmt *child : statement->children())
      if (child) pending.emplace_back(child, around);
  }
}

bool BodyFacts::usesResultOf(const std::vector<std::string> &names, const Expr *object) {
  gather();
  for (const std::string &name : names) {
    const auto found = used.find(name);
    if (found == used.end()) continue;
    for (const CallExpr *call : found->second)
      if (llvm::any_of(call->arguments(), [&](const Expr *argument) { return isSameObject(argument, object); }))
        return true;
  }
  return false;
}

ArrayRef<const Expr *> BodyFacts::valuesOf(const Expr *expression) {
  gather();
  const auto *local = dyn_cast_or_null<VarDecl>(variableOf(expression));
  if (!local || !local->hasLocalStorage() || isa<ParmVarDecl>(local)) return {};
  const auto found = values.find(local);
  return found == values.end() ? ArrayRef<const Expr *>() : ArrayRef(found->second);
}

bool BodyFacts::isNextTested(ArrayRef<const Stmt *> path, const std::vector<std::string> &names, const Expr *object,
                             const ASTContext &context) {
  gather();
  const Stmt *next = nextStatement(path);
  if (const auto *branch = dyn_cast_or_null<IfStmt>(next)) next = branch->getCond();
  if (!next) return false;
  const auto asks = [&](const Expr *value) {
    const auto *call = value ? dyn_cast<CallExpr>(value->IgnoreParenCasts()) : nullptr;
    const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
    return callee && llvm::is_contained(names, qualifiedName(callee)) && call->getNumArgs() > 0 &&
           isSameObject(call->getArg(0), object);
  };
  if (const auto *declarations = dyn_cast<DeclStmt>(next))
    return llvm::any_of(declarations->decls(), [&](const Decl *declaration) {
      const auto *variable = dyn_cast<VarDecl>(declaration);
      return variable && asks(variable->getInit()) && isTested(variable, context);
    });
  const auto *expression = dyn_cast<Expr>(next);
  if (!expression) return false;
  expression = expression->IgnoreParenCasts();
  const Expr *tested = comparedWithFailure(expression, context);
  if (tested && asks(tested)) return true;
  const auto *assignment = dyn_cast<BinaryOperator>(tested ? tested : expression);
  return assignment && assignment->getOpcode() == BO_Assign && asks(assignment->getRHS()) &&
         (tested || isTested(variableOf(assignment->getLHS()), context));
}

bool BodyFacts::isTested(const ValueDecl *variable, const ASTContext &context) {
  return variable && llvm::any_of(comparisons, [&](const BinaryOperator *comparison) {
           const Expr *tested = comparedWithFailure(comparison, context);
           return tested && variableOf(tested) == variable;
         });
}

bool BodyFacts::holdsWrites(const CallExpr *close, const Expr *stream, const ASTContext &context) {
  return streams.holdsWrites(close, stream, valuesOf(stream), context);
}

bool BodyFacts::isLeftToClose(const CallExpr *write, const Expr *stream) {
  return streams.isLeftToClose(write, stream, valuesOf(stream));
}

bool isDead(ArrayRef<const Stmt *> path, UnitConstants &constants) {
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    const auto *branch = dyn_cast<IfStmt>(path[i]);
    if (!branch || (path[i + 1] != branch->getThen() && path[i + 1] != branch->getElse())) continue;
    const std::optional<bool> holds = constants.truth(branch->getCond());
    if (holds && path[i + 1] == (*holds ? branch->getElse() : branch->getThen())) return true;
  }
  return false;
}

Weighs weigh(const FunctionContract &contract, const CallExpr *call, ArrayRef<const Stmt *> path, BodyFacts &facts,
             const ASTContext &context) {
  using Kind = IgnoreCondition::Kind;
  const auto holds = [&](const IgnoreCondition &condition) {
    if (condition.kind == Kind::ErrorPath) return isOnErrorPath(path, context);
    if (condition.argument >= call->getNumArgs()) return false;
    const Expr *argument = call->getArg(condition.argument);
    switch (condition.kind) {
    case Kind::ArgumentIs: return isOneOf(argument, condition.names, facts, context);
    case Kind::ArgumentIsNull: return isNullPointerConstant(argument, context);
    case Kind::NotOpenForWriting: return !facts.holdsWrites(call, argument, context);
    case Kind::NextCheckedBy: return facts.isNextTested(path, condition.names, argument, context);
    case Kind::LeftToClose: return facts.isLeftToClose(call, argument);
    case Kind::CheckedBy: return facts.usesResultOf(condition.names, argument);
    case Kind::ErrorPath: break;
    }
    return false;
  };
  const auto decisive = llvm::find_if(contract.okToIgnoreWhen, holds);
  if (decisive != contract.okToIgnoreWhen.end()) return decisive->isNoted ? Weighs::Note : Weighs::Nothing;
  if (!contract.mustCheck) return fitsAlways(call, contract, context) ? Weighs::Nothing : Weighs::Note;
  return isFlush(call) && facts.isLeftToClose(call, call->getArg(0)) ? Weighs::Warning : Weighs::Error;
}

bool isOnErrorPath(ArrayRef<const Stmt *> path, const ASTContext &context) {
  for (size_t i = path.size() - 1; i-- > 0;) {
    const Stmt *child = path[i + 1];
    if (isa<CXXCatchStmt>(path[i])) return true;
    if (const auto *branch = dyn_cast<IfStmt>(path[i])) {
      const std::optional<bool> failed = testsFailure(branch->getCond(), context);
      if (failed && child == (*failed ? branch->getThen() : branch->getElse())) return true;
    }
    const auto *block = dyn_cast<CompoundStmt>(path[i]);
    if (!block) continue;
    if (i > 0 && isa<IfStmt, SwitchCase>(path[i - 1])) {
      const auto *branch = dyn_cast<IfStmt>(path[i - 1]);
      if (restLeavesWithFailure(block, child, {true, branch ? branch->getCond() : nullptr}, context)) return true;
    }
    if (standsBehindErrorLabel(block, child)) return true;
    if (standsBehindLabel(block, child) && restLeavesWithFailure(block, child, {}, context)) return true;
  }
  return false;
}

} // namespace lintel::checkers::checks::error_discarded
