// The replacement of a too small or signed integer type by std::uintptr_t.
#pragma once

#include "checkers/checks/cast-pointer-int/judge.h"

#include "clang/Basic/Diagnostic.h"

#include <string>
#include <vector>

namespace lintel::checkers::checks::cast_pointer_int {

struct TypeFix {
  std::string type;                    // "std::uintptr_t", or "uintptr_t" in C
  bool safe = false;                   // compiles and keeps what correct runs do
  std::vector<clang::FixItHint> edits; // empty: the type is not written where it could be replaced
};

TypeFix fixType(const Mistake &mistake, clang::ASTContext &context);

} // namespace lintel::checkers::checks::cast_pointer_int
