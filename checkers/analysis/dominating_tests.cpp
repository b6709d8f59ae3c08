#include "checkers/analysis/dominating_tests.h"

#include "llvm/ADT/BitVector.h"

namespace lintel::checkers {

using namespace clang;

namespace {

// How deep use lies inside stmt; 0: stmt itself; nullopt: not at all.
std::optional<unsigned> depthOf(const Stmt *stmt, const Expr *use) {
  llvm::SmallVector<std::pair<const Stmt *, unsigned>, 32> pending = {{stmt, 0}};
  while (!pending.empty()) {
    const auto [next, depth] = pending.pop_back_val();
    if (next == use) return depth;
    if (!next || isa<LambdaExpr>(next)) continue;
    for (const Stmt *child : next->children()) pending.push_back({child, depth + 1});
  }
  return std::nullopt;
}

// The arms of ?: and of && lie in blocks of their own and are parts of the whole expression too: the
// block in which use lies least deep executes it.
const CFGBlock *blockOf(const FunctionGraph &graph, const Expr *use) {
  const CFGBlock *best = nullptr;
  unsigned least = ~0U;
  const auto consider = [&](const CFGBlock &block, const Stmt *stmt) {
    const auto depth = depthOf(stmt, use);
    if (!depth || *depth >= least) return;
    least = *depth;
    best = &block;
  };
  for (const CFGBlock *block : graph.cfg()) {
    for (const CFGElement &element : graph.statements(*block))
      if (const auto stmt = element.getAs<CFGStmt>())
        consider(*block, stmt->getStmt());
      else if (const auto initializer = element.getAs<CFGInitializer>())
        consider(*block, initializer->getInitializer()->getInit());
    consider(*block, block->getLastCondition());
  }
  return best;
}

bool reaches(const CFGBlock *from, const CFGBlock *to, const CFGBlock *without, unsigned blocks) {
  llvm::BitVector seen(blocks);
  std::vector<const CFGBlock *> pending = {from};
  while (!pending.empty()) {
    const CFGBlock *block = pending.back();
    pending.pop_back();
    if (!block || block == without || seen.test(block->getBlockID())) continue;
    if (block == to) return true;
    seen.set(block->getBlockID());
    for (const CFGBlock::AdjacentBlock &next : block->succs()) pending.push_back(next.getReachableBlock());
  }
  return false;
}

} // namespace

std::optional<bool> isDecidedBy(const FunctionGraph &graph, const Expr *use,
                                llvm::function_ref<bool(const Expr *)> fits) {
  const CFG &cfg = graph.cfg();
  const CFGBlock *target = blockOf(graph, use);
  if (!target) return std::nullopt;
  const unsigned blocks = cfg.getNumBlockIDs();
  for (const CFGBlock *block : cfg) {
    const auto *condition = dyn_cast_or_null<Expr>(block->getTerminatorCondition());
    if (block == target || !condition || block->succ_size() < 2 || !fits(condition)) continue;
    if (reaches(&cfg.getEntry(), target, block, blocks)) continue;
    for (const CFGBlock::AdjacentBlock &next : block->succs())
      if (!reaches(next.getReachableBlock(), target, block, blocks)) return true;
  }
  return false;
}

} // namespace lintel::checkers
