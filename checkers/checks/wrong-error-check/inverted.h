// Tests that tell failure from success and take the wrong branch.
#pragma once

#include "checkers/checks/wrong-error-check/judgement.h"

namespace lintel::checkers::checks::wrong_error_check {

// The if statement that decides on the value at the end of path and nothing else, or none.
Decision decisionOn(llvm::ArrayRef<const clang::Stmt *> path);

// The branch for the call's success, and only that one, deals with a failure.
bool isInverted(const Tested &tested, const Outcomes &outcomes, const clang::ASTContext &context);

} // namespace lintel::checkers::checks::wrong_error_check
