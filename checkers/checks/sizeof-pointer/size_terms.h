// The sizeof expressions that an amount is made of.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/SmallVector.h"

namespace lintel::checkers::checks::sizeof_pointer {

// One sizeof or offsetof that is a term or a factor of an amount.
struct SizeTerm {
  const clang::Expr *site = nullptr;              // the sizeof or offsetof itself
  const clang::Expr *operand = nullptr;           // sizeof applied to an expression; nullptr: to a type, or offsetof
  clang::QualType measured;                       // what sizeof measures; null for offsetof
  const clang::BinaryOperator *product = nullptr; // the innermost product that it is a factor of
  bool inBits = false;                            // multiplied by 8: the amount is a number of bits
};
using SizeTerms = llvm::SmallVector<SizeTerm, 4>;

// The terms of an integer expression, through sums, differences, products, ?: and conversions.
// What is divided is no number of bytes any more and is left out.
SizeTerms sizeTermsOf(const clang::Expr *amount, const clang::ASTContext &context);

// Whether both denote the same object when nothing happens between them: variables, members,
// dereferences and elements with the same index.
bool sameObject(const clang::Expr *left, const clang::Expr *right);

bool isByteType(clang::QualType type);

// void, char and the like for pointers to bytes; anything that sizeof cannot measure is 0.
std::int64_t sizeInBytes(clang::QualType type, const clang::ASTContext &context);

} // namespace lintel::checkers::checks::sizeof_pointer
