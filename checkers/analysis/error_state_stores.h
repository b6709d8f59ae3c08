// Which values are errors when a variable receives them: results of calls that must be checked, objects of error types,
// a copy of errno, and error codes that a call fills through an argument.
#pragma once

#include "checkers/analysis/error_state_returns.h"
#include "checkers/analysis/error_subjects.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"

#include <memory>
#include <optional>

namespace lintel::checkers {

struct ErrorSource {
  const clang::Expr *expr = nullptr; // the call, the awaited value, or the read of errno
  ErrorSubject subject;
  bool isErrno = false;
  bool isFilled = false;   // the call fills an argument
  bool isInferred = false; // no contract, but the function returns nothing but an error code
};

// Nothing but an error: neither a count nor a handle nor data beside it.
bool isPlainCode(const ErrorSource &source);

// A plain code, or 0 and -1 from a function of the system: what is logged is the failure, and no number beside it.
bool saysOnlyFailure(const ErrorSource &source);

// "the error of 'f'", "errno".
std::string describe(const ErrorSource &source);

// What only passes its operand on is taken off: casts, parentheses, copies.
const clang::Expr *plainValue(const clang::Expr *value);

class ErrorSources {
public:
  ErrorSources(const ErrorSubjects &subjects, ErrorReturns &returns, const clang::ASTContext &context)
      : subjects_(subjects), returns_(returns), context_(context) {}

  // The error that a variable holds after it received value, or nullptr.
  const ErrorSource *of(const clang::Expr *value);
  // The error that the call stores in the object that is its argument, or nullptr. resultUsed: the call's own result,
  // which tells of the failure as well, is used.
  const ErrorSource *filledBy(const clang::CallExpr *call, unsigned argument, bool resultUsed);

private:
  std::optional<ErrorSource> find(const clang::Expr *value);
  std::optional<ErrorSource> infer(const clang::CallExpr *call);

  const ErrorSubjects &subjects_;
  ErrorReturns &returns_;
  const clang::ASTContext &context_;
  llvm::DenseMap<const clang::Expr *, std::unique_ptr<ErrorSource>> known_;
  llvm::DenseMap<const clang::Expr *, std::unique_ptr<ErrorSource>> filled_; // by argument
};

// A local variable whose life the function can follow: not static, not volatile, no pointer, no reference.
bool isFollowed(const clang::VarDecl *variable);

// True when body stores an error in a variable, as far as one cheap walk can tell.
bool storesErrors(clang::Stmt *body, ErrorSources &sources);

} // namespace lintel::checkers
