// Forward data flow over the control flow graph of one function.
#pragma once

#include "checkers/analysis/evaluator.h"

#include "clang/Analysis/CFG.h"
#include "llvm/ADT/DenseSet.h"

#include <memory>
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
  void listStatements();
  void transfer(const clang::CFGBlock &block, State &state);
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
  std::unique_ptr<clang::CFG> cfg_;
  std::vector<State> entry_;                               // by block
  std::vector<std::vector<clang::CFGElement>> statements_; // by block: what is no part of a later one
  llvm::DenseSet<const clang::Stmt *> loopOperators_;      // && and || in conditions of loops
  State start_;
  Bounds whenTrue_;
  Bounds whenFalse_;
};

} // namespace lintel::checkers
