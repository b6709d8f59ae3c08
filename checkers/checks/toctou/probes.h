// Opens that only ask whether a file is there: what is opened is tested and closed, and nothing else.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseSet.h"

namespace lintel::checkers::checks::toctou {

// Adds the calls and constructions of body that do so.
void findProbes(const clang::Stmt *body, llvm::DenseSet<const clang::Expr *> &probes, const clang::ASTContext &context);

} // namespace lintel::checkers::checks::toctou
