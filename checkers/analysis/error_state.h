// What becomes of the errors that a function stores in its local variables: which are lost before
// anybody has looked at them, and where.
//
// A variable is unset, pending (it holds an error that nobody has looked at), inspected, or escaped (somebody
// else may know it, so nothing more can be said). Only pending and escaped need to be told apart from the rest.
#pragma once

#include "checkers/analysis/error_state_stores.h"

#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"

#include <string>
#include <vector>

namespace lintel::checkers {

struct ErrorStore {
  const clang::VarDecl *variable = nullptr;
  const clang::Stmt *stmt = nullptr; // the assignment, declaration or call
  ErrorSource source;
  bool isInspected = false; // on some path
};

enum class Loss {
  Overwritten, // by the result of another call
  Reset,       // by a value that is not the result of a call
  ScopeEnd,    // the variable's life ends, in a loop's body
  Exit         // the function ends
};

struct LostError {
  ErrorStore store;
  Loss how = Loss::Exit;
  const clang::Stmt *where = nullptr;   // what overwrites it, or the return; nullptr: the end of the function's body
  const clang::Expr *dropped = nullptr; // a cast to void of the variable on the way
  bool isLogged = false;                // all that happened to it is a log line
};

// For one AST.
class ErrorStates {
public:
  ErrorStates(const ErrorSubjects &subjects, clang::ASTContext &context) : subjects_(subjects), context_(context) {}

  // The errors that function may lose: one for each store, the worst loss first found in source order; stores that are
  // never lost are left out. Functions without such stores cost one walk over their body.
  std::vector<LostError> lostIn(const clang::FunctionDecl *function);

private:
  const ErrorSubjects &subjects_;
  clang::ASTContext &context_;
  ErrorReturns returns_;
};

} // namespace lintel::checkers
