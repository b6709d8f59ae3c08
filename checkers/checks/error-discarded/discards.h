// Where a function's code drops values: expression statements, the left of a comma, the arms of a
// conditional whose own value is dropped, casts to void, assignments to std::ignore.
#pragma once

#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace lintel::checkers::checks::error_discarded {

struct Discard {
  const clang::Expr *call = nullptr;        // a CallExpr, or a co_await whose value is dropped
  const clang::Expr *explicitly = nullptr;  // the cast to void or the assignment to std::ignore, if any
  clang::SourceLocation place;              // what drops it: the block, the comma, the cast
  llvm::ArrayRef<const clang::Stmt *> path; // from the body down to call, valid during the callback
};

// onDiscard hears of every call whose value is dropped, onUse of every other call; either may be empty. The bodies of
// lambdas are functions of their own and are not entered; neither are operands that are never evaluated.
using OnDiscard = llvm::function_ref<void(const Discard &)>;
using OnUse = llvm::function_ref<void(const clang::CallExpr *)>;
void walk(const clang::Stmt *body, OnDiscard onDiscard, OnUse onUse);

} // namespace lintel::checkers::checks::error_discarded
