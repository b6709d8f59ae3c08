// The clamp that would bound a value at its sink.
#pragma once

#include "checkers/analysis/unit_taint.h"

#include "clang/Basic/Diagnostic.h"

#include <optional>
#include <set>

namespace lintel::checkers::checks::unbounded_pagination {

struct ClampFix {
  clang::FixItHint hint;
  std::string text; // the replacement, for the note of an unsafe fix
  bool safe = false;
};

// constant: the policy's name for the largest page size, may be empty. Safe only when that name and
// std::min are known where the value is used. nullopt: the value is no integer, or a macro wrote it.
std::optional<ClampFix> clampFix(const Sink &sink, llvm::StringRef constant,
                                 const std::set<clang::FileID> &filesWithAlgorithm, const clang::ASTContext &context);

} // namespace lintel::checkers::checks::unbounded_pagination
