// The value of an expanded macro: what #if would make of it.
#pragma once

#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <optional>
#include <string>

namespace lintel::checkers {

// An integer constant expression over literals: parentheses and the operators ~ + - * / % << >> & ^ |.
// nullopt: anything else (names, casts, floating point), division by zero, a value beyond 64 bits.
std::optional<std::int64_t> evaluateInteger(llvm::ArrayRef<clang::Token> tokens, const clang::Preprocessor &pp);

// Adjacent string literals of plain or UTF-8 text, joined. nullopt when any token is something else.
std::optional<std::string> joinStrings(llvm::ArrayRef<clang::Token> tokens, clang::Preprocessor &pp);

} // namespace lintel::checkers
