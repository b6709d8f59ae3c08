// The text of a check of an error: how one asks whether it failed, and how the function passes it on.
#pragma once

#include "checkers/analysis/error_state.h"

#include <optional>
#include <string>

namespace lintel::checkers {

// "{}" in a contract's expression stands for the object.
std::string replaced(llvm::StringRef pattern, llvm::StringRef name);

// Whether a template decides what the function's text means: an edit in it would hold for one instance only.
bool isTemplated(const clang::FunctionDecl *function);

llvm::StringRef textOf(clang::SourceRange range, const clang::ASTContext &context);

// Whether an error of type from can be returned as to: the template argument that both must share is the same.
bool agreeOnError(const TypeContract &contract, clang::QualType from, clang::QualType to,
                  const clang::ASTContext &context);

// The comparison that tells the failure of a C function, after the call's text; "" when none does.
std::string failureTest(const FunctionContract &contract, const clang::CallExpr *call,
                        const clang::ASTContext &context);

// What the function's first failing return gives back, as written; "" when it has none.
std::string failingReturn(const clang::FunctionDecl *function, const clang::ASTContext &context);

struct StoredErrorCheck {
  std::string text;             // "if (!status.ok()) return status;"
  bool isSafe = false;          // compiles, and changes nothing while no error occurs
  clang::SourceLocation after;  // behind the semicolon of the store; invalid when it is no statement of its own
  clang::SourceLocation before; // where the statement that overwrites the error begins; invalid as above
};

// nullopt: no way to ask is known, the function has no way to pass the error on, or a macro or a template decides what
// is written.
std::optional<StoredErrorCheck> checkOf(const LostError &lost, const clang::FunctionDecl *function,
                                        const ErrorSubjects &subjects, const clang::ASTContext &context);

} // namespace lintel::checkers
