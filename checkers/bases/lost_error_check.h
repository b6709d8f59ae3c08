// Base of the checks that report errors which a function stores and then loses. How errors are followed is in
// analysis/error_state.h; a check says which losses are its own, and in what words.
#pragma once

#include "checkers/analysis/error_state.h"
#include "checkers/bases/contract_check.h"

namespace lintel::checkers {

struct LossReport {
  std::string message;
  const clang::Stmt *marked = nullptr; // the store, or what overwrites it
  std::string step;                    // what happens where the error is lost
  std::string advice;                  // introduces the check that needs review
  bool isCheckedBefore = false;        // the check stands before what overwrites the error, not behind the store
  bool isMild = false;
};

class LostErrorCheck : public ExtensibleContractCheck {
public:
  using ExtensibleContractCheck::ExtensibleContractCheck;
  void check(const clang::ast_matchers::MatchFinder::MatchResult &result) final;

protected:
  void addMatchers(clang::ast_matchers::MatchFinder *finder) final;

private:
  virtual bool concerns(const LostError &lost) const = 0;
  virtual LossReport describeLoss(const LostError &lost) const = 0;

  void checkFunction(const clang::FunctionDecl *function, clang::ASTContext &context);
  void report(const LostError &lost, const clang::FunctionDecl *function, const clang::ASTContext &context);
};

} // namespace lintel::checkers
