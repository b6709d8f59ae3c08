#include "checkers/analysis/function_analysis.h"

#include "checkers/analysis/names.h"

#include "clang/Analysis/Analyses/PostOrderCFGView.h"
#include "clang/Analysis/FlowSensitive/DataflowWorklist.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace lintel::checkers {

using namespace clang;

namespace {

constexpr unsigned kMaxBlocks = 5000;
constexpr unsigned kVisitsPerBlock = 12;

// Marks what evaluating stmt evaluates too. Bodies of lambdas and of statement expressions run on their own.
void markParts(const Stmt *stmt, llvm::SmallPtrSetImpl<const Stmt *> &parts) {
  llvm::SmallVector<const Stmt *, 16> pending = {stmt};
  while (!pending.empty()) {
    const Stmt *next = pending.pop_back_val();
    if (!next || !parts.insert(next).second || llvm::isa<LambdaExpr, StmtExpr>(next)) continue;
    pending.append(next->child_begin(), next->child_end());
  }
}

bool isLoop(const Stmt *stmt) { return stmt && llvm::isa<ForStmt, WhileStmt, DoStmt>(stmt); }

const Expr *conditionOf(const Stmt *loop) {
  if (const auto *counted = llvm::dyn_cast<ForStmt>(loop)) return counted->getCond();
  if (const auto *head = llvm::dyn_cast<WhileStmt>(loop)) return head->getCond();
  return llvm::cast<DoStmt>(loop)->getCond();
}

void markLogicalOperators(const Expr *condition, llvm::DenseSet<const Stmt *> &operators) {
  const auto *operation = condition ? llvm::dyn_cast<BinaryOperator>(condition->IgnoreParenImpCasts()) : nullptr;
  if (!operation || !operation->isLogicalOp()) return;
  operators.insert(operation);
  markLogicalOperators(operation->getLHS(), operators);
  markLogicalOperators(operation->getRHS(), operators);
}

// assert() is gone in a release build; what it says guards nothing there.
bool isFromAssert(const Stmt *stmt, const ASTContext &context) {
  const SourceManager &sources = context.getSourceManager();
  SourceLocation location = stmt->getBeginLoc();
  for (unsigned steps = 0; location.isMacroID() && steps < 16; ++steps) {
    if (Lexer::getImmediateMacroName(location, sources, context.getLangOpts()) == "assert") return true;
    location = sources.getImmediateMacroCallerLoc(location);
  }
  return false;
}

bool throws(const CFGBlock &block) {
  return llvm::any_of(block, [](const CFGElement &element) {
    const auto statement = element.getAs<CFGStmt>();
    return statement && llvm::isa<CXXThrowExpr>(statement->getStmt());
  });
}

} // namespace

FunctionAnalysis::FunctionAnalysis(UnitTaint &unit, const FunctionDecl *function, const std::vector<Seed> &seeds)
    : unit_(unit), function_(function), evaluator_(unit, function, places_) {
  start_.setReachable();
  for (const Seed &seed : seeds) {
    PlaceId id = seed.root == thisKey() ? evaluator_.thisPlace() : places_.root(seed.root);
    for (const IdentifierInfo *name : seed.path) id = places_.member(id, name);
    start_.write(id, seed.value, places_, unit.texts);
  }
}

bool FunctionAnalysis::run(Summary &summary) {
  CFG::BuildOptions options;
  options.AddInitializers = true;
  options.AddCXXDefaultInitExprInCtors = true;
  cfg_ = CFG::buildCFG(function_, function_->getBody(), &unit_.context, options);
  if (!cfg_ || cfg_->getNumBlockIDs() > kMaxBlocks) return false;
  listStatements();
  if (!settle()) return false;
  lastPass(summary);
  return !evaluator_.gaveUp();
}

