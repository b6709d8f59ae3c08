// What the printf family writes, as far as the format says.
#pragma once

#include "checkers/contracts/contract.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"

#include <optional>
#include <string>

namespace lintel::checkers {

// The characters up to the terminator, one byte for each; others than ASCII as '?'.
std::string asciiOf(const clang::StringLiteral *literal);

// The most characters that a printf call with a literal format writes; nullopt: not known.
std::optional<unsigned> longestTextOf(const clang::CallExpr *call);

// A function that tells by its result that the text was cut, with a text that never is.
bool fitsAlways(const clang::CallExpr *call, const FunctionContract &contract, const clang::ASTContext &context);

} // namespace lintel::checkers
