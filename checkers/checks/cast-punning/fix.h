// What can be written instead of *(T *)&object.
#pragma once

#include "checkers/analysis/pointees.h"

#include "clang/Basic/Diagnostic.h"

#include <optional>
#include <string>

namespace lintel::checkers::checks::cast_punning {

struct ProposedFix {
  std::string text;
  clang::FixItHint edit;
};

// Never safe: the value read may differ from what an optimiser made of the cast, and <bit> has to be included.
std::optional<ProposedFix> proposeFix(const clang::Expr *use, const Pointee &pointee, clang::ASTContext &context);

} // namespace lintel::checkers::checks::cast_punning
