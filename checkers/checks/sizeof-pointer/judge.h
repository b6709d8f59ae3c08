// Which sizes and offsets are mistakes. Each function looks at one kind of place.
#pragma once

#include "checkers/checks/sizeof-pointer/size_terms.h"

#include "clang/AST/ExprCXX.h"

#include <optional>

namespace lintel::checkers::checks::sizeof_pointer {

struct Mistake {
  enum class Kind {
    Allocation,     // memory for one or more elements, measured by a pointer to them
    Length,         // a buffer is passed with the size of the pointer to it
    ArrayParameter, // sizeof of a parameter that only looks like an array
    ElementCount,   // sizeof pointer / sizeof element
    ScaledOffset,   // pointer + n * sizeof(...)
    ScaledCount,    // (pointer - pointer) / sizeof(...)
    ByteAsElement   // a char read at an element's index
  };
  Kind kind = Kind::Allocation;
  const clang::Expr *site = nullptr;              // the sizeof; ByteAsElement: the access
  const clang::Expr *operand = nullptr;           // of sizeof, when it is an expression
  clang::QualType element = {};                   // what the pointer points to
  std::string callee = {};                        // Allocation, Length
  bool sizeOfElementMeant = false;                // `sizeof *p` is what was meant, beyond doubt
  const clang::BinaryOperator *product = nullptr; // ScaledOffset: n * sizeof(...)
  const clang::VarDecl *bytes = nullptr;          // ByteAsElement: the pointer to bytes
};

class Judge {
public:
  explicit Judge(clang::ASTContext &context) : context_(context) {}

  // destination: where the call's result is stored, if that is in sight; element: what the result is taken for.
  std::optional<Mistake> allocation(const clang::CallExpr *call, clang::QualType element,
                                    const clang::Expr *destination, const clang::VarDecl *variable) const;
  std::optional<Mistake> newArray(const clang::CXXNewExpr *allocation) const;
  std::optional<Mistake> length(const clang::CallExpr *call) const;
  std::optional<Mistake> quotient(const clang::BinaryOperator *division) const;
  // base + offset, base - offset, base += offset, base[offset]
  std::optional<Mistake> offset(const clang::Expr *base, const clang::Expr *offset, bool isSubscript) const;
  std::optional<Mistake> byteAsElement(const clang::CastExpr *conversion) const;

private:
  bool same(clang::QualType left, clang::QualType right) const {
    return !left.isNull() && !right.isNull() && context_.hasSameUnqualifiedType(left, right);
  }
  bool fitsNoElement(const clang::Expr *amount, const SizeTerm &term, clang::QualType element) const;
  bool countsBytes(const SizeTerm &term, clang::QualType element, bool isSubscript) const;

  clang::ASTContext &context_;
};

} // namespace lintel::checkers::checks::sizeof_pointer
