// Bases of the checks that ask the table of contracts which calls may fail.
#pragma once

#include "checkers/analysis/error_subjects.h"
#include "checkers/engine/check.h"

#include <optional>

namespace lintel::checkers {

// Looks at nothing, and says why, when the policy's part of the table cannot be read.
class ContractCheck : public Check {
public:
  using Check::Check;
  void registerMatchers(clang::ast_matchers::MatchFinder *finder) final;

protected:
  virtual void addMatchers(clang::ast_matchers::MatchFinder *finder) = 0;
  const ErrorSubjects &subjects() const { return *subjects_; }
  const ExtraNames &extraNames() const { return extra_; }

private:
  friend class ExtensibleContractCheck;
  ExtraNames extra_;
  std::optional<ErrorSubjects> subjects_;
};

// The same with the options by which a policy adds to the table.
class ExtensibleContractCheck : public ContractCheck {
public:
  ExtensibleContractCheck(llvm::StringRef name, clang::tidy::ClangTidyContext *context);
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &options) override;
  // For kDef: first, then those options, then last.
  static std::vector<OptionDef> optionsBetween(std::vector<OptionDef> first, const std::vector<OptionDef> &last);

private:
  const std::string errorTypes_;
  const std::string extraFunctions_;
  const std::string ignoredFunctions_;
};

} // namespace lintel::checkers
