// Conditions that ask whether something failed: a call whose contract says how, or an error object.
#pragma once

#include "checkers/analysis/error_subjects.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"

#include <optional>
#include <string>

namespace lintel::checkers {

struct FailureTest {
  const clang::Expr *object = nullptr;   // the error object that is asked, or nullptr
  const clang::CallExpr *call = nullptr; // the call whose result is compared, or nullptr
  std::string what;                      // "'fopen'", "the 'absl::Status'", "the call that set errno": for messages
};

class FailureTests {
public:
  // function: where the conditions stand; what its variables were given last is looked up there. May be nullptr.
  FailureTests(const ErrorSubjects &subjects, const clang::FunctionDecl *function, const clang::ASTContext &context)
      : subjects_(subjects), function_(function), context_(context) {}

  // What has failed when the condition has this outcome; nullopt when that is not its question.
  std::optional<FailureTest> find(const clang::Expr *condition, bool outcome) const;

private:
  std::optional<FailureTest> ofTruth(const clang::Expr *value, bool outcome) const;
  std::optional<FailureTest> ofComparison(const clang::BinaryOperator *comparison, bool outcome) const;
  std::optional<FailureTest> ofErrorObject(const clang::Expr *object, llvm::StringRef question, bool outcome) const;
  std::optional<FailureTest> ofCall(const clang::Expr *value, clang::BinaryOperatorKind relation,
                                    const clang::Expr *bound) const;
  const clang::Expr *givenLast(const clang::Expr *value) const;

  const ErrorSubjects &subjects_;
  const clang::FunctionDecl *function_;
  const clang::ASTContext &context_;
};

} // namespace lintel::checkers
