// Library functions whose results, or whose output arguments, are numbers that the program does not choose.
#pragma once

#include "checkers/analysis/interval.h"

#include "clang/AST/Expr.h"
#include "llvm/ADT/SmallVector.h"

namespace lintel::checkers {

// The numbers that a call may return; nullopt: it is no source.
struct RangeSource {
  Interval result;
  bool isRandom = false;
  bool isLength = false; // of a text: what is subtracted from it is a part of it
};
std::optional<RangeSource> resultRange(const clang::CallExpr *call, const clang::ASTContext &context);
// The argument that the result does not exceed.
std::optional<unsigned> countArgument(const clang::FunctionDecl *callee);

// An argument that receives numbers from outside: what it points to is within range, or filled as it
// comes when range is everything. field: only this member of it.
struct RangeOutput {
  const clang::Expr *argument = nullptr;
  Interval range;
  llvm::StringRef field;
};
llvm::SmallVector<RangeOutput, 4> outputs(const clang::CallExpr *call, const clang::ASTContext &context);

// Cheap: may a call of callee be a source in one of these ways?
bool yieldsRange(const clang::FunctionDecl *callee);
// The length of a text, or the size of a container: asked again, it is the same.
bool yieldsLength(const clang::FunctionDecl *callee);
constexpr Interval::Number kLongestText = 0x0fffffff;

} // namespace lintel::checkers
