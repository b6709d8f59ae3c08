// Loops that append to a container declared outside them.
#pragma once

#include "checkers/analysis/evaluator.h"

#include <optional>
#include <string>

namespace lintel::checkers::checks::unbounded_pagination {

// push_back and its family, += of a string, C functions named after appending or pushing.
bool isAppend(const clang::CallExpr &call);

struct CollectingLoop {
  llvm::SmallVector<const clang::Expr *, 2> bounds; // what the condition compares with
  std::string container;
};

// nullopt for loops that collect nothing, or that something else bounds: a constant, the size of
// what is at hand, an early exit by one of those.
std::optional<CollectingLoop> collectingLoop(const clang::Stmt &loop, Evaluator &evaluator);

} // namespace lintel::checkers::checks::unbounded_pagination
