// Where an integer that becomes a pointer came from, as far as one function shows it.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"

namespace lintel::checkers::checks::cast_pointer_int {

struct Origin {
  enum class Kind {
    Constant,
    Pointer,   // converted from a pointer in sight
    Interface, // handed out as an integer by a C interface or by an atomic word
    Unknown
  };
  Kind kind = Kind::Unknown;
  bool arithmetic = false;                // the address was moved or rounded: the reason to go through an integer
  bool masked = false;                    // bits were cleared with &
  bool tagged = false;                    // bits were set with |
  unsigned narrowest = ~0u;               // bits of the narrowest type that held the value
  const clang::Expr *cast = nullptr;      // the conversion from the pointer, if seen
  const clang::ValueDecl *leaf = nullptr; // the variable or field that held the value, if one did
};

Origin traceOrigin(const clang::Expr *integer, clang::ASTContext &context);

// Whether the function looks at single bits of the variable or field (`word & 1`).
bool testsBits(const clang::FunctionDecl *function, const clang::ValueDecl *word);

} // namespace lintel::checkers::checks::cast_pointer_int
