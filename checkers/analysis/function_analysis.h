// Forward data flow over the control flow graph of one function.
#pragma once

#include "checkers/analysis/evaluator.h"
#include "checkers/analysis/function_graph.h"

#include "llvm/ADT/DenseSet.h"

#include <set>

namespace lintel::checkers {

class FunctionAnalysis {
public:
  FunctionAnalysis(UnitTaint &unit, const clang::FunctionDecl *function, const std::vector<Seed> &seeds);
  // Fills summary and reports what it finds. False: the function is too large or did not settle;
  // then the summary says nothing.
  bool run(Summary &summary);

private:
  using Bounds = std::optional<std::set<PlaceId>>; // nullopt: never happens

  bool settle();
  void markLoopOperators();
  void transfer(const clang::CFGBlock &block, State &state);
  // Where the edge with the given number leads; nullptr: it cannot be taken.
  const clang::CFGBlock *successor(const clang::CFGBlock &block, unsigned edge) const;
  // The state on the edge to the successor with the given number.
  void followEdge(const clang::CFGBlock &block, unsigned successor, State &state);
  void lastPass(Summary &summary);
  void atReturn(const clang::ReturnStmt &result, State state);
  void inspectLoop(const clang::CFGBlock &block, State &state);
  void summarise(State &exit, Summary &summary);
  std::set<PlaceId> boundedParts(const State &state);
  std::vector<Summary::Part> parts(const Bounds &bounds) const;
  std::optional<unsigned> parameterOf(PlaceId id) const;

  UnitTaint &unit_;
  const clang::FunctionDecl *function_;
  Places places_;
  Evaluator evaluator_;
  const FunctionGraph *graph_ = nullptr;
  std::vector<State> entry_;                          // by block
  llvm::DenseSet<const clang::Stmt *> loopOperators_; // && and || in conditions of loops
  State start_;
  Bounds whenTrue_;
  Bounds whenFalse_;
};

} // namespace lintel::checkers
