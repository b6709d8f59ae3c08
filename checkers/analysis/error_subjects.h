// Whether the value of a call is an error that somebody must look at, and by what rule.
#pragma once

#include "checkers/contracts/contracts.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringRef.h"

#include <optional>
#include <set>
#include <string>

namespace lintel::checkers {

// How much a dropped value matters: it must be looked at, or is worth a note and no more.
enum class Attention { Note, Must };

struct ErrorSubject {
  std::string callee;                         // qualified name; "" for a call through a pointer or an awaited value
  const FunctionContract *contract = nullptr; // the function's result must be checked
  const TypeContract *type = nullptr;         // the type is in the table
  std::string typeName;                       // the type is an error by itself (table, policy or nodiscard)
  bool isNodiscardOnly = false;               // neither table nor policy knows the type
};

// Names that the policy adds to the table or takes from it.
struct ExtraNames {
  std::set<std::string> errorTypes;
  std::set<std::string> functions;
  std::set<std::string> ignoredFunctions;
  friend bool operator==(const ExtraNames &, const ExtraNames &) = default;
};

// The names of an option's list, which commas or semicolons separate.
std::set<std::string> namesIn(llvm::StringRef list);

// For one AST: what was found of a function is remembered.
class ErrorSubjects {
public:
  ErrorSubjects(const Contracts &contracts, const ExtraNames &extra) : contracts(contracts), extra(extra) {}

  // call: a CallExpr or a co_await. nullopt: its value may be dropped, or matters less than least.
  std::optional<ErrorSubject> find(const clang::Expr *call, const clang::ASTContext &context,
                                   Attention least = Attention::Must) const;

  // The policy says that the function's result may be dropped.
  bool isIgnored(const std::string &callee) const { return extra.ignoredFunctions.contains(callee); }

  // The contract of the function that the call names, or nullptr. Contracts of system libraries speak
  // only of functions that a system header declares.
  const FunctionContract *contractOf(const clang::CallExpr *call) const;

  // The table's entry for the type or for an alias it was written with, and the name that matched.
  std::optional<ErrorSubject> errorType(clang::QualType type, const clang::ASTContext &context) const;

private:
  std::optional<ErrorSubject> search(const clang::Expr *call, const clang::ASTContext &context, Attention least) const;

  const Contracts &contracts;
  const ExtraNames &extra;
  // By function and number of arguments; the latter together with the least attention asked for.
  using Key = std::pair<const clang::FunctionDecl *, unsigned>;
  using Known = llvm::DenseMap<Key, const FunctionContract *>;
  struct KnownToAll;
  mutable Known *contractOf_ = nullptr; // the AST's, which all that ask share
  mutable llvm::DenseMap<Key, std::optional<ErrorSubject>> found_;
};

} // namespace lintel::checkers
