// What a rule may ask of an argument.
#pragma once

#include "checkers/checks/forbidden-call/rules.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"

namespace lintel::checkers::checks::forbidden_call {

// A condition on an argument that is not there does not hold.
bool holds(const Condition &condition, llvm::ArrayRef<const clang::Expr *> arguments, const clang::ASTContext &context);

} // namespace lintel::checkers::checks::forbidden_call
