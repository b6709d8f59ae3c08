#include "checkers/analysis/function_analysis.h"

#include "clang/Analysis/Analyses/PostOrderCFGView.h"
#include "clang/Analysis/FlowSensitive/DataflowWorklist.h"
#include "llvm/ADT/STLExtras.h"

namespace lintel::checkers {

using namespace clang;

namespace {

constexpr unsigned kVisitsPerBlock = 12;

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
  graph_ = FunctionGraphs::of(unit_.context).graph(function_);
  if (!graph_) return false;
  markLoopOperators();
  if (!settle()) return false;
  lastPass(summary);
  return !evaluator_.gaveUp();
}

void FunctionAnalysis::markLoopOperators() {
  for (const CFGBlock *block : graph_->cfg())
    if (const Stmt *terminator = block->getTerminatorStmt(); isLoop(terminator))
      markLogicalOperators(conditionOf(terminator), loopOperators_);
}

const CFGBlock *FunctionAnalysis::successor(const CFGBlock &block, unsigned edge) const {
  return graph_->isFeasible(block, edge) ? (block.succ_begin() + edge)->getReachableBlock() : nullptr;
}

bool FunctionAnalysis::settle() {
  const CFG &cfg = graph_->cfg();
  entry_.resize(cfg.getNumBlockIDs());
  PostOrderCFGView order(&cfg);
  ForwardDataflowWorklist worklist(cfg, &order);
  entry_[cfg.getEntry().getBlockID()] = start_;
  worklist.enqueueBlock(&cfg.getEntry());
  unsigned budget = cfg.getNumBlockIDs() * kVisitsPerBlock + 64;
  while (const CFGBlock *block = worklist.dequeue()) {
    if (budget-- == 0) return false;
    State out = entry_[block->getBlockID()];
    transfer(*block, out);
    for (unsigned edge = 0; edge < block->succ_size(); ++edge) {
      const CFGBlock *next = successor(*block, edge);
      if (!next) continue;
      State state = out;
      followEdge(*block, edge, state);
      if (entry_[next->getBlockID()].joinWith(state, places_, unit_.texts)) worklist.enqueueBlock(next);
    }
  }
  return true;
}

void FunctionAnalysis::transfer(const CFGBlock &block, State &state) {
  for (const CFGElement &element : graph_->statements(block)) {
    if (const auto statement = element.getAs<CFGStmt>())
      evaluator_.execute(statement->getStmt(), state);
    else if (const auto initializer = element.getAs<CFGInitializer>())
      evaluator_.initialise(initializer->getInitializer(), state);
  }
}

void FunctionAnalysis::followEdge(const CFGBlock &block, unsigned edge, State &state) {
  const Stmt *terminator = block.getTerminatorStmt();
  if (const auto *choice = llvm::dyn_cast_or_null<SwitchStmt>(terminator)) {
    const CFGBlock *target = *(block.succ_begin() + edge);
    const auto *label = target ? llvm::dyn_cast_or_null<CaseStmt>(target->getLabel()) : nullptr;
    if (label && choice->getCond()) evaluator_.assumeBounded(choice->getCond(), state);
    return;
  }
  const Expr *condition = graph_->condition(block);
  if (!condition) return;
  const bool outcome = edge == 0;
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
  for (const CFGBlock *block : llvm::reverse(graph_->cfg())) {
    State state = entry_[block->getBlockID()];
    if (!state.isReachable()) continue;
    for (const CFGElement &element : graph_->statements(*block)) {
      const auto statement = element.getAs<CFGStmt>();
      if (const auto *result = statement ? llvm::dyn_cast<ReturnStmt>(statement->getStmt()) : nullptr)
        atReturn(*result, state);
      if (statement)
        evaluator_.execute(statement->getStmt(), state);
      else if (const auto initializer = element.getAs<CFGInitializer>())
        evaluator_.initialise(initializer->getInitializer(), state);
    }
    inspectLoop(*block, state);
    if (FunctionGraph::endsAbruptly(*block)) continue;
    for (unsigned edge = 0; edge < block->succ_size(); ++edge) {
      if (successor(*block, edge) != &graph_->cfg().getExit()) continue;
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
  for (const PlaceId id : *bounds)
    if (const auto parameter = parameterOf(id)) list.push_back({*parameter, places_.pathOf(id)});
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
    if (isReturn || parameter == kThisParameter) summary.keepsUnbounded |= value.isUnbounded();
  }
}

} // namespace lintel::checkers
