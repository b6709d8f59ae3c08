// What can be written instead of looking at memory through a cast.
#pragma once

#include "checkers/analysis/pointees.h"

#include "clang/Basic/Diagnostic.h"

#include <optional>
#include <string>

namespace lintel::checkers {

struct ViewFix {
  std::string text;
  llvm::SmallVector<clang::FixItHint, 2> edits;
  bool isSafe = false;
};

// The statements of the function, outermost first, that lead to target, with it; empty: target is not in it.
llvm::SmallVector<const clang::Stmt *, 32> wayTo(const clang::FunctionDecl *function, const clang::Stmt *target);

// std::bit_cast, from C++20 on, for a plain read of a whole object: *(T *)&object, (T &)object. Safe where the unit
// includes <bit>.
std::optional<ViewFix> bitCastInstead(const clang::Expr *place, const clang::FunctionDecl *function,
                                      clang::ASTContext &context);

// A local object with a copy of the bytes, where all that is done through the cast is to read them. A local pointer or
// reference that keeps the cast's result may be read later: then nothing else may name the object any more.
std::optional<ViewFix> copyInstead(const PointerAccess &access, const Pointee &pointee,
                                   const clang::FunctionDecl *function, clang::ASTContext &context);

// helper<T>(pointer) in the place of the cast.
std::optional<ViewFix> helperInstead(const PointerAccess &access, llvm::StringRef helper,
                                     const clang::FunctionDecl *function, const clang::ASTContext &context);

} // namespace lintel::checkers
