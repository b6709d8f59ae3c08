// Branches on success that say the call failed.
#pragma once

#include "checkers/checks/wrong-error-check/judgement.h"

namespace lintel::checkers::checks::wrong_error_check {

// The if statement that decides on the test alone and whose branch for success, and only that one,
// reports the failure of the call; nullptr: none. path: the statements around the test's subject.
const clang::IfStmt *invertedBranch(const Tested &tested, const Outcomes &outcomes,
                                    llvm::ArrayRef<const clang::Stmt *> path, const clang::ASTContext &context);

} // namespace lintel::checkers::checks::wrong_error_check
