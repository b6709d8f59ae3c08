// What becomes of a value: tested, stored in a variable, or handed on.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <vector>

namespace lintel::checkers::checks::wrong_error_check {

struct Use {
  // A condition or comparison with constants, or the choice of a switch.
  const clang::Expr *test = nullptr;
  const clang::SwitchStmt *choice = nullptr;
  // The variable that receives the value, the value as it is stored, and where.
  const clang::VarDecl *variable = nullptr;
  const clang::Expr *stored = nullptr;
  const clang::Stmt *definition = nullptr; // the assignment or the declaration
  bool comparedWithVariable = false;
  bool handedOn = false;               // returned, copied, calculated with or passed to a function that may test it
  bool passed = false;                 // an argument of a function
  const clang::Expr *keptIn = nullptr; // the member, element or variable of the unit that receives the value
  bool escapes = false;                // address taken: anything may happen to the variable
};

// path: the statements around the value, outermost first; the last is the value itself.
Use useOf(llvm::ArrayRef<const clang::Stmt *> path, const clang::ASTContext &context);

// Calls visit(path) for every call and every mention of a variable, member or element in body, in source order. Bodies
// of lambdas are left out; what they capture is not.
void forEachValue(const clang::Stmt *body, llvm::function_ref<void(llvm::ArrayRef<const clang::Stmt *> path)> visit);

} // namespace lintel::checkers::checks::wrong_error_check
