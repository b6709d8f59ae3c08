// Which conditions every way to a place has passed.
#pragma once

#include "checkers/analysis/function_graph.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace lintel::checkers {

// Whether a condition that fits lies on every way to use, and one of its outcomes does not lead there:
// the condition decides whether use is reached. Conditions of assert() count. use: an expression of the
// function itself, not of a lambda in it. nullopt: use was not found in the graph.
std::optional<bool> isDecidedBy(const FunctionGraph &graph, const clang::Expr *use,
                                llvm::function_ref<bool(const clang::Expr *)> fits);

} // namespace lintel::checkers
