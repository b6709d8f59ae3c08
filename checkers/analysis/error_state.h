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
#include <unordered_map>
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

class ErrorStates {
public:
  // One for each AST and set of names; it lives as long as the AST. Checks that ask about the same function share
  // the answer.
  static ErrorStates &of(clang::ASTContext &context, const Contracts &contracts, const ExtraNames &extra);
  ErrorStates(clang::ASTContext &context, const Contracts &contracts, const ExtraNames &extra)
      : extra_(extra), subjects_(contracts, extra_), context_(context) {}
  ErrorStates(const ErrorStates &) = delete;
  ErrorStates &operator=(const ErrorStates &) = delete;

  // The errors that function may lose: one for each store, the worst loss first found in source order; stores that are
  // never lost are left out. Functions without such stores cost one walk over their body.
  const std::vector<LostError> &lostIn(const clang::FunctionDecl *function);

private:
  std::vector<LostError> findLost(const clang::FunctionDecl *definition);

  const ExtraNames extra_;
  const ErrorSubjects subjects_;
  clang::ASTContext &context_;
  ErrorReturns returns_;
  std::unordered_map<const clang::FunctionDecl *, std::vector<LostError>> known_; // looked up only
};

} // namespace lintel::checkers