void FunctionAnalysis::listStatements() {
  statements_.resize(cfg_->getNumBlockIDs());
  entry_.resize(cfg_->getNumBlockIDs());
  for (const CFGBlock *block : *cfg_) {
    auto &list = statements_[block->getBlockID()];
    llvm::SmallPtrSet<const Stmt *, 32> parts;
    for (const CFGElement &element : llvm::reverse(*block)) {
      const Stmt *stmt = nullptr;
      if (const auto statement = element.getAs<CFGStmt>())
        stmt = statement->getStmt();
      else if (const auto initializer = element.getAs<CFGInitializer>())
        stmt = initializer->getInitializer()->getInit();
      if (!stmt || parts.contains(stmt)) continue;
      markParts(stmt, parts);
      list.push_back(element);
    }
    std::reverse(list.begin(), list.end());
    if (const Stmt *terminator = block->getTerminatorStmt(); isLoop(terminator))
      markLogicalOperators(conditionOf(terminator), loopOperators_);
  }
}

bool FunctionAnalysis::settle() {
  PostOrderCFGView order(cfg_.get());
  ForwardDataflowWorklist worklist(*cfg_, &order);
  entry_[cfg_->getEntry().getBlockID()] = start_;
  worklist.enqueueBlock(&cfg_->getEntry());
  unsigned budget = cfg_->getNumBlockIDs() * kVisitsPerBlock + 64;
  while (const CFGBlock *block = worklist.dequeue()) {
    if (budget-- == 0) return false;
    State out = entry_[block->getBlockID()];
    transfer(*block, out);
    unsigned number = 0;
    for (const CFGBlock::AdjacentBlock &successor : block->succs()) {
      const unsigned edge = number++;
      const CFGBlock *next = successor.getReachableBlock();
      if (!next) continue;
      State state = out;
      followEdge(*block, edge, state);
      if (entry_[next->getBlockID()].joinWith(state, places_, unit_.texts)) worklist.enqueueBlock(next);
    }
  }
  return true;
}

void FunctionAnalysis::transfer(const CFGBlock &block, State &state) {
  for (const CFGElement &element : statements_[block.getBlockID()]) {
    if (const auto statement = element.getAs<CFGStmt>())
      evaluator_.execute(statement->getStmt(), state);
    else if (const auto initializer = element.getAs<CFGInitializer>())
      evaluator_.initialise(initializer->getInitializer(), state);
  }
}

void FunctionAnalysis::followEdge(const CFGBlock &block, unsigned successor, State &state) {
  const Stmt *terminator = block.getTerminatorStmt();
  if (!terminator || block.getTerminator().getKind() != CFGTerminator::StmtBranch) return;
  if (const auto *choice = llvm::dyn_cast<SwitchStmt>(terminator)) {
    const CFGBlock *target = *(block.succ_begin() + successor);
    const auto *label = target ? llvm::dyn_cast_or_null<CaseStmt>(target->getLabel()) : nullptr;
    if (label && choice->getCond()) evaluator_.assumeBounded(choice->getCond(), state);
    return;
  }
  if (block.succ_size() != 2 || llvm::isa<CXXTryStmt, CXXForRangeStmt, GotoStmt, IndirectGotoStmt>(terminator)) return;
  const Expr *condition = block.getLastCondition();
  if (!condition) condition = llvm::dyn_cast_or_null<Expr>(block.getTerminatorCondition());
  if (!condition || isFromAssert(terminator, unit_.context)) return;
  const bool outcome = successor == 0;
  // How often a loop ran bounds nothing that the program chose.
  const bool leavesLoop = !outcome && (isLoop(terminator) || loopOperators_.contains(terminator));
  evaluator_.assume(condition, outcome, state, leavesLoop);
}

void FunctionAnalysis::inspectLoop(const CFGBlock &block, State &state) {
  const Stmt *terminator = block.getTerminatorStmt();
  if (!isLoop(terminator)) return;
  evaluator_.enter(state);
  llvm::SmallVector<Sink, 2> sinks;
  unit_.sinks.inspectLoop(*terminator, evaluator_, sinks);
  evaluator_.use(sinks);
}

