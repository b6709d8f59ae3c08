// Where an integer that becomes a pointer came from, as far as one function shows it.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"

namespace lintel::checkers::checks::cast_pointer_int {

struct Origin {
  enum class Kind {
    Constant,
    Pointer,   // converted from a pointer in sight
    Interface, // handed out as an address by a C interface, an atomic word, or a uintptr_t in a declaration
    Unknown
  };
  Kind kind = Kind::Unknown;
  bool arithmetic = false;                // the address was moved or rounded: the reason to go through an integer
  bool number = false;                    // read from a declaration that suggests a count or an id, not an address
  bool masked = false;                    // bits were cleared with &
  bool tagged = false;                    // bits were set with |
  unsigned narrowest = ~0u;               // bits of the narrowest type that held the value
  const clang::Expr *cast = nullptr;      // the conversion from the pointer, if seen
  const clang::ValueDecl *leaf = nullptr; // the variable or field that held the value, if one did
};

// Whether the type is uintptr_t or intptr_t as written; a typedef of them may be any integer.
bool isAddressType(clang::QualType type);

Origin traceOrigin(const clang::Expr *integer, clang::ASTContext &context);

// Whether the function looks at single bits of the variable or field (`word & 1`).
bool testsBits(const clang::FunctionDecl *function, const clang::ValueDecl *word);

} // namespace lintel::checkers::checks::cast_pointer_int
