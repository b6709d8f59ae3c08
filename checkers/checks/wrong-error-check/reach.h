// Which calls' results a mention of a local variable may hold.
#pragma once

#include "checkers/analysis/function_graph.h"
#include "checkers/checks/wrong-error-check/uses.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace lintel::checkers::checks::wrong_error_check {

// A result stored in a variable. definition: the assignment or declaration that stores it.
struct Stored {
  const clang::Stmt *definition = nullptr;
  const clang::VarDecl *variable = nullptr;
};

struct Reaching {
  llvm::SmallVector<unsigned, 2> stored; // indexes into the list of Stored
  bool other = false;                    // the variable may hold something else
};
using Reached = llvm::DenseMap<const clang::DeclRefExpr *, Reaching>;

// nullopt: the analysis did not settle.
std::optional<Reached> reach(const FunctionGraph &graph, llvm::ArrayRef<Stored> stored);

} // namespace lintel::checkers::checks::wrong_error_check
