// Which expressions yield a value that may not be there, and which ones need it to be there.
#pragma once

#include "checkers/analysis/error_subjects.h"

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/DenseMap.h"

#include <optional>
#include <string>

namespace lintel::checkers::fallible {

// How sure it is that a failure happens in practice.
enum class Likelihood { Certain, Likely, Rare };

struct Source {
  std::string callee;
  Likelihood likelihood = Likelihood::Certain;
  bool isCarrier = false;   // an object that holds a value or an error
  std::int64_t failure = 0; // what a pointer or a number is after a failure
};

// What a method of a carrier does with it.
enum class CarrierUse { None, Test, NegatedTest, Throws, Access, LooksAtError, Fills };

class Sources {
public:
  explicit Sources(const Contracts &contracts) : subjects_(contracts, none_) {}

  // The call, or the new expression, may fail by returning null, or an object without a value.
  const Source *find(const clang::Expr *expr, const clang::ASTContext &context);
  // Bit i: the function dereferences its argument i.
  std::uint32_t dereferenced(const clang::FunctionDecl *function, const clang::ASTContext &context);
  // The type holds a value or the reason why there is none.
  bool isCarrier(clang::QualType type);
  static bool isSmartPointer(clang::QualType type);
  static CarrierUse carrierUse(const clang::CXXMethodDecl *method);
  // A function that by its name does not come back.
  static bool soundsFatal(const clang::NamedDecl *function);

private:
  std::optional<Source> ofNumber(const clang::CallExpr *call, const clang::FunctionDecl *function);
  std::optional<Source> ofFunction(const clang::CallExpr *call, const clang::FunctionDecl *function);
  const Source *ofCarrier(const clang::CallExpr *call, const clang::FunctionDecl *function);

  ExtraNames none_;
  ErrorSubjects subjects_;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<Source>> functions_;
  llvm::DenseMap<const clang::FunctionDecl *, std::uint32_t> dereferenced_;
  llvm::DenseMap<const clang::RecordDecl *, bool> carriers_;
  Source nothrowNew_{"operator new", Likelihood::Certain, false};
};

} // namespace lintel::checkers::fallible
