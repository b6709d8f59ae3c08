// Forward data flow over one function: carries a state along the edges of its graph until nothing
// changes, within a bounded number of visits.
//
// A Domain supplies
//   using State = ...;                                            copyable
//   void execute(const clang::Stmt *stmt, State &state);          one statement or initialiser
//   void assume(const clang::Expr *condition, bool outcome, State &state);
//   void assumeCase(const clang::SwitchStmt *choice, const clang::SwitchCase *label, State &state);
//                                                                 label is nullptr when no case fits
//   bool join(State &into, const State &from);                    true: into changed; must end
#pragma once

#include "checkers/analysis/function_graph.h"

#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/BitVector.h"

#include <optional>
#include <vector>

namespace lintel::checkers {

template <class Domain> class ForwardFlow {
public:
  using State = typename Domain::State;
  static constexpr unsigned kVisitsPerBlock = 12;

  ForwardFlow(const FunctionGraph &graph, Domain &domain) : graph_(graph), domain_(domain) {}

  // False: did not settle within the bound; nothing may be concluded.
  bool settle(State start) {
    const clang::CFG &cfg = graph_.cfg();
    entry_.assign(cfg.getNumBlockIDs(), std::nullopt);
    entry_[cfg.getEntry().getBlockID()] = std::move(start);
    pending_.resize(graph_.order().size());
    pending_.set(graph_.position(cfg.getEntry()));
    unsigned budget = cfg.getNumBlockIDs() * kVisitsPerBlock + 64;
    for (int next = pending_.find_first(); next >= 0; next = pending_.find_first()) {
      if (budget-- == 0) return false;
      pending_.reset(next);
      const clang::CFGBlock *block = graph_.order()[next];
      State out = *entry_[block->getBlockID()];
      for (const clang::CFGElement &element : graph_.statements(*block)) execute(element, out);
      // States are large: the last edge takes the block's own, the others a copy.
      const clang::CFGBlock *last = nullptr;
      unsigned lastEdge = 0;
      for (unsigned edge = 0; edge < block->succ_size(); ++edge) {
        const clang::CFGBlock *next = successor(*block, edge);
        if (!next) continue;
        if (last) pass(*block, lastEdge, last, State(out));
        last = next;
        lastEdge = edge;
      }
      if (last) pass(*block, lastEdge, last, std::move(out));
    }
    return true;
  }

  // After settle, once, for it uses the states up: calls visit(stmt, state before it) for each statement that can run,
  // in source order of blocks, and leave(block, state) with the state in which the function ends at block (return,
  // falling off).
  template <class Visit, class Leave> void replay(Visit visit, Leave leave) {
    for (const clang::CFGBlock *block : llvm::reverse(graph_.cfg())) {
      if (!entry_[block->getBlockID()]) continue;
      State state = std::move(*entry_[block->getBlockID()]);
      for (const clang::CFGElement &element : graph_.statements(*block)) {
        if (const clang::Stmt *stmt = statementOf(element)) visit(stmt, state);
        execute(element, state);
      }
      if (FunctionGraph::endsAbruptly(*block)) continue;
      for (unsigned edge = 0; edge < block->succ_size(); ++edge) {
        if (successor(*block, edge) != &graph_.cfg().getExit()) continue;
        State out = state;
        follow(*block, edge, out);
        leave(*block, out);
      }
    }
  }

private:
  static const clang::Stmt *statementOf(const clang::CFGElement &element) {
    if (const auto statement = element.getAs<clang::CFGStmt>()) return statement->getStmt();
    if (const auto initializer = element.getAs<clang::CFGInitializer>())
      return initializer->getInitializer()->getInit();
    return nullptr;
  }
  void execute(const clang::CFGElement &element, State &state) {
    if (const clang::Stmt *stmt = statementOf(element)) domain_.execute(stmt, state);
  }
  const clang::CFGBlock *successor(const clang::CFGBlock &block, unsigned edge) const {
    return graph_.isFeasible(block, edge) ? (block.succ_begin() + edge)->getReachableBlock() : nullptr;
  }
  void pass(const clang::CFGBlock &from, unsigned edge, const clang::CFGBlock *to, State state) {
    follow(from, edge, state);
    auto &known = entry_[to->getBlockID()];
    const bool isChanged = !known || domain_.join(*known, state);
    if (!known) known = std::move(state);
    if (isChanged) pending_.set(graph_.position(*to));
  }
  void follow(const clang::CFGBlock &block, unsigned edge, State &state) {
    if (const clang::Expr *condition = graph_.condition(block)) {
      domain_.assume(condition, edge == 0, state);
    } else if (const auto *choice = llvm::dyn_cast_or_null<clang::SwitchStmt>(block.getTerminatorStmt())) {
      const clang::CFGBlock *target = *(block.succ_begin() + edge);
      const auto *label = target ? llvm::dyn_cast_or_null<clang::SwitchCase>(target->getLabel()) : nullptr;
      domain_.assumeCase(choice, label, state);
    }
  }

  const FunctionGraph &graph_;
  Domain &domain_;
  std::vector<std::optional<State>> entry_; // by block
  llvm::BitVector pending_;                 // by position
};

} // namespace lintel::checkers
