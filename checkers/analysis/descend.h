// Walking a tree without recursion, so that nested code may be as deep as it likes.
#pragma once

#include "clang/AST/Stmt.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace lintel::checkers {

enum class Descend { Into, Past, Stop };

// Calls visit for root and everything below it, in the order of the text: Descend::Past leaves out what is below a
// statement, Descend::Stop ends the walk. Returns whether it was stopped. root may be null.
template <class Visit> bool descend(const clang::Stmt *root, Visit visit) {
  llvm::SmallVector<const clang::Stmt *, 32> pending = {root};
  while (!pending.empty()) {
    const clang::Stmt *stmt = pending.pop_back_val();
    if (!stmt) continue;
    const Descend next = visit(stmt);
    if (next == Descend::Stop) return true;
    if (next == Descend::Past) continue;
    const std::size_t first = pending.size();
    pending.append(stmt->child_begin(), stmt->child_end());
    std::reverse(pending.begin() + first, pending.end());
  }
  return false;
}

// Whether is(stmt) for root or anything below it.
template <class Is> bool holdsAny(const clang::Stmt *root, Is is) {
  return descend(root, [&](const clang::Stmt *stmt) { return is(stmt) ? Descend::Stop : Descend::Into; });
}

} // namespace lintel::checkers
