// Whether the value of a call is an error that somebody must look at, and by what rule.
#pragma once

#include "checkers/contracts/contracts.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"

#include <optional>
#include <set>
#include <string>

namespace lintel::checkers {

struct ErrorSubject {
  std::string callee;                         // qualified name; "" for a call through a pointer or an awaited value
  const FunctionContract *contract = nullptr; // the function's result must be checked
  const TypeContract *type = nullptr;         // the type is in the table
  std::string typeName;                       // the type is an error by itself (table, policy or nodiscard)
};

// Names that the policy adds to the table or takes from it.
struct ExtraNames {
  std::set<std::string> errorTypes;
  std::set<std::string> functions;
  std::set<std::string> ignoredFunctions;
};

class ErrorSubjects {
public:
  ErrorSubjects(const Contracts &contracts, const ExtraNames &extra) : contracts(contracts), extra(extra) {}

  // call: a CallExpr or a co_await. nullopt: its value may be dropped.
  std::optional<ErrorSubject> find(const clang::Expr *call, const clang::ASTContext &context) const;

  // The contract of the function that the call names, or nullptr. Contracts of system libraries speak
  // only of functions that a system header declares.
  const FunctionContract *contractOf(const clang::CallExpr *call) const;

  // The table's entry for the type or for an alias it was written with, and the name that matched.
  std::optional<ErrorSubject> errorType(clang::QualType type, const clang::ASTContext &context) const;

private:
  const Contracts &contracts;
  const ExtraNames &extra;
};

} // namespace lintel::checkers
