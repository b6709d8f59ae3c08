// What a condition tells about errors, and which conditions exclude each other.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>

namespace lintel::checkers {

// A condition that held, or did not, on the way to a point of the function. Two with the same key ask the same.
struct Fact {
  unsigned key = 0;
  bool holds = false;
  const clang::Expr *condition = nullptr;
};
using Facts = llvm::SmallVector<Fact, 4>;

// nullopt: the condition calls something or changes something, so asking again may answer differently.
std::optional<Fact> factOf(const clang::Expr *condition, bool outcome, const clang::ASTContext &context);
void addFact(Facts &facts, const Fact &fact);
bool contradicts(const Facts &facts, const Fact &fact);
// The variable has a new value.
void forget(Facts &facts, const clang::ValueDecl *variable);
// Keeps what both know. True: into changed.
bool intersect(Facts &into, const Facts &from);

// How sure a branch is that something failed before it.
enum class Failed {
  No,
  Perhaps, // a null pointer, false from a call: a failure, or simply nothing there
  Yes      // a negative value, a status that is not OK
};
// How people call a variable that holds the outcome of what was tried.
bool isNamedLikeError(const clang::ValueDecl *variable);

// isCode: variables that hold error codes, 0 for success.
Failed failureToldBy(const clang::Expr *condition, bool outcome,
                     llvm::function_ref<bool(const clang::ValueDecl *)> isCode, const clang::ASTContext &context);

} // namespace lintel::checkers
