// What an expression always yields in this unit: folded constants, variables that nobody writes, and
// functions of the unit that always return the same.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

#include <optional>

namespace lintel::checkers {

class UnitConstants {
public:
  explicit UnitConstants(clang::ASTContext &context) : context_(context) {}

  // nullopt: not always the same, or not known.
  std::optional<llvm::APSInt> integer(const clang::Expr *expr);
  std::optional<bool> truth(const clang::Expr *expr);
  // A local variable, or one with internal linkage, and no way to write it after its initializer: neither assigned, nor
  // its address or a reference to it taken anywhere in the unit.
  bool isNeverWritten(const clang::VarDecl *variable);

private:
  std::optional<llvm::APSInt> compute(const clang::Expr *expr, unsigned depth);
  std::optional<llvm::APSInt> ofVariable(const clang::VarDecl *variable, unsigned depth);
  std::optional<llvm::APSInt> ofCall(const clang::FunctionDecl *function, unsigned depth);
  void findWritten();

  clang::ASTContext &context_;
  bool searched_ = false;
  llvm::DenseSet<const clang::VarDecl *> written_;
  llvm::DenseMap<const clang::Decl *, std::optional<llvm::APSInt>> known_;
};

} // namespace lintel::checkers
