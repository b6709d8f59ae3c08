// What the code around a conversion does with the result.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"

namespace lintel::checkers::checks::cast_pointer_int {

// The nearest expression around this one, without parentheses, implicit casts and full-expression
// wrappers; null at the top. child becomes the operand by which that expression holds it.
const clang::Expr *userOf(const clang::Expr *expr, clang::ASTContext &context, const clang::Expr **child = nullptr);

const clang::FunctionDecl *enclosingFunction(const clang::Expr *expr, clang::ASTContext &context);

// Never evaluated: sizeof, decltype, noexcept.
bool isUnevaluated(const clang::Expr *expr, clang::ASTContext &context);

// ==, <, ...; withConstant asks for a constant on the other side.
bool isCompared(const clang::Expr *expr, clang::ASTContext &context, bool withConstant);

// Handed to the variable arguments of a function, or to a stream.
bool isPrinted(const clang::Expr *expr, clang::ASTContext &context);

// *p, p->m, p[i], p(); &p->m only computes an address.
bool isDereferenced(const clang::Expr *expr, clang::ASTContext &context);

// The first pointer to something else than plain void that the same expression makes of a void
// pointer; null if it stays one.
const clang::Expr *typedPointerFrom(const clang::Expr *pointer, clang::ASTContext &context);

// Mixed into other bits, or used where the name says that a hash or a seed is wanted.
bool isHashed(const clang::Expr *expr, clang::ASTContext &context);

// Only the low bits are looked at: `& 7`, `% 8` of an unsigned value.
bool isLowBitsTest(const clang::Expr *expr, clang::ASTContext &context);

// The cast that turns the result of this integer expression into a pointer, within one expression.
const clang::CastExpr *pointerMadeFrom(const clang::Expr *expr, clang::ASTContext &context);

// static_cast<int>(x) holds the conversion as an implicit cast inside: the cast as it is written.
const clang::CastExpr *writtenCast(const clang::CastExpr *cast, clang::ASTContext &context);

} // namespace lintel::checkers::checks::cast_pointer_int
