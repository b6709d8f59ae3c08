// Which exceptions a statement is known to throw: its own throw expressions, those of the functions it calls as far as
// the unit holds their bodies, and well-known functions of the C++ library.
#pragma once

#include "clang/AST/DeclCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <string>

namespace lintel::checkers::checks::generic_exception {

struct ThrownType {
  const clang::CXXRecordDecl *type = nullptr; // nullptr: of the C++ library, and not declared here
  std::string name;
  const clang::Stmt *where = nullptr; // a throw expression or a call
};

class ThrownTypes {
public:
  // In the order in which they stand in the source, each type once. A type that a handler inside stops is left out.
  llvm::SmallVector<ThrownType, 4> of(const clang::Stmt *stmt);

private:
  using Types = llvm::SmallVector<ThrownType, 4>;
  void collect(const clang::Stmt *stmt, Types &types, unsigned depth);
  void collectTry(const clang::CXXTryStmt *attempt, Types &types, unsigned depth);
  void collectCall(const clang::FunctionDecl *callee, const clang::Stmt *call, Types &types, unsigned depth);

  llvm::DenseMap<const clang::FunctionDecl *, Types> known_; // by definition; complete only at depth 0
};

} // namespace lintel::checkers::checks::generic_exception
