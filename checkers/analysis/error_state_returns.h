// Which functions of the unit return nothing but an error code: 0, negative constants, and the errors of others.
#pragma once

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace lintel::checkers {

class ErrorReturns {
public:
  // isError: a call that is known to return an error code and nothing else.
  using IsError = llvm::function_ref<bool(const clang::CallExpr *)>;

  // True when each return of the function's definition is 0 or tells of a failure, and one does tell of a failure.
  bool tellsErrors(const clang::FunctionDecl *function, IsError isError, const clang::ASTContext &context);

private:
  bool compute(const clang::FunctionDecl *function, IsError isError, const clang::ASTContext &context);

  llvm::DenseMap<const clang::FunctionDecl *, bool> known_;
  unsigned depth_ = 0;
};

} // namespace lintel::checkers
