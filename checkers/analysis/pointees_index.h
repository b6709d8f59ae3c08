// One walk over the unit: who calls whom, which functions can be called unseen, who writes a global pointer,
// which classes derive from which, and which functions look at memory through another type.
#pragma once

#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

#include <vector>

namespace lintel::checkers {

class PointeeIndex {
public:
  struct Call {
    const clang::CallExpr *call;
    const clang::FunctionDecl *caller;
  };

  explicit PointeeIndex(clang::ASTContext &context);

  // Definitions with a cast or an access that deserves a look, in the order of the source.
  llvm::ArrayRef<const clang::FunctionDecl *> interesting() const { return interesting_; }
  llvm::ArrayRef<Call> callsOf(const clang::FunctionDecl *function) const;
  // Nobody outside of callsOf() can call it.
  bool hasOnlyKnownCallers(const clang::FunctionDecl *function) const;
  // The function that a local variable always holds.
  const clang::FunctionDecl *heldBy(const clang::VarDecl *variable) const;
  // Whether a result of the function can be more than an unknown pointer.
  bool mayReturnKnown(const clang::FunctionDecl *function) const {
    return returnsKnown_.contains(function->getCanonicalDecl());
  }
  // The functions that assign to a global pointer; its address is never taken if `isPlain`.
  llvm::ArrayRef<const clang::FunctionDecl *> writersOf(const clang::VarDecl *variable) const;
  bool isPlain(const clang::VarDecl *variable) const { return !exposed_.contains(variable); }
  // The classes of this unit that derive directly from a class, in the order of the source.
  llvm::ArrayRef<const clang::CXXRecordDecl *> derivedFrom(const clang::CXXRecordDecl *base) const;

private:
  friend class PointeeIndexBuilder;
  std::vector<const clang::FunctionDecl *> interesting_;
  llvm::DenseMap<const clang::FunctionDecl *, std::vector<Call>> calls_;
  llvm::DenseSet<const clang::FunctionDecl *> leaked_;
  llvm::DenseMap<const clang::VarDecl *, const clang::FunctionDecl *> held_;
  llvm::DenseMap<const clang::VarDecl *, std::vector<const clang::FunctionDecl *>> writers_;
  llvm::DenseSet<const clang::VarDecl *> exposed_;
  llvm::DenseSet<const clang::FunctionDecl *> returnsKnown_;
  llvm::DenseMap<const clang::CXXRecordDecl *, std::vector<const clang::CXXRecordDecl *>> derived_;
};

// A conversion between pointers or references that can change what the memory is taken for.
bool changesView(const clang::CastExpr *cast, const clang::ASTContext &context);

} // namespace lintel::checkers