void FunctionAnalysis::lastPass(Summary &summary) {
  evaluator_.collect(true);
  State exit;
  for (const CFGBlock *block : llvm::reverse(*cfg_)) {
    State state = entry_[block->getBlockID()];
    if (!state.isReachable()) continue;
    for (const CFGElement &element : statements_[block->getBlockID()]) {
      const auto statement = element.getAs<CFGStmt>();
      if (const auto *result = statement ? llvm::dyn_cast<ReturnStmt>(statement->getStmt()) : nullptr)
        atReturn(*result, state);
      if (statement)
        evaluator_.execute(statement->getStmt(), state);
      else if (const auto initializer = element.getAs<CFGInitializer>())
        evaluator_.initialise(initializer->getInitializer(), state);
    }
    inspectLoop(*block, state);
    if (block->hasNoReturnElement() || throws(*block)) continue;
    unsigned number = 0;
    for (const CFGBlock::AdjacentBlock &successor : block->succs()) {
      const unsigned edge = number++;
      if (successor.getReachableBlock() != &cfg_->getExit()) continue;
      State out = state;
      followEdge(*block, edge, out);
      exit.joinWith(out, places_, unit_.texts);
    }
  }
  evaluator_.collect(false);
  summarise(exit, summary);
}

// What a caller may conclude when the result is true, and when it is false.
void FunctionAnalysis::atReturn(const ReturnStmt &result, State state) {
  const Expr *value = result.getRetValue();
  if (!value || !value->getType()->isScalarType()) return;
  bool fixed = false;
  const bool isFixed = !value->isValueDependent() && value->EvaluateAsBooleanCondition(fixed, unit_.context);
  for (const bool outcome : {true, false}) {
    if (isFixed && fixed != outcome) continue;
    State here = state;
    if (!isFixed) evaluator_.assume(value, outcome, here);
    Bounds &bounds = outcome ? whenTrue_ : whenFalse_;
    std::set<PlaceId> found = boundedParts(here);
    if (bounds)
      std::erase_if(*bounds, [&](PlaceId id) { return !found.contains(id); });
    else
      bounds = std::move(found);
  }
}

std::optional<unsigned> FunctionAnalysis::parameterOf(PlaceId id) const {
  const void *root = places_[id].root;
  if (root == thisKey()) return kThisParameter;
  for (const ParmVarDecl *parameter : function_->parameters())
    if (parameter == root) return parameter->getFunctionScopeIndex();
  return std::nullopt;
}

// Parts of parameters that are not modified and cannot be large in state, although they could be at the start.
std::set<PlaceId> FunctionAnalysis::boundedParts(const State &state) {
  std::set<PlaceId> found;
  for (PlaceId id = 0; id < places_.size(); ++id) {
    if (!state.isSet(id) || evaluator_.wasModified(id) || !parameterOf(id)) continue;
    const bool couldBeLarge = start_.read(id, places_, unit_.texts).isUnbounded();
    if (couldBeLarge && !state.read(id, places_, unit_.texts).isUnbounded()) found.insert(id);
  }
  return found;
}

std::vector<Summary::Part> FunctionAnalysis::parts(const Bounds &bounds) const {
  std::vector<Summary::Part> list;
  if (!bounds) return list;
  for (const PlaceId id : *bounds) list.push_back({*parameterOf(id), places_.pathOf(id)});
  return list;
}

void FunctionAnalysis::summarise(State &exit, Summary &summary) {
  summary.boundsWhenTrue = parts(whenTrue_);
  summary.boundsWhenFalse = parts(whenFalse_);
  if (!exit.isReachable()) return;
  summary.boundsOnReturn = parts(boundedParts(exit));
  for (PlaceId id = 0; id < places_.size(); ++id) {
    if (!exit.isSet(id)) continue;
    const Value value = exit.read(id, places_, unit_.texts);
    const bool isReturn = places_[id].root == &places_;
    const auto parameter = parameterOf(id);
    if (isReturn && places_[id].depth == 0)
      summary.returned = value;
    else if (isReturn)
      summary.effects.push_back({{Summary::kReturned, places_.pathOf(id)}, value});
    else if (parameter && evaluator_.wasModified(id)) {
      const bool isThis = *parameter == kThisParameter;
      const QualType type = isThis ? QualType() : function_->getParamDecl(*parameter)->getType();
      if (isThis && places_[id].depth == 0) continue;
      if (!isThis && !type->isReferenceType() && !type->isPointerType()) continue;
      summary.effects.push_back({{*parameter, places_.pathOf(id)}, value});
    } else
      continue;
    if (isReturn || *parameter == kThisParameter) summary.keepsUnbounded |= value.isUnbounded();
  }
}

} // namespace lintel::checkers
