// What can be written instead of a use without a check.
#pragma once

#include "checkers/analysis/fallible_values.h"

#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"

namespace lintel::checkers::checks::value_before_check {

struct Fixes {
  llvm::SmallVector<clang::FixItHint, 2> safe;  // .value(), which throws where the other form is undefined
  llvm::SmallVector<clang::FixItHint, 1> check; // an early return, to be reviewed: it may skip clean-up
};

Fixes fixesFor(const fallible::Finding &finding, const clang::ASTContext &context);

} // namespace lintel::checkers::checks::value_before_check
