// dynamic_cast in the place of a cast that takes the author's word.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/Diagnostic.h"

#include <optional>
#include <string>

namespace lintel::checkers::checks::cast_downcast {

struct DynamicCastFix {
  std::string text;
  llvm::SmallVector<clang::FixItHint, 3> edits;
};

// Only where the result is checked too: by the exception that a reference throws, by the condition that declares the
// pointer, or by a return behind its declaration.
std::optional<DynamicCastFix> dynamicCastInstead(const clang::CastExpr *cast, const clang::FunctionDecl *function,
                                                 const clang::ASTContext &context);

} // namespace lintel::checkers::checks::cast_downcast
