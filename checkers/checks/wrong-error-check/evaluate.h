// The value of an expression when one part of it has a given value.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"

#include <optional>

namespace lintel::checkers::checks::wrong_error_check {

// subject: a call, or the mention of a variable; value is converted to its type.
// nullopt: something else than subject and constants has a say.
std::optional<llvm::APSInt> evaluate(const clang::Expr *expr, const clang::Expr *subject, const llvm::APSInt &value,
                                     const clang::ASTContext &context);

// value as type holds it; type: an integer, enumeration, bool or pointer, else nullopt.
std::optional<llvm::APSInt> convert(const llvm::APSInt &value, clang::QualType type, const clang::ASTContext &context);

// The value of a constant, null pointers and pointers made of integers included.
std::optional<llvm::APSInt> constantOf(const clang::Expr *expr, const clang::ASTContext &context);

} // namespace lintel::checkers::checks::wrong_error_check
