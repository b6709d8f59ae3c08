// Conversions that change a number on purpose.
#pragma once

#include "checkers/analysis/unit_ranges.h"

namespace lintel::checkers::checks::cast_truncation {

bool isMeant(const RangeFinding &finding, clang::ASTContext &context);

} // namespace lintel::checkers::checks::cast_truncation
