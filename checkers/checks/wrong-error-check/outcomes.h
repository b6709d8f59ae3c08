// What a call of a known function may return: sample values of failure and of success, made from its contract.
#pragma once

#include "checkers/contracts/contract.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lintel::checkers::checks::wrong_error_check {

struct Outcomes {
  std::vector<std::int64_t> failures;
  std::vector<std::int64_t> usual;        // what success returns as a rule
  std::vector<std::int64_t> rare;         // what success may return too, such as descriptor 0
  std::int64_t least = 0, greatest = 0;   // the bounds of what success returns
  bool oneSuffices = false;               // a test that recognises one of the failures is meant for that one
  std::optional<std::int64_t> mustBeTold; // the failure that a test must tell, whatever others it tells
  // Further failures than the samples: none, or numbers of this sign, or any.
  enum class Further { None, Positive, Negative, Any } further = Further::None;
  bool onlyImpossible = false;            // report only tests that have the same result for every outcome
  std::optional<std::int64_t> shortCount; // a failure that only shows when the count is kept or compared
  std::string text;                       // what failure returns, for messages: "EOF"
  std::string comparison;                 // what to write behind the call, "" when there is no single one
};

// nullopt: the contract says too little, or what it calls a failure is a legal value as well.
std::optional<Outcomes> outcomesOf(const FunctionContract &contract, const clang::CallExpr *call,
                                   const clang::ASTContext &context);

} // namespace lintel::checkers::checks::wrong_error_check
