// What a function does with an array of bytes before it looks at it as something else.
#pragma once

#include "checkers/analysis/pointees.h"

namespace lintel::checkers::checks::cast_layout {

// Whether functions that copy bytes fill the local array, and nothing else in the function could have
// constructed an object in it.
bool isFilledWithBytesOnly(const clang::VarDecl *array, const clang::FunctionDecl *function);

// Whether a condition that decides about the access tests the address for its alignment.
bool isAlignmentTested(const clang::Expr *access, const clang::Expr *pointer, const Pointee &pointee,
                       const clang::FunctionDecl *function, clang::ASTContext &context);

} // namespace lintel::checkers::checks::cast_layout
