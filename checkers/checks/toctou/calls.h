// Functions that look at a file by its name, and functions that do something with it by its name.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"

#include <optional>
#include <string>

namespace lintel::checkers::checks::toctou {

class FixedNames;

enum class Role { Check, Use };

struct Access {
  Role role;
  const clang::Expr *path = nullptr;
  const clang::Expr *call = nullptr;
  llvm::StringRef function;
};

// What the call, or construction of a stream, itself does.
std::optional<Access> accessOf(const clang::Expr *call, const clang::ASTContext &context);

// Whether a call of callee may be an access, or make a name or file that others can guess, as far as its name tells.
bool isFileFunction(const clang::FunctionDecl *callee);

// A call, or construction of a stream, that opens a file for reading which must be there already.
bool opensExisting(const clang::Expr *call, const clang::ASTContext &context);

// A call that makes a file name others can guess (tmpnam), or creates a file by a constant name in a
// directory that everybody may write to; "" for none.
std::string guessableTemporary(const clang::Expr *call, const FixedNames &names, const clang::ASTContext &context);

} // namespace lintel::checkers::checks::toctou
