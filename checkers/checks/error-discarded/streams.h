// What one function body does with its C and zlib streams, as far as lost writes ask: where it opens them, writes to
// them, closes them, and lets go of them.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"

namespace lintel::checkers::checks::error_discarded {

// Structural: the same variable, or the same member of the same object.
bool isSameObject(const clang::Expr *a, const clang::Expr *b);

// The variable that the expression names, or nullptr.
const clang::ValueDecl *variableOf(const clang::Expr *expression);

class StreamFacts {
public:
  void noteCall(const clang::CallExpr *call, bool isDropped);
  // parent: the nearest statement around it that is neither a cast nor a parenthesis.
  void noteStatement(const clang::Stmt *statement, const clang::Stmt *parent);

  // True when closing the stream writes what this body has left in its buffer. values: all that the body gives to the
  // variable; one variable may hold several streams, so only what it was given last before the call counts.
  bool holdsWrites(const clang::CallExpr *close, const clang::Expr *stream, llvm::ArrayRef<const clang::Expr *> values,
                   const clang::ASTContext &context) const;

  // True when whoever closes the stream learns of a failed write: this body, its caller, the stream's owner. A stream
  // that is opened here, kept here and never closed has nobody, and its first dropped write speaks for the others.
  bool isLeftToClose(const clang::CallExpr *write, const clang::Expr *stream,
                     llvm::ArrayRef<const clang::Expr *> values) const;

private:
  llvm::SmallVector<const clang::Expr *, 2> openedAs(const clang::CallExpr *close, const clang::Expr *stream,
                                                     llvm::ArrayRef<const clang::Expr *> values,
                                                     const clang::ASTContext &context) const;

  llvm::SmallVector<const clang::CallExpr *, 4> writes;
  llvm::SmallVector<const clang::CallExpr *, 4> droppedWrites;
  llvm::SmallVector<const clang::CallExpr *, 4> closes;
  llvm::DenseSet<const clang::ValueDecl *> handedOn; // passed to a call that may write
  llvm::DenseSet<const clang::ValueDecl *> escaped;  // somebody else may know the stream too
};

} // namespace lintel::checkers::checks::error_discarded
