// What the body of a function does with its variables, whatever the order.
#pragma once

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace lintel::checkers::fallible {

class Locals {
public:
  explicit Locals(const clang::FunctionDecl *function);
  // The only value that a local variable is ever given, or nullptr.
  const clang::Expr *onlyValue(const clang::VarDecl *variable) const;
  bool isAssigned(const clang::VarDecl *variable) const { return given_.contains(variable->getCanonicalDecl()); }
  // Somebody else may change it.
  bool isExposed(const clang::VarDecl *variable) const { return exposed_.contains(variable->getCanonicalDecl()); }

private:
  class Scan;
  struct Given {
    unsigned times = 0;
    const clang::Expr *value = nullptr;
  };
  llvm::DenseMap<const clang::VarDecl *, Given> given_;
  llvm::DenseSet<const clang::VarDecl *> exposed_;
};

} // namespace lintel::checkers::fallible
