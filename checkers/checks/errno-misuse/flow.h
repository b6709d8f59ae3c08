// Which call errno speaks of, wherever it is read.
#pragma once

#include "checkers/analysis/function_graph.h"
#include "checkers/checks/errno-misuse/events.h"

#include <set>
#include <tuple>

namespace lintel::checkers::checks::errno_misuse {

enum class Problem {
  Untested,   // the result, which says whether errno has a meaning, was not looked at
  NotZeroed,  // errno was not 0 before a call whose failure only errno shows
  NeverSet,   // the call that failed returns an error number and leaves errno alone
  Overwritten // another call may have changed errno since
};

struct Misuse {
  Problem problem;
  const clang::Expr *read = nullptr;
  const clang::CallExpr *source = nullptr;
  const clang::CallExpr *between = nullptr; // Overwritten
};

struct ErrnoFlow {
  std::vector<Misuse> misuses;
  llvm::DenseSet<const clang::CallExpr *> followedByRead; // errno may be read some time after the call
};

// nullopt: the analysis did not settle.
std::optional<ErrnoFlow> followErrno(const FunctionGraph &graph, const Events &events);

} // namespace lintel::checkers::checks::errno_misuse
