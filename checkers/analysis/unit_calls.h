// What each body of a unit calls and names, found in one walk that all checks share. Most functions concern few
// checks: who is called tells which.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"

#include <memory>
#include <vector>

namespace lintel::checkers {

struct Calls {
  std::vector<const clang::Expr *> made;          // calls, constructions and new, in order of the text
  std::vector<const clang::FunctionDecl *> named; // the functions that the body names, as to call them, each once
};

class UnitCalls {
public:
  // One for each AST; it lives as long as the AST.
  static UnitCalls &of(clang::ASTContext &context);
  explicit UnitCalls(clang::ASTContext & /*context*/) {}

  // Lambdas are functions of their own: their bodies are left out, what they capture is not.
  const Calls &in(clang::Stmt *body);

private:
  llvm::DenseMap<const clang::Stmt *, std::unique_ptr<Calls>> calls_;
};

} // namespace lintel::checkers
