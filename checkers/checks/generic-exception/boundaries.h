// Functions behind which no exception may go on, so that their handlers have to catch everything.
#pragma once

#include "checkers/analysis/handlers.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/DenseSet.h"

namespace lintel::checkers::checks::generic_exception {

class Boundaries {
public:
  // main, functions with C linkage, noexcept functions, destructors, entries of threads, functions that promise
  // an answer by their name (tryParse), and functions and lambdas
  // that are handed to somebody who calls them.
  bool holds(const clang::FunctionDecl *function, clang::ASTContext &context);

private:
  bool isHandedOver(const clang::FunctionDecl *function, clang::ASTContext &context);

  bool searched_ = false;
  llvm::DenseSet<const clang::FunctionDecl *> handedOver_; // canonical declarations
};

} // namespace lintel::checkers::checks::generic_exception
