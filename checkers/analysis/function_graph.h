// The control flow graph of a function, built once and shared by every check that follows values.
#pragma once

#include "checkers/analysis/unit_constants.h"

#include "clang/Analysis/CFG.h"
#include "llvm/ADT/DenseMap.h"

#include <memory>
#include <vector>

namespace lintel::checkers {

class FunctionGraph {
public:
  // nullptr: no graph can be built, or it has more than kMaxBlocks blocks.
  static std::unique_ptr<FunctionGraph> build(const clang::FunctionDecl *function, UnitConstants &constants,
                                              clang::ASTContext &context);
  static constexpr unsigned kMaxBlocks = 5000;

  const clang::FunctionDecl *function() const { return function_; }
  const clang::CFG &cfg() const { return *cfg_; }
  // The order in which data flow visits the blocks: each after those before it, as far as loops allow.
  llvm::ArrayRef<const clang::CFGBlock *> order() const { return order_; }
  // Where a block stands there.
  unsigned position(const clang::CFGBlock &block) const { return positions_[block.getBlockID()]; }
  // What a block carries out, outermost expressions and initialisers only, in order. An expression
  // that is a part of a later element is not listed; bodies of lambdas are no part.
  llvm::ArrayRef<clang::CFGElement> statements(const clang::CFGBlock &block) const {
    return statements_[block.getBlockID()];
  }
  // The condition that decides which of two successors follows (first: true), or nullptr. It is
  // nullptr too for assert(), which says nothing in a release build.
  const clang::Expr *condition(const clang::CFGBlock &block) const { return conditions_[block.getBlockID()]; }
  // Whether the edge can be taken: neither Clang nor the constants of the unit exclude it.
  bool isFeasible(const clang::CFGBlock &block, unsigned successor) const;
  // In a constructor or assignment chain, `throw` and calls of noreturn functions end the function early.
  static bool endsAbruptly(const clang::CFGBlock &block);

private:
  FunctionGraph() = default;
  void listStatements();
  void decideConditions(UnitConstants &constants, const clang::ASTContext &context);

  const clang::FunctionDecl *function_ = nullptr;
  std::unique_ptr<clang::CFG> cfg_;
  std::vector<const clang::CFGBlock *> order_;
  std::vector<unsigned> positions_;                        // by block
  std::vector<std::vector<clang::CFGElement>> statements_; // by block
  std::vector<const clang::Expr *> conditions_;            // by block
  std::vector<std::optional<unsigned>> only_;              // by block: the one successor that constants leave
};

// The graphs of one AST, and the functions that some analysis gave up on.
class FunctionGraphs {
public:
  // One for each AST; it lives as long as the AST.
  static FunctionGraphs &of(clang::ASTContext &context);

  // function: a definition that is not a template itself. nullptr: see FunctionGraph::build.
  const FunctionGraph *graph(const clang::FunctionDecl *function);
  UnitConstants &constants() { return constants_; }

  // Counted in the report: an analysis that stopped early said nothing about this function.
  void giveUp(const clang::FunctionDecl *function) { gaveUp_.insert(function->getCanonicalDecl()); }
  // The function around a place, for what has none at hand.
  void giveUpAt(clang::SourceLocation place) { gaveUpAt_.insert(place); }
  std::size_t gaveUp() const;

  explicit FunctionGraphs(clang::ASTContext &context) : context_(context), constants_(context) {}

private:
  clang::ASTContext &context_;
  UnitConstants constants_;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<FunctionGraph>> graphs_;
  llvm::DenseSet<const clang::FunctionDecl *> gaveUp_;
  llvm::DenseSet<clang::SourceLocation> gaveUpAt_;
};

// Whether stmt comes out of the expansion of assert().
bool isFromAssert(const clang::Stmt *stmt, const clang::ASTContext &context);

} // namespace lintel::checkers
