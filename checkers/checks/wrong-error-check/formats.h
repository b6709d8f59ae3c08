// What the format of a scanf call says.
#pragma once

#include "clang/AST/Expr.h"

#include <optional>

namespace lintel::checkers::checks::wrong_error_check {

struct ScanFormat {
  std::optional<unsigned> items; // conversions that store; nullopt: the format is not a literal
  bool firstMayMismatch = false; // input that is there may still fail to fit the first conversion
};

ScanFormat scanFormatOf(const clang::CallExpr *call);

} // namespace lintel::checkers::checks::wrong_error_check
