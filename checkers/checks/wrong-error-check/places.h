// Results that are kept in members, elements and variables of the unit, and tested at once.
#pragma once

#include "checkers/checks/wrong-error-check/judgement.h"

namespace lintel::checkers::checks::wrong_error_check {

// Adds the tests of place in the statement that stores the result and in the one behind it, which leaves when the test
// holds. path: the statements around the call. Nothing is added when the function tests the place elsewhere, too.
void testsOfPlace(const clang::Expr *place, llvm::ArrayRef<const clang::Stmt *> path, Tested &tested,
                  const clang::Stmt *body, const clang::ASTContext &context);

} // namespace lintel::checkers::checks::wrong_error_check
