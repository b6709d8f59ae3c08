// Which conversions between pointers and integers are mistakes. No text, no diagnostics.
#pragma once

#include "checkers/checks/cast-pointer-int/origin.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/StringSet.h"

#include <optional>

namespace lintel::checkers::checks::cast_pointer_int {

struct Mistake {
  enum class Kind {
    Narrow,       // pointer -> integer that cannot hold it
    Signed,       // pointer -> signed integer of the same width
    FixedAddress, // constant -> pointer
    NarrowSource, // integer that cannot hold an address -> pointer
    RoundTrip,    // pointer -> integer -> pointer with nothing in between
    Tagged,       // integer with tag bits set -> pointer
    FromInteger   // integer of unseen origin -> pointer
  };
  Kind kind;
  const clang::CastExpr *site;           // the conversion
  clang::QualType integer;               // the integer type that is wrong or that was converted
  unsigned bits = 0;                     // its width, where width is the mistake
  std::uint64_t address = 0;             // FixedAddress
  const clang::Expr *madeFrom = nullptr; // earlier conversion from a pointer, if seen
};

class Judge {
public:
  Judge(clang::ASTContext &context, const llvm::StringSet<> &handleTypes)
      : context_(context), handleTypes_(handleTypes) {}

  // For a cast of kind PointerToIntegral, IntegralCast, IntegralToPointer.
  std::optional<Mistake> toInteger(const clang::CastExpr *cast) const;
  std::optional<Mistake> narrowing(const clang::CastExpr *cast) const;
  std::optional<Mistake> toPointer(const clang::CastExpr *cast) const;

private:
  std::optional<Mistake> constantToPointer(const clang::CastExpr *cast, std::uint64_t value) const;
  bool isUseHarmless(const clang::CastExpr *cast) const;
  bool isCounterOrId(const Origin &origin) const;
  bool isNarrowedAround(const clang::CastExpr *cast) const;
  bool isNamed(clang::QualType type, llvm::StringRef name) const;
  bool isHandle(clang::QualType type) const;
  unsigned width(clang::QualType type) const;

  clang::ASTContext &context_;
  const llvm::StringSet<> &handleTypes_;
};

} // namespace lintel::checkers::checks::cast_pointer_int
