// What a handler does with the exception it stops.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/ArrayRef.h"

namespace lintel::checkers::checks::catch_swallowed {

enum class Effect {
  Nothing,  // nobody will know
  MuteLog,  // it is logged that something failed, but not what
  Recorded, // passed on, recorded, answered, or logged with its content
};

// attempt: the handler's try statement; function: where it stands.
Effect effectOf(const clang::CXXCatchStmt *handler, const clang::CXXTryStmt *attempt,
                const clang::FunctionDecl *function, const clang::ASTContext &context);

// Ways to stop an exception that are told by what stands around the handler. parents: the statements around the try
// statement, innermost first.
bool isToldAround(const clang::CXXTryStmt *attempt, llvm::ArrayRef<const clang::Stmt *> parents,
                  const clang::FunctionDecl *function, const clang::ASTContext &context);

} // namespace lintel::checkers::checks::catch_swallowed
