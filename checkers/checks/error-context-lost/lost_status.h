// Error objects that are found to hold an error and then left behind, while a new error is made.
#pragma once

#include "checkers/analysis/error_subjects.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/SmallVector.h"

namespace lintel::checkers::checks::error_context_lost {

struct LostStatus {
  const clang::Expr *newError = nullptr; // what is returned or thrown instead
  const clang::Expr *oldError = nullptr; // the object that was tested
  std::string oldType;                   // "the 'absl::Status'"
  bool isThrown = false;
};

// Whether a branch returns or throws at all; cheap, for a first look at every "if".
bool mayLoseStatus(const clang::IfStmt &branch);

llvm::SmallVector<LostStatus, 1> findLostStatus(const clang::IfStmt &branch, const ErrorSubjects &subjects,
                                                const clang::ASTContext &context);

} // namespace lintel::checkers::checks::error_context_lost
